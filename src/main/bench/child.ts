import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { InvariantBroken } from "#lib/must.ts";

/** Workers run with the flags of `bin/heap.mjs`, though from the sources. */
export const workerFlags = ["--max-semi-space-size=8", "--heap-growing-percent=50"] as const;

/** A process of ours that reads its order from standard input. What is secret never stands on a command line. */
export function startChild(script: string, order: unknown, signal: AbortSignal): ChildProcess & { readonly ended: Promise<void> } {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const flags = script === "./worker-process.ts" ? workerFlags : [];
  const child = spawn(process.execPath, [...flags, "--disable-warning=ExperimentalWarning", path], { stdio: ["pipe", "pipe", "inherit"], signal });
  const ended = new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new InvariantBroken(`${script} ended with ${String(code)}`))));
  });
  ended.catch(() => undefined);
  child.stdin?.write(`${JSON.stringify(order)}\n`);
  return Object.assign(child, { ended });
}

/** Whole lines of a stream. */
export async function* linesOf(stream: AsyncIterable<unknown>): AsyncGenerator<string> {
  let held = "";
  for await (const chunk of stream) {
    held += String(chunk);
    const lines = held.split("\n");
    held = lines.pop() ?? "";
    yield* lines;
  }
}

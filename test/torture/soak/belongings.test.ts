import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { processStart } from "#storage/embedded/owner-file.ts";

interface Left {
  readonly code: number;
  readonly said: string;
  readonly folderIsThere: boolean;
  readonly processRuns: boolean;
}

/** Starts whoever owns a folder and a process, stops it, and looks at what it left. */
async function stopHolder(how: string, signal: NodeJS.Signals | null): Promise<Left> {
  const holder = spawn(process.execPath, [fileURLToPath(new URL("./stopped-holder.ts", import.meta.url)), how], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  holder.stderr.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
  const ended = once(holder, "close");
  const [line] = (await once(holder.stdout, "data")) as [Buffer];
  const { folder, pid } = JSON.parse(line.toString("utf8")) as { readonly folder: string; readonly pid: number };
  expect(existsSync(folder)).toBe(true);
  if (signal !== null) holder.kill(signal);
  const [code] = (await ended) as [number];
  return { code, said, folderIsThere: existsSync(folder), processRuns: processStart(pid) !== null };
}

describe("what a soak has started", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("ends with it when it is stopped by %s, which it names", async (signal, code) => {
    const left = await stopHolder("orderly", signal);
    expect(left).toMatchObject({ code, folderIsThere: false, processRuns: false });
    expect(left.said).toContain(`stopped by ${signal}`);
  });

  it("ends with it although a step of the end fails", async () => {
    expect(await stopHolder("broken", "SIGTERM")).toMatchObject({ code: 143, folderIsThere: false, processRuns: false });
  });

  it("ends with it when it leaves in the middle", async () => {
    expect(await stopHolder("left", null)).toMatchObject({ code: 7, folderIsThere: false, processRuns: false });
  });
});

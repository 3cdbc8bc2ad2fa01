import { spawn, type ChildProcess } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { must } from "#lib/must.ts";

const entry = fileURLToPath(new URL("../../../src/cli/highwire.ts", import.meta.url));

type Environment = Readonly<Record<string, string>>;

/** Starts the real CLI in a process of its own, with nothing of the machine's settings but the path. */
function launch(words: readonly string[], environment: Environment): ChildProcess {
  return spawn(process.execPath, ["--disable-warning=ExperimentalWarning", entry, ...words], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", ...environment },
  });
}

const exited = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => void child.once("exit", (code) => resolve(code)));

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command to its end. */
export async function runProcess(words: readonly string[], environment: Environment, input = ""): Promise<Finished> {
  const child = launch(words, environment);
  const [stdout, stderr] = [gather(child.stdout), gather(child.stderr)];
  child.stdin?.end(input);
  const exitCode = await exited(child);
  return { exitCode, stdout: await stdout, stderr: await stderr };
}

export interface Serving {
  /** As told by the `started` document. */
  readonly url: string;
  readonly pid: number;
  /** `SIGKILL`: as the power goes. `SIGTERM`: as an administrator stops it. Resolves with the exit code. */
  stop(signal: "SIGKILL" | "SIGTERM"): Promise<number | null>;
}

/** Starts `highwire start` and waits until it serves. Fails with its own words when it ends before. */
export async function startServing(words: readonly string[], environment: Environment): Promise<Serving> {
  const child = launch(["start", "--json", ...words], environment);
  const stderr = gather(child.stderr);
  const url = await new Promise<string>((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
      const line = text.split("\n")[0] ?? "";
      if (text.includes("\n")) resolve(must((JSON.parse(line) as { url?: string }).url, `address of the server in ${line}`));
    });
    child.once("exit", (code) => void stderr.then((words_) => reject(new Error(`highwire start ended with ${String(code)}: ${text}${words_}`))));
  });
  return {
    url,
    pid: must(child.pid, "process id"),
    stop: (signal) => {
      const ended = exited(child);
      child.kill(signal);
      return ended;
    },
  };
}

async function gather(stream: ChildProcess["stdout"]): Promise<string> {
  const chunks: Buffer[] = [];
  if (stream !== null) for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => void server.close(resolve));
  return port;
}

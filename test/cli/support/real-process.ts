import { spawn, type ChildProcess } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { must } from "#lib/must.ts";
import { findProgram, holdProgram, type Program } from "../../../bin/bundle.mjs";

/** What a user's command runs too, found once: the sources do not change while tests run. */
let program: Program | null = null;

export type Environment = Readonly<Record<string, string>>;

/** Starts the real CLI in a process of its own, with nothing of the machine's settings but the path. */
function launch(words: readonly string[], environment: Environment): ChildProcess {
  program ??= findProgram({ build: true });
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", program.script, ...words], {
    stdio: ["pipe", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: process.env["HOME"] ?? "",
      NODE_COMPILE_CACHE: program.compileCache,
      ...environment,
    },
  });
  child.once("exit", holdProgram(program, child.pid));
  return child;
}

const exitOf = (child: ChildProcess): Promise<number | null> =>
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
  const exitCode = await exitOf(child);
  return { exitCode, stdout: await stdout, stderr: await stderr };
}

/** A command that runs until it is stopped. */
export interface RealProcess {
  readonly pid: number;
  /** The document by which it said that it is up; rejects with its own words when it ends before. */
  readonly up: Promise<Readonly<Record<string, unknown>>>;
  /** Its exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** The newest of what it said on stderr. */
  words(): string;
  signal(signal: NodeJS.Signals): void;
}

/** Characters of stderr that are kept. */
const KEPT_WORDS = 4_000;

/** Starts a command that runs until it is stopped, such as `start` or `worker`. */
export function startProcess(words: readonly string[], environment: Environment): RealProcess {
  const child = launch([...words, "--json"], environment);
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said = `${said}${chunk.toString("utf8")}`.slice(-KEPT_WORDS);
  });
  const up = new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
      if (!text.includes("\n")) return;
      const told = JSON.parse(text.split("\n")[0] ?? "") as Readonly<Record<string, unknown>>;
      if (told["kind"] !== "error") resolve(told);
    });
    child.once("close", (code) => reject(new Error(`highwire ${words.join(" ")} ended with ${String(code)}: ${text}${said}`)));
  });
  up.catch(() => undefined);
  return { pid: must(child.pid, "process id"), up, ended: exitOf(child), words: () => said, signal: (signal) => void child.kill(signal) };
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
  const { pid, up, ended, signal } = startProcess(["start", ...words], environment);
  const { url } = await up;
  return {
    url: must(typeof url === "string" ? url : null, "address of the server"),
    pid,
    stop: (how) => {
      signal(how);
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

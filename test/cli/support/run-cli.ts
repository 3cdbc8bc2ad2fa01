import type { ExitCode } from "#cli/exit-codes.ts";
import { runCli } from "#cli/run-cli.ts";
import type { Session } from "#main/session.ts";

export interface Ran {
  readonly exitCode: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
  /** The one document of `--json`. */
  readonly json: () => Readonly<Record<string, unknown>>;
}

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly session?: Session;
  readonly input?: string;
  readonly tty?: boolean;
  readonly signal?: AbortSignal;
}

/** Runs one command line in this process, as a pipe would see it. */
export async function run(line: string | readonly string[], options: RunOptions = {}): Promise<Ran> {
  let stdout = "";
  let stderr = "";
  const isTTY = options.tty ?? false;
  const { session } = options;
  const exitCode = await runCli(typeof line === "string" ? line.split(" ").filter((word) => word !== "") : line, {
    streams: {
      stdout: { write: (text) => (stdout += text), isTTY },
      stderr: { write: (text) => (stderr += text), isTTY, columns: 100 },
    },
    environment: { HIGHWIRE_DATA_DIR: "/proc/nowhere/highwire-test", ...options.environment },
    signal: options.signal ?? new AbortController().signal,
    readInput: () => Promise.resolve(options.input ?? ""),
    version: "0.0.0-test",
    // A session that outlives the command, so that a test can look at what it did.
    ...(session !== undefined && { openSession: () => Promise.resolve({ ...session, close: () => Promise.resolve() }) }),
  });
  return { exitCode, stdout, stderr, json: () => JSON.parse(stdout) as Readonly<Record<string, unknown>> };
}

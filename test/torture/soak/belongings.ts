import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { constants } from "node:os";
import { processStart } from "#storage/embedded/owner-file.ts";
import { signalProcess } from "#storage/embedded/postmaster.ts";

/** Milliseconds for an orderly end after a signal; what is left then is ended without asking. */
const PATIENCE_MS = 15_000;
/** Milliseconds in which a process that was killed is waited for, and how often is looked. */
const [GONE_MS, LOOK_MS] = [5_000, 20] as const;
/** Attempts at a folder into which somebody may still be writing; the pauses between them grow by 100 ms. */
const REMOVALS = 8;

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Everything that a run has started outside its own process, so that nothing outlives it: not when it ends, fails, is told to stop, or leaves
 * in the middle.
 */
export class Belongings {
  readonly #say: (line: string) => void;
  readonly #steps: (() => Promise<unknown>)[] = [];
  readonly #processes = new Set<number>();
  readonly #databases: (() => number | null)[] = [];
  readonly #mounts = new Set<string>();
  readonly #folders = new Set<string>();
  #ending: Promise<void> | null = null;
  readonly #atExit = (): void => this.#clearAtOnce();
  readonly #atSignal = (signal: NodeJS.Signals): void => {
    this.#say(`   stopped by ${signal}; ending what was started`);
    const leave = (): never => process.exit(128 + constants.signals[signal]);
    setTimeout(leave, PATIENCE_MS);
    void this.end().then(leave, leave);
  };

  /** `say`: one line for whoever stopped the run. */
  constructor(say: (line: string) => void) {
    this.#say = say;
    process.on("exit", this.#atExit);
    for (const signal of signals) process.on(signal, this.#atSignal);
  }

  /** To be done at the end, last come first. */
  later(step: () => Promise<unknown>): void {
    this.#steps.push(step);
  }

  /** A process of ours, until it has ended. */
  process(pid: number, ended: Promise<unknown>): void {
    this.#processes.add(pid);
    void ended.finally(() => this.#processes.delete(pid));
  }

  /** A PostgreSQL, by the number that its first process has at that moment; null while there is none. */
  database(pid: () => number | null): void {
    this.#databases.push(pid);
  }

  mount(folder: string): void {
    this.#mounts.add(folder);
  }

  folder(folder: string): void {
    this.#folders.add(folder);
  }

  /** Ends and removes everything, whatever of it fails; once, however often it is asked for. */
  end(): Promise<void> {
    return (this.#ending ??= this.#end());
  }

  async #end(): Promise<void> {
    for (const step of this.#steps.splice(0).toReversed()) await step().catch(() => undefined);
    this.#clearAtOnce();
    process.off("exit", this.#atExit);
    for (const signal of signals) process.off(signal, this.#atSignal);
  }

  #clearAtOnce(): void {
    const databases = this.#databases.splice(0).flatMap((pid) => pid() ?? []);
    // A stopped process takes a SIGKILL as well. PostgreSQL is asked to leave at once, because it must take its own processes with it.
    for (const pid of this.#processes) signalProcess(pid, "SIGKILL");
    for (const pid of databases) signalProcess(pid, "SIGQUIT");
    waitUntilGone([...this.#processes, ...databases]);
    this.#processes.clear();
    for (const folder of this.#mounts) spawnSync("umount", ["-l", folder], { stdio: "ignore" });
    this.#mounts.clear();
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true, maxRetries: REMOVALS });
    this.#folders.clear();
  }
}

/** Without giving up the processor's turn, because a process that leaves has no other. */
function waitUntilGone(pids: readonly number[]): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const until = performance.now() + GONE_MS;
  while (performance.now() < until && pids.some((pid) => processStart(pid) !== null)) Atomics.wait(pause, 0, 0, LOOK_MS);
}

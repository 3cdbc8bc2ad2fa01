import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";

/** Milliseconds for an orderly end after Ctrl-C; what is left then is ended without asking. */
const PATIENCE_MS = 15_000;

/**
 * Everything that a run has started outside its own process, so that nothing outlives it: not when it ends, fails, is told to stop, or leaves
 * in the middle.
 */
export class Belongings {
  readonly #steps: (() => Promise<unknown>)[] = [];
  readonly #processes = new Set<number>();
  readonly #mounts = new Set<string>();
  readonly #folders = new Set<string>();
  readonly #atExit = (): void => this.#clearAtOnce();
  readonly #atSignal = (signal: NodeJS.Signals): void => {
    const leave = (): never => process.exit(signal === "SIGINT" ? 130 : 143);
    setTimeout(leave, PATIENCE_MS);
    void this.end().then(leave, leave);
  };

  constructor() {
    process.on("exit", this.#atExit);
    process.on("SIGINT", this.#atSignal);
    process.on("SIGTERM", this.#atSignal);
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

  mount(folder: string): void {
    this.#mounts.add(folder);
  }

  folder(folder: string): void {
    this.#folders.add(folder);
  }

  /** Ends and removes everything, whatever of it fails. */
  async end(): Promise<void> {
    for (const step of this.#steps.splice(0).toReversed()) await step().catch(() => undefined);
    this.#clearAtOnce();
    process.off("exit", this.#atExit);
    process.off("SIGINT", this.#atSignal);
    process.off("SIGTERM", this.#atSignal);
  }

  #clearAtOnce(): void {
    for (const pid of this.#processes) {
      try {
        // A stopped process takes a SIGKILL as well.
        process.kill(pid, "SIGKILL");
      } catch {
        // Already gone.
      }
    }
    this.#processes.clear();
    for (const folder of this.#mounts) spawnSync("umount", ["-l", folder], { stdio: "ignore" });
    this.#mounts.clear();
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    this.#folders.clear();
  }
}

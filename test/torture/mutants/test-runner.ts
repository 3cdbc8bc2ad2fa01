import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { standBehind } from "../stand-behind.ts";
import type { Outcome, Task } from "./warm-vitest.ts";

/** Milliseconds after which vitest is stopped: a run takes a second or two, and machines may be busy; each test has its own limit of 20 s. */
const longestMs = (tests: number): number => 120_000 + tests * 20_000;

/** Runs tests in one copy of the project, in a process that stays warm; one that hangs or breaks is ended, and the next test gets another. */
export class TestRunner {
  readonly #root: string;
  readonly #signal: AbortSignal;
  #child: ChildProcess | null = null;

  /** Everything is stopped, and nothing left running, when the signal comes. */
  constructor(root: string, signal: AbortSignal) {
    this.#root = root;
    this.#signal = signal;
  }

  /** Runs exactly these tests; `changed` names what is not as it was at the last run. */
  run(task: Task): Promise<Outcome> {
    const child = (this.#child ??= this.#start());
    return new Promise((resolve) => {
      const done = (outcome: Outcome): void => {
        clearTimeout(timer);
        this.#signal.removeEventListener("abort", stopped);
        child.removeAllListeners();
        if (outcome.kind === "broken") this.end();
        resolve(outcome);
      };
      const broken = (why: string): void => done({ kind: "broken", why });
      const stopped = (): void => broken("stopped");
      const timer = setTimeout(() => broken("the tests did not come to an end"), longestMs(task.tests.length));
      this.#signal.addEventListener("abort", stopped, { once: true });
      child.once("message", (outcome: Outcome) => done(outcome));
      child.once("error", (error) => broken(error.message));
      child.once("exit", (code, killedBy) => broken(`vitest ended with ${String(killedBy ?? code)}`));
      child.send(task);
      if (this.#signal.aborted) stopped();
    });
  }

  end(): void {
    const pid = this.#child?.pid;
    this.#child = null;
    if (pid === undefined) return;
    try {
      process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }

  #start(): ChildProcess {
    // A group of its own, so that stopping it stops its workers as well.
    const child = fork(join(this.#root, "test", "torture", "mutants", "warm-vitest.ts"), {
      cwd: this.#root,
      detached: true,
      stdio: "ignore",
      env: Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== "HIGHWIRE_TEST_COUNTS")),
    });
    if (child.pid !== undefined) standBehind(child.pid);
    return child;
  }
}

import type { AbortSignalLike, Clock } from "#core/ports/clock.ts";

interface Sleeper {
  readonly until: number;
  readonly order: number;
  readonly wake: () => void;
}

/**
 * Time that stands still while anybody works, and jumps to the next sleeper once everybody waits. Everything in the process must run on
 * promises alone: after one turn of the event loop whoever could go on has gone on.
 */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  #sleepers: Sleeper[] = [];
  #ticking = false;

  constructor(now = Date.UTC(2026, 10, 23, 9)) {
    this.#now = now;
  }

  now = (): number => this.#now;
  monotonicMs = (): number => this.#now;

  sleep = (delayMs: number, signal?: AbortSignalLike): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return void reject(signal.reason as Error);
      const leave = (): void => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal?.reason as Error);
      };
      const wake = (): void => {
        signal?.removeEventListener("abort", leave);
        resolve();
      };
      const sleeper: Sleeper = { until: Math.ceil(this.#now + Math.max(0, delayMs)), order: (this.#order += 1), wake };
      this.#sleepers.push(sleeper);
      signal?.addEventListener("abort", leave, { once: true });
      this.#tickSoon();
    });

  /** Moves time by hand; sleepers whose time has come wake in their order. */
  advance(ms: number): void {
    this.#now = Math.ceil(this.#now + ms);
    this.#tickSoon();
  }

  #tickSoon(): void {
    if (this.#ticking || this.#sleepers.length === 0) return;
    this.#ticking = true;
    setImmediate(() => {
      this.#ticking = false;
      this.#tick();
      this.#tickSoon();
    });
  }

  #tick(): void {
    const next = this.#sleepers.reduce<Sleeper | null>(
      (best, one) => (best === null || one.until < best.until || (one.until === best.until && one.order < best.order) ? one : best),
      null,
    );
    if (next === null) return;
    this.#sleepers = this.#sleepers.filter((other) => other !== next);
    this.#now = Math.max(this.#now, next.until);
    next.wake();
  }
}

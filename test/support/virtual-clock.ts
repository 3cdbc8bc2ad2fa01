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
  /** Whoever wakes next stands last. */
  readonly #sleepers: Sleeper[] = [];
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
        const at = this.#sleepers.indexOf(sleeper);
        if (at !== -1) this.#sleepers.splice(at, 1);
        reject(signal?.reason as Error);
      };
      const wake = (): void => {
        signal?.removeEventListener("abort", leave);
        resolve();
      };
      const sleeper: Sleeper = { until: Math.ceil(this.#now + Math.max(0, delayMs)), order: (this.#order += 1), wake };
      this.#sleepers.splice(this.#placeOf(sleeper), 0, sleeper);
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
    const next = this.#sleepers.pop();
    if (next === undefined) return;
    this.#now = Math.max(this.#now, next.until);
    next.wake();
  }

  /** Before everyone who wakes sooner; of one moment, whoever came first wakes first. */
  #placeOf({ until, order }: Sleeper): number {
    let [low, high] = [0, this.#sleepers.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#sleepers[middle] as Sleeper;
      if (other.until > until || (other.until === until && other.order > order)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

import type { SandboxClock } from "../kit/clock.ts";
import type { Quirks } from "./quirks.ts";

/** Strictly increasing instants, so that order by time is total even while the clock stands still. */
export class RisingStamps {
  readonly #clock: SandboxClock;
  readonly #quirks: Quirks;
  #last = 0;

  constructor(clock: SandboxClock, quirks: Quirks) {
    this.#clock = clock;
    this.#quirks = quirks;
  }

  /** ISO in UTC with milliseconds. */
  next(): string {
    this.#last = Math.max(this.#clock.now() + this.#quirks.clockSkewMs, this.#last + 1);
    return new Date(this.#last).toISOString();
  }

  /** Epoch milliseconds of the newest stamp, for a snapshot. */
  get position(): number {
    return this.#last;
  }

  moveTo(position: number): void {
    this.#last = position;
  }
}

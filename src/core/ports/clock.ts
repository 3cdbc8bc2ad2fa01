import type { Instant } from "../ids.ts";

/** The only source of time for core and engine (T3); tests and the simulator pass their own. */
export interface Clock {
  /** Wall time; never used to decide correctness between machines (X10). */
  now(): Instant;
  /** Milliseconds from an arbitrary start that never goes back; for measuring and for timers. */
  monotonicMs(): number;
  /** Resolves after `delayMs`, or rejects with the signal's reason when it aborts first. */
  sleep(delayMs: number, signal?: AbortSignalLike): Promise<void>;
}

/** The part of the DOM's AbortSignal that core relies on, so that core needs no platform types. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: "abort", listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

import type { Clock } from "#core/ports/clock.ts";

/** Five seconds, in milliseconds: as long as a batch waits between its first read and its write. */
const KEPT_MS = 5_000;
/** Keys kept at most; the oldest leave first. */
const MAX_KEPT = 500;

/** What reads have given a moment ago, so that many records of one batch share a read. What failed is not kept. */
export class KeptBriefly<Value> {
  readonly #clock: Clock;
  readonly #keptMs: number;
  readonly #kept = new Map<string, { readonly atMs: number; readonly value: Promise<Value> }>();

  /** @param keptMs milliseconds for which what was read is good; default five seconds */
  constructor(clock: Clock, keptMs = KEPT_MS) {
    this.#clock = clock;
    this.#keptMs = keptMs;
  }

  /** What was read under the key within the last seconds, or is being read; else reads it. */
  get(key: string, read: () => Promise<Value>): Promise<Value> {
    return this.peek(key) ?? this.fresh(key, read);
  }

  /** What is kept under the key and was read since then (monotonic milliseconds); else reads it. */
  getSince(key: string, sinceMs: number, read: () => Promise<Value>): Promise<Value> {
    return (this.#kept.get(key)?.atMs ?? Number.NEGATIVE_INFINITY) >= sinceMs ? this.get(key, read) : this.fresh(key, read);
  }

  /** What is kept under the key, or is being read; undefined when nothing is. */
  peek(key: string): Promise<Value> | undefined {
    const found = this.#kept.get(key);
    return found !== undefined && this.#clock.monotonicMs() - found.atMs <= this.#keptMs ? found.value : undefined;
  }

  /** True when something is kept under the key. */
  has(key: string): boolean {
    return this.peek(key) !== undefined;
  }

  /** Reads anew, and keeps that. */
  fresh(key: string, read: () => Promise<Value>): Promise<Value> {
    const value = read();
    const asked = { atMs: this.#clock.monotonicMs(), value };
    this.#kept.delete(key);
    this.#kept.set(key, asked);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MAX_KEPT) break;
      this.#kept.delete(oldest);
    }
    value.catch(() => {
      if (this.#kept.get(key) === asked) this.#kept.delete(key);
    });
    return value;
  }

  forget(key: string): void {
    this.#kept.delete(key);
  }

  clear(): void {
    this.#kept.clear();
  }
}

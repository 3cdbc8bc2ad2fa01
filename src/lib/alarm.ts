/**
 * A signal that is given once. To a sleeper it is what an `AbortSignal` is, without what the platform spends on each of those, which is more than a
 * short sleep costs: for sleeps that many a call makes.
 */
export class Alarm {
  aborted = false;
  reason: unknown = undefined;
  readonly #heard = new Set<() => void>();

  addEventListener(_type: "abort", listener: () => void): void {
    this.#heard.add(listener);
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    this.#heard.delete(listener);
  }

  /** Wakes whoever listens, with this reason; nobody when it has been given before. */
  give(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    for (const listener of this.#heard) listener();
    this.#heard.clear();
  }
}

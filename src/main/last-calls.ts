import type { Instant } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { CallObserver } from "#vendors/transport/transport.ts";

/** Remembers when each operation of each account last went through, so that unused permissions can be told. */
export class LastCalls {
  readonly #clock: Clock;
  readonly #calls = new Map<string, Map<string, Instant>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly observe: CallObserver = ({ call: { operation, limitKey }, status }) => {
    if (limitKey === null || status < 200 || status > 299) return;
    const ofAccount = this.#calls.get(limitKey) ?? new Map<string, Instant>();
    ofAccount.set(operation, this.#clock.now());
    this.#calls.set(limitKey, ofAccount);
  };

  of(limitKey: string): ReadonlyMap<string, Instant> {
    return this.#calls.get(limitKey) ?? new Map<string, Instant>();
  }
}

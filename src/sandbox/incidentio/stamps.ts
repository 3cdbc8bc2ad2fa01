import type { SandboxClock } from "../kit/clock.ts";
import type { Prng } from "../kit/prng.ts";

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Makes ids and times the way incident.io does: 26-character ULIDs, RFC3339 in UTC with zero to three fraction digits. */
export class Stamps {
  readonly #clock: SandboxClock;
  readonly #prng: Prng;

  constructor(clock: SandboxClock, prng: Prng) {
    this.#clock = clock;
    this.#prng = prng;
  }

  /** A ULID: ten characters of time, sixteen by chance. */
  id(): string {
    let time = "";
    for (let rest = this.#clock.now(), index = 0; index < 10; index += 1, rest = Math.floor(rest / 32)) time = (crockford[rest % 32] ?? "0") + time;
    return time + this.#prng.text(16, crockford);
  }

  now(): string {
    return rfc3339(this.#clock.now());
  }

  /** Now, or a millisecond after `previous` if the clock has not moved on: two changes of one object never share a time. */
  after(previous: string): string {
    return rfc3339(Math.max(this.#clock.now(), Date.parse(previous) + 1));
  }
}

/** Trailing zeros of the fraction are left out, so these times do not sort as text. */
export function rfc3339(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.?0+Z$/u, "Z");
}

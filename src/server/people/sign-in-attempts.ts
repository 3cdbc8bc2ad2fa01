import type { Clock } from "#core/ports/clock.ts";

interface Failures {
  count: number;
  /** Not before this monotonic time. */
  notBeforeMs: number;
  lastMs: number;
}

/** Wrong guesses before waiting begins. */
const FREE = 5;
/** The first wait; each further wrong guess doubles it, in milliseconds. */
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 300_000;
/** After so long without a wrong guess all is forgotten, in milliseconds. */
const FORGET_MS = 86_400_000;
/** Names remembered at most; the longest untouched go first. */
const MOST = 20_000;

/**
 * Slows guessing down, for each place guesses come from and for each account, known here or not. Nobody is locked out: a wait ends by itself,
 * and from a place where an account has signed in before, guesses elsewhere do not count against it.
 */
export class SignInAttempts {
  readonly #clock: Clock;
  readonly #failures = new Map<string, Failures>();
  readonly #known = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How long this guess has to wait, in milliseconds; 0: it may be looked at. A guess that has to wait is not looked at and not counted. */
  waitMs(account: string, place: string): number {
    const now = this.#clock.monotonicMs();
    return Math.max(0, ...this.#keys(account, place).map((key) => (this.#failures.get(key)?.notBeforeMs ?? 0) - now));
  }

  /** Counts a wrong guess. Counted before it is looked at, so that many at once are not all looked at. */
  begin(account: string, place: string): void {
    const now = this.#clock.monotonicMs();
    for (const key of this.#keys(account, place)) {
      const before = this.#failures.get(key);
      const count = before === undefined || now - before.lastMs > FORGET_MS ? 1 : before.count + 1;
      const waitMs = count < FREE ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (count - FREE));
      remember(this.#failures, key, { count, notBeforeMs: now + waitMs, lastMs: now });
    }
  }

  /** Forgets the wrong guesses of an account from there, once one was right. */
  succeed(account: string, place: string): void {
    for (const key of this.#keys(account, place)) this.#failures.delete(key);
    remember(this.#known, `${account}\n${place}`, 1);
  }

  #keys(account: string, place: string): readonly string[] {
    return this.#known.has(`${account}\n${place}`) ? [`both ${account}\n${place}`] : [`place ${place}`, `account ${account}`];
  }
}

function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > MOST && oldest !== undefined) map.delete(oldest);
}

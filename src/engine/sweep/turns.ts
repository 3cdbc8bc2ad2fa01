import type { Instant } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { EnginePorts } from "../engine-ports.ts";

/** Who does what when, over all processes, by the store's clock. */
export interface Turns {
  /** False while this process knows that the turn was taken too short a time ago. */
  mayBeDue(key: string): boolean;
  /**
   * Does work at most once per interval over all processes, judged by the store's clock and counted from its begin; false, with nothing done, before it
   * is due or while another process does it. Work that failed is due again after minutes, each time twice as many, and never later than its interval;
   * work that was cut short by the signal, at once; that of a process that falls away, after `holdMs`.
   */
  perform(
    key: string,
    times: { readonly everyMs: number; readonly holdMs: number; readonly signal: AbortSignal },
    work: () => Promise<void>,
  ): Promise<boolean>;
  /**
   * Does work, however long it takes, that no other process may do meanwhile; false, with nothing done, while one does. Given up when the work has
   * ended, however it did; of a process that falls away, after `holdMs`.
   */
  hold(key: string, holdMs: number, work: () => Promise<void>): Promise<boolean>;
  /** Milliseconds until the next turn falls due that is not due yet, as far as this process knows. */
  untilNextMs(): number;
  /** Forgets what this process knows of turns, because intervals may have changed. */
  askAgain(): void;
}

/** A turn that is held: by whom, and since when it was last said to be. */
interface Held {
  readonly at: Instant;
  readonly by: string;
}

/** A turn that comes round: when it was taken, and who is at it. A process of an older release goes by `at` alone. */
interface Round {
  readonly at: Instant;
  /** Set while the work is under way: by whom, and since when it was last said to be. */
  readonly held?: Held;
  /** How often in a row the work has failed. */
  readonly failures?: number;
}

/** Five minutes, in milliseconds: when work that has failed is due again. */
const AGAIN_MS = 300_000;
/** Doublings of it, at most. */
const DOUBLINGS = 16;

/** Renewals within the time after which a holder counts as gone: one may come late. */
const RENEWALS = 3;

/** Remembers when turns fall due, so that a process asks the store about each but once an interval. */
export function createTurns({ store, clock, random }: Pick<EnginePorts, "store" | "clock" | "random">): Turns {
  const next = new Map<string, Instant>();
  /** Changes who holds a turn if the holder of now may be followed; tells whether it was. */
  const write = (key: string, may: (held: Held | null, now: Instant) => boolean, then: (now: Instant) => Held): Promise<boolean> =>
    store.updateBudget<boolean>(`turn:${key}`, (state, now) => {
      const held = state as Held | null;
      return may(held, now) ? { state: then(now), result: true } : { state: held, result: false };
    });
  return {
    mayBeDue: (key) => (next.get(key) ?? 0) <= clock.now(),
    untilNextMs: () => Math.min(...[...next.values()].map((dueAt) => dueAt - clock.now()).filter((waitMs) => waitMs > 0)),
    askAgain: () => next.clear(),
    async perform(key, times, work) {
      if ((next.get(key) ?? 0) > clock.now()) return false;
      const by = random.uuid();
      // Work that comes round more often than it is held is not held back by a process that fell away.
      const holdMs = Math.min(times.holdMs, times.everyMs);
      const { began, dueAt } = await store.updateBudget<Begun>(`turn:${key}`, (state, now) =>
        beginRound(state as Round | null, { ...times, holdMs, by }, now),
      );
      next.set(key, dueAt);
      if (began === null) return false;
      const change = async (then: (round: Round, now: Instant) => Round): Promise<void> => {
        const round = await store.updateBudget<Round | null>(`turn:${key}`, (state, now) => {
          const current = state as Round | null;
          const result = current?.held?.by === by ? then(current, now) : current;
          return { state: result, result };
        });
        if (round !== null) next.set(key, round.held === undefined ? round.at + times.everyMs : round.held.at + holdMs);
      };
      try {
        await renewing(clock, holdMs, () => change((round, now) => ({ ...round, held: { at: now, by } })), work);
      } catch (error) {
        // What cannot be given back runs out; how the work has ended is what matters.
        await change((round, now) => failedRound(round, times, now)).catch(() => undefined);
        throw error;
      }
      await change(() => ({ at: began }));
      return true;
    },
    async hold(key, holdMs, work) {
      const by = random.uuid();
      const isOurs = (held: Held | null): boolean => held?.by === by;
      const isFree = (held: Held | null, now: Instant): boolean => held === null || now - held.at >= holdMs;
      if (!(await write(key, isFree, (now) => ({ at: now, by })))) return false;
      try {
        await renewing(clock, holdMs, () => write(key, isOurs, (now) => ({ at: now, by })), work);
        return true;
      } finally {
        // What cannot be given up runs out; how the work has ended is what matters.
        await write(key, isOurs, () => ({ at: 0, by })).catch(() => false);
      }
    },
  };
}

/** When work began that may begin, else null; and when to ask next. */
interface Begun {
  readonly began: Instant | null;
  readonly dueAt: Instant;
}

function beginRound(
  round: Round | null,
  { everyMs, holdMs, by }: { readonly everyMs: number; readonly holdMs: number; readonly by: string },
  now: Instant,
): { readonly state: Round | null; readonly result: Begun } {
  const dueAt = round === null ? now : round.held === undefined ? round.at + everyMs : round.held.at + holdMs;
  if (dueAt > now) return { state: round, result: { began: null, dueAt } };
  return { state: { ...round, at: now, held: { at: now, by } }, result: { began: now, dueAt: now + holdMs } };
}

function failedRound(
  { at, failures = 0 }: Round,
  { everyMs, signal }: { readonly everyMs: number; readonly signal: AbortSignal },
  now: Instant,
): Round {
  if (signal.aborted) return { at: at - everyMs, failures };
  const againMs = Math.min(everyMs, AGAIN_MS * 2 ** Math.min(failures, DOUBLINGS));
  return { at: now + againMs - everyMs, failures: failures + 1 };
}

/** Does work, and says now and then that it is under way. */
async function renewing(clock: Clock, holdMs: number, renew: () => Promise<unknown>, work: () => Promise<void>): Promise<void> {
  const ended = new AbortController();
  const renewOn = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      await clock.sleep(holdMs / RENEWALS, ended.signal);
      await renew();
    }
  };
  // One that could not be renewed is taken up by somebody else at worst, which does it twice and harms nothing.
  const renewals = renewOn().catch(() => undefined);
  try {
    await work();
  } finally {
    ended.abort();
    await renewals;
  }
}

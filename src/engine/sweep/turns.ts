import type { Instant } from "#core/ids.ts";
import type { EnginePorts } from "../engine-ports.ts";

/** Who does what when, over all processes, by the store's clock. */
export interface Turns {
  /** False while this process knows that the turn was taken too short a time ago. */
  mayBeDue(key: string): boolean;
  /** True at most once per interval over all processes, judged by the store's clock. */
  take(key: string, everyMs: number): Promise<boolean>;
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
    async take(key, everyMs) {
      if ((next.get(key) ?? 0) > clock.now()) return false;
      const { taken, dueAt } = await store.updateBudget<{ readonly taken: boolean; readonly dueAt: Instant }>(`turn:${key}`, (state, now) => {
        const last = (state as { readonly at: Instant } | null)?.at ?? null;
        if (last !== null && now - last < everyMs) return { state, result: { taken: false, dueAt: last + everyMs } };
        return { state: { at: now }, result: { taken: true, dueAt: now + everyMs } };
      });
      next.set(key, dueAt);
      return taken;
    },
    async hold(key, holdMs, work) {
      const by = random.uuid();
      const isOurs = (held: Held | null): boolean => held?.by === by;
      const isFree = (held: Held | null, now: Instant): boolean => held === null || now - held.at >= holdMs;
      if (!(await write(key, isFree, (now) => ({ at: now, by })))) return false;
      const ended = new AbortController();
      const renew = async (): Promise<void> => {
        while (!ended.signal.aborted) {
          await clock.sleep(holdMs / RENEWALS, ended.signal);
          await write(key, isOurs, (now) => ({ at: now, by }));
        }
      };
      // One that could not be renewed is taken up by somebody else at worst, which loads twice and harms nothing.
      const renewing = renew().catch(() => undefined);
      try {
        await work();
        return true;
      } finally {
        ended.abort();
        await renewing;
        // What cannot be given up runs out; how the work has ended is what matters.
        await write(key, isOurs, () => ({ at: 0, by })).catch(() => false);
      }
    },
  };
}

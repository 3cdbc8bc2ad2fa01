import type { Clock } from "#core/ports/clock.ts";

interface Waiting {
  readonly dueMs: number;
  /** Null once the work has ended. */
  late: (() => void) | null;
}

/** A reason of its own spares the platform the making of an exception. */
const NOBODY_WAITS = "nobody waits";

/**
 * Answers in time: for work that has not come to an end after `withinMs`, `late()` answers, and the work goes on by itself. Everything that
 * waits shares one timer, because most of it ends at once.
 */
export function createTimeLimit(clock: Clock, withinMs: number): <Result>(work: Promise<Result>, late: () => Result) => Promise<Result> {
  // In the order in which they fall due, because all have the same time. No Set: each table that it outgrows leads to the next one, so once one
  // of them is old, the garbage collector takes all that ever waited for alive and carries it along, tens of milliseconds each time.
  const waiting: Waiting[] = [];
  let timer: AbortController | null = null;

  const watch = async (own: AbortController): Promise<void> => {
    for (let [first] = waiting; first !== undefined; [first] = waiting) {
      const leftMs = first.dueMs - clock.monotonicMs();
      if (leftMs > 0) await clock.sleep(leftMs, own.signal);
      first.late?.();
      end(first);
    }
    if (timer === own) timer = null;
  };
  const start = (): void => {
    timer = new AbortController();
    watch(timer).catch(() => undefined);
  };
  const end = (one: Waiting): void => {
    one.late = null;
    if (waiting[0]?.late !== null) return;
    const next = waiting.findIndex(({ late }) => late !== null);
    waiting.splice(0, next === -1 ? waiting.length : next);
    if (waiting.length > 0) return;
    timer?.abort(NOBODY_WAITS);
    timer = null;
  };

  return (work, late) =>
    new Promise((resolve, reject) => {
      const one: Waiting = { dueMs: clock.monotonicMs() + withinMs, late: () => resolve(late()) };
      waiting.push(one);
      if (timer === null) start();
      work.then(resolve, reject).finally(() => end(one));
    });
}

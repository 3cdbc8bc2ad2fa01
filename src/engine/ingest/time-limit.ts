import type { Clock } from "#core/ports/clock.ts";

interface Waiting {
  readonly dueMs: number;
  readonly late: () => void;
}

/**
 * Answers in time: for work that has not come to an end after `withinMs`, `late()` answers, and the work goes on by itself. Everything that
 * waits shares one timer, because most of it ends at once.
 */
export function createTimeLimit(clock: Clock, withinMs: number): <Result>(work: Promise<Result>, late: () => Result) => Promise<Result> {
  // In the order in which they fall due, because all have the same time.
  const waiting = new Set<Waiting>();
  let timer: AbortController | null = null;

  const watch = async (own: AbortController): Promise<void> => {
    for (const first of waiting) {
      const leftMs = first.dueMs - clock.monotonicMs();
      if (leftMs > 0) await clock.sleep(leftMs, own.signal);
      if (waiting.delete(first)) first.late();
    }
    if (timer === own) timer = null;
  };
  const start = (): void => {
    timer = new AbortController();
    watch(timer).catch(() => undefined);
  };
  const end = (one: Waiting): void => {
    waiting.delete(one);
    if (waiting.size > 0) return;
    timer?.abort();
    timer = null;
  };

  return (work, late) =>
    new Promise((resolve, reject) => {
      const one: Waiting = { dueMs: clock.monotonicMs() + withinMs, late: () => resolve(late()) };
      waiting.add(one);
      if (timer === null) start();
      work.then(resolve, reject).finally(() => end(one));
    });
}

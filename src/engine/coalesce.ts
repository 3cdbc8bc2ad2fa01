/**
 * Turns many single calls into few batched ones without a timer: a call goes at once while a lane is free, and whatever arrives while all
 * lanes are busy goes together next (natural group commit). A batch's failure is every caller's failure. `lanes` batches run side by side,
 * default one.
 */
export function coalesce<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  limit: number,
  lanes = 1,
): (item: Item) => Promise<Result> {
  const waiting: { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void }[] = [];
  let busy = 0;

  const flush = async (): Promise<void> => {
    busy += 1;
    // One turn of the microtask queue lets callers of the same moment share the first batch.
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = waiting.splice(0, limit);
      try {
        const results = await run(batch.map((entry) => entry.item));
        batch.forEach((entry, index) => entry.resolve(results[index] as Result));
      } catch (error) {
        for (const entry of batch) entry.reject(error);
      }
    }
    busy -= 1;
  };

  return (item) =>
    new Promise<Result>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (busy < lanes) void flush();
    });
}

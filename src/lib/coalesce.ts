/**
 * Turns many single calls into few batched ones without a timer: the first call goes at once, and whatever arrives while it is under way
 * goes together next (natural group commit). A batch's failure is every caller's failure.
 */
export function coalesce<Item, Result>(run: (items: readonly Item[]) => Promise<readonly Result[]>, limit: number): (item: Item) => Promise<Result> {
  const waiting: { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void }[] = [];
  let busy = false;

  const flush = async (): Promise<void> => {
    busy = true;
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
    busy = false;
  };

  return (item) =>
    new Promise<Result>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!busy) void flush();
    });
}

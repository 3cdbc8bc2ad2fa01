/**
 * Lets one caller through for each turn of the event loop. Verifying a signature holds the loop for a good part of a millisecond; without
 * turns a burst of events would keep the database's answers unheard until all of it is verified. Callers with the same key wait in one line
 * and the lines take turns, so that many requests on one socket do not hold up one on another.
 */
export function createTurns<Key>(): (key: Key) => Promise<void> {
  // Arrays, for the reason that `body-reader.ts` gives.
  const lines: { readonly key: Key; readonly callers: (() => void)[] }[] = [];
  const next = (): void => {
    const first = lines.shift();
    if (first === undefined) return;
    const through = first.callers.shift();
    if (first.callers.length > 0) lines.push(first);
    if (lines.length > 0) setImmediate(next);
    through?.();
  };
  return (key) =>
    new Promise((resolve) => {
      if (lines.length === 0) setImmediate(next);
      const line = lines.find((other) => other.key === key);
      if (line === undefined) lines.push({ key, callers: [resolve] });
      else line.callers.push(resolve);
    });
}

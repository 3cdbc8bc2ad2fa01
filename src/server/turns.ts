/**
 * Lets one caller through for each turn of the event loop. Verifying a signature holds the loop for a good part of a millisecond; without
 * turns a burst of events would keep the database's answers unheard until all of it is verified. Callers with the same key wait in one line
 * and the lines take turns, so that many requests on one socket do not hold up one on another.
 */
export function createTurns<Key>(): (key: Key) => Promise<void> {
  const lines = new Map<Key, (() => void)[]>();
  const next = (): void => {
    const [first] = lines;
    if (first === undefined) return;
    const [key, line] = first;
    lines.delete(key);
    const through = line.shift();
    if (line.length > 0) lines.set(key, line);
    if (lines.size > 0) setImmediate(next);
    through?.();
  };
  return (key) =>
    new Promise((resolve) => {
      if (lines.size === 0) setImmediate(next);
      const line = lines.get(key);
      if (line === undefined) lines.set(key, [resolve]);
      else line.push(resolve);
    });
}

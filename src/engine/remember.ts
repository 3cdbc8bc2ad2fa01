import type { Instant } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";

/** Five seconds, in milliseconds: how late a change is noticed that was made elsewhere. */
const KEEP_MS = 5_000;
/** Answers kept at most, so that foreign events cannot fill the memory. */
const MAX_KEPT = 10_000;

/** Asks as it was made for, and can be told to ask anew. */
interface Remembered<Key, More extends readonly unknown[], Value> {
  (key: Key, ...more: More): Promise<Value>;
  forget(): void;
}

/** The same question, known by its first word, is asked once in five seconds; a failure is not remembered. */
export function remember<Key, More extends readonly unknown[], Value>(
  clock: Clock,
  ask: (key: Key, ...more: More) => Promise<Value>,
): Remembered<Key, More, Value> {
  const kept = new Map<Key, { readonly at: Instant; readonly answer: Promise<Value> }>();
  const recall = (key: Key, ...more: More): Promise<Value> => {
    const known = kept.get(key);
    if (known !== undefined && clock.monotonicMs() - known.at < KEEP_MS) return known.answer;
    if (kept.size >= MAX_KEPT) kept.clear();
    const answer = ask(key, ...more);
    kept.set(key, { at: clock.monotonicMs(), answer });
    answer.catch(() => kept.delete(key));
    return answer;
  };
  return Object.assign(recall, { forget: () => kept.clear() });
}

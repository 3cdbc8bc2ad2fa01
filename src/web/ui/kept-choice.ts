import { useSyncExternalStore } from "react";

/** A choice of whoever uses this browser. */
export interface KeptChoice<Value extends string> {
  read(): Value;
  set(value: Value): void;
  /** The choice, and how it is changed; whatever uses it follows. */
  use(): readonly [Value, (value: Value) => void];
  /** Calls back at each change, also by another tab. */
  listen(changed: () => void): () => void;
}

/** Keeps a choice in the browser. What is kept and not understood counts as not chosen. */
export function keptChoice<Value extends string>(name: string, isKnown: (text: string) => text is Value, fallback: Value): KeptChoice<Value> {
  const listeners = new Set<() => void>();
  const kept = (): Value => {
    const text = localStorage.getItem(name);
    return text !== null && isKnown(text) ? text : fallback;
  };
  let value: Value | null = null;
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  addEventListener("storage", ({ key }) => {
    if (key !== name && key !== null) return;
    value = null;
    tell();
  });
  const read = (): Value => (value ??= kept());
  const set = (next: Value): void => {
    localStorage.setItem(name, next);
    value = next;
    tell();
  };
  const listen = (changed: () => void): (() => void) => {
    listeners.add(changed);
    return () => listeners.delete(changed);
  };
  return { read, set, listen, use: () => [useSyncExternalStore(listen, read), set] };
}

/** The same for one of a few words. */
export const keptWord = <Word extends string>(name: string, words: readonly Word[], fallback: Word): KeptChoice<Word> =>
  keptChoice(name, (text): text is Word => words.some((word) => word === text), fallback);

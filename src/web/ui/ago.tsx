import { useSyncExternalStore, type ReactElement } from "react";
import { ago, exactTime } from "../i18n/time.ts";

const TICK_MS = 1_000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

/** One timer for the whole page, which stands still while nothing tells a time. */
function listen(changed: () => void): () => void {
  listeners.add(changed);
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(changed);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  now = Date.now();
  for (const changed of listeners) changed();
}

/**
 * What is true of the time now, looked at each second. Only a component for which it has become something else is drawn again, so a list may
 * hold as many as it likes.
 */
export function useClock<Seen extends string | boolean>(read: (now: number) => Seen): Seen {
  return useSyncExternalStore(listen, () => {
    if (timer === undefined) now = Date.now();
    return read(now);
  });
}

/** How long ago something was; the exact time on hover and to screen readers. */
export function Ago({ at }: { readonly at: number }): ReactElement {
  const words = useClock((time) => ago(at, time));
  return (
    <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>
      {words}
    </time>
  );
}

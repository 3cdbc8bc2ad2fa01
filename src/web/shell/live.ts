import { useQueryClient, type Query } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { followHints } from "./hint-stream.ts";

/** Milliseconds in which hints that come together are gathered. */
const GATHER_MS = 20;
/** Milliseconds between two rounds of reading again while hints come in. */
const REFRESH_MS = 500;
/** Milliseconds between two looks while no hints can come. */
const POLL_MS = 5_000;

/** A query whose `meta.topics` are named is read again for these alone, and never when there are none; all others for every hint. */
function concerns(query: Query, topics: ReadonlySet<string>): boolean {
  const wanted = query.meta?.["topics"];
  return !Array.isArray(wanted) || wanted.some((topic) => topics.has("all") || topics.has(String(topic)));
}

const state = { live: true, listeners: new Set<() => void>() };
const subscribe = (changed: () => void): (() => void) => {
  state.listeners.add(changed);
  return () => void state.listeners.delete(changed);
};
function tellLive(live: boolean): void {
  state.live = live;
  for (const changed of state.listeners) changed();
}
/** Whether the page is live: do hints come? */
export const useIsLive = (): boolean => useSyncExternalStore(subscribe, () => state.live);

/** Hears the server's hints and reads again what is shown; polls while they are lost. Stands once in the frame. */
export function useHints(): void {
  const client = useQueryClient();
  useEffect(() => {
    let pending: ReturnType<typeof setTimeout> | undefined;
    const heard = new Set<string>();
    // The page has just been read.
    let readAt = performance.now();
    const readAgain = (topics: ReadonlySet<string>): void => void client.invalidateQueries({ predicate: (query) => concerns(query, topics) });
    const refresh = (): void => {
      pending = undefined;
      readAt = performance.now();
      readAgain(new Set(heard));
      heard.clear();
    };
    const stop = followHints({
      onHint(topic) {
        heard.add(topic);
        pending ??= setTimeout(refresh, Math.max(GATHER_MS, readAt + REFRESH_MS - performance.now()));
      },
      onState(now) {
        tellLive(now);
      },
    });
    const poll = setInterval(() => {
      if (!state.live) readAgain(new Set(["all"]));
    }, POLL_MS);
    return () => {
      stop();
      clearInterval(poll);
      clearTimeout(pending);
    };
  }, [client]);
}

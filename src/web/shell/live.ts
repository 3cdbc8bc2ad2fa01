import { useQueryClient, type Query } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { followHints } from "./hint-stream.ts";

/** Milliseconds between two rounds of reading again while hints come in. */
const REFRESH_MS = 500;
/** Milliseconds between two looks while no hints can come. */
const POLL_MS = 5_000;

/** A query whose `meta.topics` are named is read again for these alone; all others for every hint. */
function concerns(query: Query, topics: ReadonlySet<string>): boolean {
  const wanted = query.meta?.["topics"];
  return !Array.isArray(wanted) || topics.has("all") || wanted.some((topic) => topics.has(String(topic)));
}

/** Whether the page is live, for parts that show it beside the header, which alone follows the hints. */
const state = { live: true, listeners: new Set<() => void>() };
const subscribe = (changed: () => void): (() => void) => {
  state.listeners.add(changed);
  return () => void state.listeners.delete(changed);
};
function tellLive(live: boolean): void {
  state.live = live;
  for (const changed of state.listeners) changed();
}
export const useIsLive = (): boolean => useSyncExternalStore(subscribe, () => state.live);

/** Hears the server's hints and reads again what is shown; polls while they are lost. Returns whether the page is live. */
export function useLive(): boolean {
  const client = useQueryClient();
  const [live, setLive] = useState(true);
  useEffect(() => {
    let flowing = true;
    let pending: ReturnType<typeof setTimeout> | undefined;
    const heard = new Set<string>();
    const refresh = (): void => {
      pending = undefined;
      const topics = new Set(heard);
      heard.clear();
      void client.invalidateQueries({ predicate: (query) => concerns(query, topics) });
    };
    const stop = followHints({
      onHint(topic) {
        heard.add(topic);
        pending ??= setTimeout(refresh, REFRESH_MS);
      },
      onState(now) {
        flowing = now;
        setLive(now);
        tellLive(now);
      },
    });
    const poll = setInterval(() => {
      if (!flowing) void client.invalidateQueries();
    }, POLL_MS);
    return () => {
      stop();
      clearInterval(poll);
      clearTimeout(pending);
    };
  }, [client]);
  return live;
}

import { useEffect, useState } from "react";
import { useQueryClient } from "@tanstack/react-query";

/** Milliseconds between two rounds of reading again while hints come in. */
const REFRESH_MS = 500;
/** Milliseconds between two looks while no hints can come. */
const POLL_MS = 5_000;

/** Hears the server's hints and reads again what is shown; polls while the stream is lost. Returns whether it is live. */
export function useLive(): boolean {
  const client = useQueryClient();
  const [live, setLive] = useState(true);
  useEffect(() => {
    const stream = new EventSource("/api/v1/events");
    let pending: ReturnType<typeof setTimeout> | null = null;
    const refresh = (): void => {
      pending ??= setTimeout(() => {
        pending = null;
        void client.invalidateQueries();
      }, REFRESH_MS);
    };
    stream.addEventListener("hint", refresh);
    stream.addEventListener("open", () => setLive(true));
    stream.addEventListener("error", () => setLive(false));
    const poll = setInterval(() => {
      if (stream.readyState !== EventSource.OPEN) void client.invalidateQueries();
    }, POLL_MS);
    return () => {
      stream.close();
      clearInterval(poll);
      if (pending !== null) clearTimeout(pending);
    };
  }, [client]);
  return live;
}

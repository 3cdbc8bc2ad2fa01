/** Milliseconds after which a stream that the server refused is tried again; one that broke is tried again by the browser itself. */
const REOPEN_MS = 5_000;
const LOCK = "highwire-live";

/** What tabs tell each other. `asking`: a tab came up and wants to know whether hints flow. */
type Message = { readonly kind: "hint"; readonly topic: string } | { readonly kind: "state"; readonly live: boolean } | { readonly kind: "asking" };

export interface HintListener {
  /** Something of this topic changed; `all` when it is not known what was missed. */
  onHint(topic: string): void;
  onState(live: boolean): void;
}

/**
 * Follows the server's hints with one stream for all tabs: browsers allow six connections a host, and each stream takes one for good. The tab
 * that holds a lock has the stream and tells the others; when it closes, the next one takes over. Where the browser has no locks, each tab
 * has its own stream. Returns how to stop.
 */
export function followHints(listener: HintListener): () => void {
  const leave = new AbortController();
  if (navigator.locks === undefined || typeof BroadcastChannel === "undefined") {
    openStream(listener, leave.signal);
    return () => leave.abort();
  }
  const channel = new BroadcastChannel(LOCK);
  let leading: { live: boolean } | null = null;
  channel.addEventListener("message", ({ data }: MessageEvent<Message>) => {
    if (data.kind === "hint") listener.onHint(data.topic);
    else if (data.kind === "state") listener.onState(data.live);
    else if (leading !== null) channel.postMessage({ kind: "state", live: leading.live } satisfies Message);
  });
  channel.postMessage({ kind: "asking" } satisfies Message);
  const lead = async (): Promise<void> => {
    const state = { live: false };
    leading = state;
    openStream(
      {
        onHint(topic) {
          channel.postMessage({ kind: "hint", topic } satisfies Message);
          listener.onHint(topic);
        },
        onState(live) {
          state.live = live;
          channel.postMessage({ kind: "state", live } satisfies Message);
          listener.onState(live);
        },
      },
      leave.signal,
    );
    await new Promise<void>((resolve) => leave.signal.addEventListener("abort", () => resolve(), { once: true }));
  };
  // Rejects only when this tab leaves while it waits for its turn.
  navigator.locks.request(LOCK, { signal: leave.signal }, lead).catch(() => undefined);
  leave.signal.addEventListener("abort", () => channel.close(), { once: true });
  return () => leave.abort();
}

/** The browser opens a broken stream again by itself, with the id of the last event, and the server then hints at everything. */
function openStream(listener: HintListener, signal: AbortSignal): void {
  const stream = new EventSource("/api/v1/events");
  let reopen: ReturnType<typeof setTimeout> | undefined;
  stream.addEventListener("hint", (event: MessageEvent<string>) => listener.onHint(topicOf(event.data)));
  stream.addEventListener("open", () => {
    listener.onState(true);
    // A new stream knows nothing of what was missed before it.
    listener.onHint("all");
  });
  stream.addEventListener("error", () => {
    listener.onState(false);
    if (stream.readyState === EventSource.CLOSED && !signal.aborted) reopen = setTimeout(() => openStream(listener, signal), REOPEN_MS);
  });
  const stop = (): void => {
    clearTimeout(reopen);
    stream.close();
  };
  signal.addEventListener("abort", stop, { once: true });
}

function topicOf(data: string): string {
  const hint = JSON.parse(data) as { readonly topic?: unknown };
  return typeof hint.topic === "string" ? hint.topic : "all";
}

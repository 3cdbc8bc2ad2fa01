import type { FastifyInstance } from "fastify";
import { HighwireError } from "#core/errors.ts";
import type { Topic } from "#core/ports/store.ts";
import type { Application } from "#engine/application.ts";
import { systemClock } from "#lib/system-clock.ts";

/** Milliseconds in which hints of the same commit are gathered. */
const GATHER_MS = 10;
/** Milliseconds between two batches of hints to one reader, at least. */
const BATCH_MS = 250;
/** Milliseconds between two signs of life. */
const HEARTBEAT_MS = 15_000;
/** Readers at once, at most. */
const MAX_READERS = 200;

const topics: readonly Topic[] = ["work", "activity", "config", "plan", "run"];

/** `/api/v1/events`: hints that something changed, as server-sent events; who hears one reads again. */
export async function eventRoutes(server: FastifyInstance, { app }: { readonly app: Application }): Promise<void> {
  const readers = new Set<(topic: Topic) => void>();
  const stop = await app.store.listen(topics, (topic, workspaceId) => {
    if (workspaceId === app.workspaceId) for (const tell of readers) tell(topic);
  });
  // What no commit tells of, such as a refused webhook.
  const stopAccounts = app.accounts.listen(() => {
    for (const tell of readers) tell("config");
  });
  const closing = new AbortController();
  server.addHook("preClose", async () => {
    closing.abort();
    stopAccounts();
    await stop();
  });
  let rev = 0;

  server.get("/events", (request, reply) => {
    if (readers.size >= MAX_READERS) {
      reply.header("retry-after", "5");
      throw new HighwireError("HW_REQUEST_TOO_MANY_PAGES", { limit: MAX_READERS });
    }
    const { raw } = reply.hijack();
    raw.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" });
    raw.write("retry: 2000\n\n");
    const gathered = new Set<Topic>();
    let sentAt = Number.NEGATIVE_INFINITY;
    let pending: NodeJS.Timeout | undefined;
    const flush = (): void => {
      pending = undefined;
      sentAt = systemClock.monotonicMs();
      rev += 1;
      raw.write([...gathered].map((topic) => `id: ${String(rev)}\nevent: hint\ndata: ${JSON.stringify({ topic, rev })}\n\n`).join(""));
      gathered.clear();
    };
    const tell = (topic: Topic): void => {
      gathered.add(topic);
      pending ??= setTimeout(flush, Math.max(GATHER_MS, sentAt + BATCH_MS - systemClock.monotonicMs()));
    };
    // What happened while the reader was away is unknown, so a resumed stream begins with a hint for everything.
    if (request.headers["last-event-id"] !== undefined) for (const topic of topics) tell(topic);
    const heartbeat = setInterval(() => raw.write(": alive\n\n"), HEARTBEAT_MS);
    readers.add(tell);
    const leave = (): void => {
      readers.delete(tell);
      clearTimeout(pending);
      clearInterval(heartbeat);
      raw.end();
    };
    raw.on("close", leave);
    closing.signal.addEventListener("abort", leave, { once: true });
    return reply;
  });
}

import pg from "pg";
import type { WorkspaceId } from "#core/ids.ts";
import type { Log } from "#core/ports/log.ts";
import type { Store, Topic } from "#core/ports/store.ts";
import { systemClock } from "#lib/system-clock.ts";
import { statement, type Database } from "./database.ts";

export interface Announcer {
  /** Tells listeners here and in other processes that a commit may concern them. Returns at once; hints may be lost. */
  announce(topic: Topic, workspaceId: WorkspaceId): void;
  listen: Store["listen"];
  close(): Promise<void>;
}

const CHANNEL = "highwire";
/** Milliseconds in which hints to other processes are gathered. */
const GATHER_MS = 10;
/** Milliseconds before the listening connection is opened again, first and at most. */
const RECONNECT_MS = [100, 5_000] as const;

// A hint may be lost, so nobody waits for it to reach the disk.
const notify = statement(
  "notify",
  `SELECT set_config('synchronous_commit', 'off', true), pg_notify('${CHANNEL}', hint) FROM unnest($1::text[]) AS hint`,
);

/**
 * Hints after commits. They go out in a transaction of their own: a NOTIFY inside the work's transaction would make all commits of the server
 * wait for each other. Hints to listeners of this process need no server.
 */
export function createAnnouncer(options: {
  readonly database: Database;
  readonly connection: pg.ClientConfig;
  readonly instance: string;
  readonly log: Log;
}): Announcer {
  const { instance } = options;
  const listeners = new Set<{ readonly topics: readonly Topic[]; readonly heard: (topic: Topic, workspaceId: WorkspaceId) => void }>();
  const gathered = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let remote: RemoteEar | null = null;

  const tell = (topic: Topic, workspaceId: WorkspaceId): void => {
    for (const listener of listeners) if (listener.topics.includes(topic)) listener.heard(topic, workspaceId);
  };
  const flush = (): void => {
    timer = null;
    const hints = [...gathered];
    gathered.clear();
    options.database.read(null, notify, [hints]).catch(() => undefined);
  };
  const hearRemote = (payload: string): void => {
    const [from, topic, ...rest] = payload.split(" ");
    if (from !== instance) tell(topic as Topic, rest.join(" ") as WorkspaceId);
  };
  return {
    announce(topic, workspaceId) {
      queueMicrotask(() => tell(topic, workspaceId));
      gathered.add(`${instance} ${topic} ${workspaceId}`);
      timer ??= setTimeout(flush, GATHER_MS).unref();
    },
    async listen(topics, heard) {
      const listener = { topics, heard };
      listeners.add(listener);
      remote ??= startRemoteEar(options.connection, hearRemote, options.log);
      await remote.firstTry;
      return async () => {
        listeners.delete(listener);
        await Promise.resolve();
      };
    },
    async close() {
      if (timer !== null) clearTimeout(timer);
      listeners.clear();
      await remote?.stop();
    },
  };
}

interface RemoteEar {
  /** Resolves after the first attempt to connect, however it went. */
  readonly firstTry: Promise<void>;
  stop(): Promise<void>;
}

/** One connection that listens for other processes' hints, opened again whenever it breaks. */
function startRemoteEar(connection: pg.ClientConfig, hear: (payload: string) => void, log: Log): RemoteEar {
  const stopping = new AbortController();
  let client: pg.Client | null = null;
  const connect = async (): Promise<pg.Client> => {
    const opened = new pg.Client({ ...connection, keepAlive: true, connectionTimeoutMillis: 10_000 });
    opened.on("error", () => undefined);
    opened.on("notification", ({ payload }) => hear(payload ?? ""));
    await opened.connect();
    await opened.query(`LISTEN ${CHANNEL}`);
    return opened;
  };
  let firstTried: () => void = () => undefined;
  const firstTry = new Promise<void>((resolve) => {
    firstTried = resolve;
  });
  const run = async (): Promise<void> => {
    for (let delayMs: number = RECONNECT_MS[0]; !stopping.signal.aborted;) {
      try {
        client = await connect();
        delayMs = RECONNECT_MS[0];
        firstTried();
        const opened = client;
        await new Promise((resolve) => opened.once("end", resolve));
      } catch {
        log.debug("storage.listen-failed");
      }
      firstTried();
      await systemClock.sleep(delayMs, stopping.signal).catch(() => undefined);
      delayMs = Math.min(delayMs * 2, RECONNECT_MS[1]);
    }
  };
  const running = run();
  return {
    firstTry,
    async stop() {
      stopping.abort();
      await client?.end().catch(() => undefined);
      await running;
    },
  };
}

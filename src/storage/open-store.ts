import pg from "pg";
import { HighwireError } from "#core/errors.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Log } from "#core/ports/log.ts";
import type { Random } from "#core/ports/random.ts";
import type { Store } from "#core/ports/store.ts";
import { attachEmbedded, openEmbedded, type EmbeddedServer } from "./embedded/open-embedded.ts";
import { APP_ROLE, SCHEMA } from "./postgres/database.ts";
import { DriverFailure } from "./postgres/driver-failure.ts";
import { migrate } from "./postgres/migrate.ts";
import { createPostgresStore } from "./postgres/postgres-store.ts";
import { loadMasterKey, parseMasterKey } from "./secrets/master-key.ts";

export interface StoreOptions {
  /** Your own PostgreSQL 15 or newer; null runs the embedded one over `dataDir`. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  /** 32 bytes in base64; null reads, or makes, the key file. */
  readonly masterKey: string | null;
  readonly masterKeyFile: string | null;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** `own`: this process runs the embedded server and must be the only one; `attach-or-own` joins a running one. */
  readonly attach: "own" | "attach-or-own";
}

export interface StoreFacts {
  readonly kind: "embedded" | "server";
  readonly version: string;
  readonly fsync: boolean;
  readonly checksums: boolean;
}

export interface OpenedStore extends Store {
  describe(): StoreFacts;
  /** Wraps all workspaces' keys with this master key (32 bytes in base64); returns how many. */
  rewrapKeys(newKey: string): Promise<number>;
}

/** One day, in milliseconds: width of the inbox's partitions and pause between two looks at them. */
const DAY_MS = 86_400_000;
/** Bodies live 14 days, the journal 400 (design, privacy). */
const [BODY_DAYS, JOURNAL_DAYS, JOURNAL_WIDTH_DAYS] = [14, 400, 30] as const;

/**
 * Opens the store: starts or joins PostgreSQL, migrates it, checks the master key. Throws `HW_STORAGE_*` and `HW_CONFIG_INVALID`.
 */
export async function openStore(options: StoreOptions): Promise<OpenedStore> {
  const masterKey = await loadMasterKey({
    masterKey: options.masterKey,
    masterKeyFile: options.masterKeyFile,
    dataDir: options.databaseUrl === null ? options.dataDir : null,
  });
  const embedded = options.databaseUrl === null ? await openServer(options) : null;
  const connection = connectionTo(embedded, options.databaseUrl);
  try {
    await migrate(connection, options.clock.now());
    const { facts, hasRole } = await inspect(connection, embedded === null ? "server" : "embedded");
    await keepPartitions(connection, options.clock.now());
    const store = await createPostgresStore({ connection, setRole: hasRole, masterKey, random: options.random, log: options.log });
    const stopKeeping = keepPartitionsDaily(options, connection);
    return {
      ...store,
      describe: () => facts,
      rewrapKeys: (newKey) => store.rewrap(parseMasterKey(newKey, "the new master key")),
      close: async () => {
        stopKeeping();
        await store.close();
        await embedded?.stop();
      },
    };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

async function openServer({ attach, dataDir, log }: StoreOptions): Promise<EmbeddedServer> {
  const running = attach === "own" ? null : await attachEmbedded(dataDir);
  return running ?? openEmbedded({ dataDir, log });
}

function connectionTo(embedded: EmbeddedServer | null, databaseUrl: string | null): pg.ClientConfig {
  if (embedded !== null) return { host: embedded.host, port: embedded.port, user: embedded.user, database: "postgres" };
  try {
    new URL(databaseUrl ?? "");
  } catch {
    throw new HighwireError("HW_CONFIG_INVALID", {
      option: "DATABASE_URL",
      detail: "DATABASE_URL: give an address like postgres://user@host:5432/name",
    });
  }
  return { connectionString: databaseUrl ?? "" };
}

async function withClient<Result>(connection: pg.ClientConfig, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 10_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    throw error instanceof HighwireError ? error : new DriverFailure(error).toHighwireError();
  } finally {
    await client.end().catch(() => undefined);
  }
}

function inspect(connection: pg.ClientConfig, kind: StoreFacts["kind"]): Promise<{ facts: StoreFacts; hasRole: boolean }> {
  return withClient(connection, async (client) => {
    const { rows } = await client.query<{ version: string; fsync: string; checksums: string; role: boolean }>(
      `SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync, current_setting('data_checksums') AS checksums,
              EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = '${APP_ROLE}' AND pg_catalog.pg_has_role(current_user, oid, 'MEMBER')) AS role`,
    );
    const row = rows[0];
    return {
      facts: { kind, version: row?.version ?? "unknown", fsync: row?.fsync === "on", checksums: row?.checksums === "on" },
      hasRole: row?.role === true,
    };
  });
}

/** Makes partitions a few days ahead and drops those whose time is over. */
function keepPartitions(connection: pg.ClientConfig, now: number): Promise<void> {
  return withClient(connection, async (client) => {
    await client.query(`SET search_path = ${SCHEMA}, pg_catalog`);
    await client.query("SELECT make_partitions('inbox', $1, $2, $3), drop_partitions('inbox', $1, $4)", [
      DAY_MS,
      now,
      now + 7 * DAY_MS,
      now - BODY_DAYS * DAY_MS,
    ]);
    const width = JOURNAL_WIDTH_DAYS * DAY_MS;
    await client.query("SELECT make_partitions('journal', $1, $2, $3), drop_partitions('journal', $1, $4)", [
      width,
      now,
      now + 2 * width,
      now - JOURNAL_DAYS * DAY_MS,
    ]);
  });
}

function keepPartitionsDaily({ clock, log }: StoreOptions, connection: pg.ClientConfig): () => void {
  const stop = new AbortController();
  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await clock.sleep(DAY_MS, stop.signal);
      await keepPartitions(connection, clock.now()).catch(() => log.warn("storage.partitions-failed"));
    }
  };
  loop().catch(() => undefined);
  return () => stop.abort();
}

import type pg from "pg";
import type { Clock } from "#core/ports/clock.ts";
import type { Random } from "#core/ports/random.ts";
import type { Store } from "#core/ports/store.ts";
import { APP_ROLE } from "./postgres/database.ts";
import { migrate } from "./postgres/migrate.ts";
import { DAY_MS, keepPartitions } from "./postgres/partitions.ts";
import { createPostgresStore } from "./postgres/postgres-store.ts";
import { dropWhatIsOver } from "./postgres/retention.ts";
import { measureStore, type TableSize } from "./postgres/sizes.ts";
import { reachPostgres, withClient, type PostgresPlace } from "./reach-postgres.ts";
import { loadMasterKey, parseMasterKey } from "./secrets/master-key.ts";

export interface StoreOptions extends PostgresPlace {
  /** 32 bytes in base64; null reads, or makes, the key file. */
  readonly masterKey: string | null;
  readonly masterKeyFile: string | null;
  readonly clock: Clock;
  readonly random: Random;
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
  /** How large each table is, the largest first. */
  measure(): Promise<readonly TableSize[]>;
}

/**
 * Opens the store: starts or joins PostgreSQL, migrates it, checks the master key. Throws `HW_STORAGE_*` and `HW_CONFIG_INVALID`.
 */
export async function openStore(options: StoreOptions): Promise<OpenedStore> {
  const masterKey = await loadMasterKey({
    masterKey: options.masterKey,
    masterKeyFile: options.masterKeyFile,
    dataDir: options.databaseUrl === null ? options.dataDir : null,
  });
  const postgres = await reachPostgres(options);
  const { kind, connection } = postgres;
  try {
    await migrate(connection, options.clock.now());
    const { facts, hasRole } = await inspect(connection, kind);
    await keepPartitions(connection, options.clock.now());
    const store = await createPostgresStore({ connection, setRole: hasRole, masterKey, random: options.random, log: options.log });
    const stopKeeping = keepHouseDaily(options, connection);
    return {
      ...store,
      describe: () => facts,
      measure: () => measureStore(connection),
      rewrapKeys: (newKey) => store.rewrap(parseMasterKey(newKey, "the new master key")),
      close: async () => {
        await stopKeeping();
        await store.close();
        await postgres.stop();
      },
    };
  } catch (error) {
    await postgres.stop();
    throw error;
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

/** Drops what is over now and every day from now on, and makes the next partitions. Returns the stop function. */
function keepHouseDaily({ clock, log }: StoreOptions, connection: pg.ClientConfig): () => Promise<void> {
  const stop = new AbortController();
  const drop = (): Promise<void> =>
    dropWhatIsOver(connection, clock.now(), stop.signal).catch(() => {
      if (!stop.signal.aborted) log.warn("storage.retention-failed");
    });
  const loop = async (): Promise<void> => {
    await drop();
    while (!stop.signal.aborted) {
      await clock.sleep(DAY_MS, stop.signal);
      await keepPartitions(connection, clock.now()).catch(() => log.warn("storage.partitions-failed"));
      await drop();
    }
  };
  const running = loop().catch(() => undefined);
  return () => {
    stop.abort();
    return running;
  };
}

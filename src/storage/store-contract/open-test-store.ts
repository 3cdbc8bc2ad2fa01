import { randomBytes } from "node:crypto";
import pg from "pg";
import type { Instant } from "#core/ids.ts";
import type { Store } from "#core/ports/store.ts";
import { systemRandom } from "#lib/system-random.ts";
import { freshDatabase } from "../embedded/test-database.ts";
import { migrate } from "../postgres/migrate.ts";
import { createPostgresStore } from "../postgres/postgres-store.ts";
import { sealingKey } from "../secrets/envelope.ts";

export interface TestStore {
  readonly store: Store;
  /** Sees every workspace and every table, which the application's role does not. */
  readonly owner: pg.Client;
  readonly connection: pg.ClientConfig;
  /** Closes all of it and drops the database. */
  end(): Promise<void>;
}

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** A store over a database of its own that is up to date, and the owner's connection behind it. `now` is when it was migrated. */
export async function openTestStore(now: Instant): Promise<TestStore> {
  const { drop, connection } = await freshDatabase();
  await migrate(connection, now);
  const masterKey = sealingKey(new Uint8Array(randomBytes(32)));
  const store = await createPostgresStore({ connection, setRole: true, masterKey, random: systemRandom, log: silent });
  const owner = new pg.Client(connection);
  await owner.connect();
  await owner.query("SET search_path = highwire, pg_catalog");
  return {
    store,
    owner,
    connection,
    async end() {
      await owner.end();
      await store.close();
      await drop();
    },
  };
}

import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { HighwireError } from "#core/errors.ts";
import { SCHEMA } from "./database.ts";
import { DriverFailure } from "./driver-failure.ts";

/** One step of the schema; forward only. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

/** Any number, the same in every release: only one process migrates a database at a time. */
const LOCK = 7_284_101_913;

/** The migrations of this release, in order. */
export async function readMigrations(folder: string = fileURLToPath(new URL("../migrations/", import.meta.url))): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}-.+\.sql$/u.test(name)).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(`${folder}/${name}`, "utf8");
      return { version: Number(name.slice(0, 4)), name, sql, sha256: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/**
 * Brings a database to the newest schema: each migration in one transaction, under a lock, so that an interruption at any point leaves a whole
 * number of them (T2). Returns how many it applied. Throws `HW_STORAGE_MIGRATION` when the database has a migration that this release does not
 * know or knows otherwise, `HW_STORAGE_UNAVAILABLE`.
 */
export async function migrate(connection: pg.ClientConfig, nowMs: number, migrations?: readonly Migration[]): Promise<number> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 10_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query(`SET client_min_messages = warning; SET lock_timeout = '60s'; SELECT pg_advisory_lock(${String(LOCK)})`);
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}; SET search_path = ${SCHEMA}, pg_catalog`);
    await client.query(
      "CREATE TABLE IF NOT EXISTS migrations (version integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, applied_at bigint NOT NULL)",
    );
    return await applyMissing(client, migrations ?? (await readMigrations()), nowMs);
  } catch (error) {
    throw error instanceof HighwireError ? error : new DriverFailure(error).toHighwireError();
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function applyMissing(client: pg.Client, known: readonly Migration[], nowMs: number): Promise<number> {
  const { rows: applied } = await client.query<{ version: number; name: string; sha256: string }>(
    "SELECT version, name, sha256 FROM migrations ORDER BY version",
  );
  for (const row of applied) {
    const migration = known.find(({ version }) => version === row.version);
    if (migration === undefined) throw mismatch(`the database has ${row.name}, which this version does not know: it was made by a newer one`);
    if (migration.sha256 !== row.sha256) throw mismatch(`${row.name} was changed after it had been applied`);
  }
  const missing = known.slice(applied.length);
  for (const migration of missing) await applyOne(client, migration, nowMs);
  return missing.length;
}

async function applyOne(client: pg.Client, migration: Migration, nowMs: number): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query(migration.sql);
    await client.query("INSERT INTO migrations (version, name, sha256, applied_at) VALUES ($1, $2, $3, $4)", [
      migration.version,
      migration.name,
      migration.sha256,
      nowMs,
    ]);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    const failure = new DriverFailure(error);
    if (failure.connectionLost) throw failure.toHighwireError();
    throw mismatch(`${migration.name} failed: ${failure.what}`);
  }
}

const mismatch = (detail: string): HighwireError => new HighwireError("HW_STORAGE_MIGRATION", { detail });

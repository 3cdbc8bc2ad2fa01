import type pg from "pg";
import { isObject } from "#lib/json.ts";
import { withClient } from "../reach-postgres.ts";
import { SCHEMA } from "./database.ts";

/** What one table with its partitions and indexes takes on the disk. */
export interface TableSize {
  readonly table: string;
  readonly bytes: number;
  /** As PostgreSQL last counted; about right. */
  readonly rows: number;
}

/** The newest backup that was completed. */
export interface LastBackup {
  /** Epoch milliseconds of the moment that it holds. */
  readonly at: number;
  readonly bytes: number;
  readonly rows: number;
}

export interface StoreSizes {
  /** The largest first. */
  readonly tables: readonly TableSize[];
  readonly lastBackup: LastBackup | null;
}

/** Key, in the small state that all workspaces share, under which the newest backup is noted. */
const BACKUP = "last-backup";

/** Looks how large each table is, and when the last backup was made. Costs a look at the catalogue, not at the rows. */
export function measureStore(connection: pg.ClientConfig): Promise<StoreSizes> {
  return withClient(connection, async (client) => {
    const { rows: tables } = await client.query<{ table: string; bytes: number; rows: number }>(
      `SELECT coalesce(parent.relname, c.relname) AS "table", sum(pg_catalog.pg_total_relation_size(c.oid))::float8 AS bytes,
              sum(greatest(c.reltuples, 0))::float8 AS rows
       FROM pg_catalog.pg_class c
       LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid LEFT JOIN pg_catalog.pg_class parent ON parent.oid = i.inhparent
       WHERE c.relnamespace = to_regnamespace($1) AND c.relkind = 'r' GROUP BY 1 ORDER BY 2 DESC, 1`,
      [SCHEMA],
    );
    const { rows } = await client.query<{ state: unknown }>(`SELECT state FROM ${SCHEMA}.rate_budgets WHERE key = $1`, [BACKUP]);
    return { tables, lastBackup: backupIn(rows[0]?.state) };
  });
}

/** Notes that a backup was completed. */
export const noteBackup = (connection: pg.ClientConfig, made: LastBackup): Promise<unknown> =>
  withClient(connection, (client) =>
    client.query(`INSERT INTO ${SCHEMA}.rate_budgets (key, state) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET state = excluded.state`, [
      BACKUP,
      JSON.stringify(made),
    ]),
  );

function backupIn(state: unknown): LastBackup | null {
  if (!isObject(state)) return null;
  const { at, bytes, rows } = state;
  return typeof at === "number" && typeof bytes === "number" && typeof rows === "number" ? { at, bytes, rows } : null;
}

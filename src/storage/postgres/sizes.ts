import type pg from "pg";
import { withClient } from "../reach-postgres.ts";
import { SCHEMA } from "./database.ts";

/** What one table with its partitions and indexes takes on the disk. */
export interface TableSize {
  readonly table: string;
  readonly bytes: number;
  /** As PostgreSQL last counted; about right. */
  readonly rows: number;
}

/** Looks how large each table is, the largest first. Costs a look at the catalogue, not at the rows. */
export function measureStore(connection: pg.ClientConfig): Promise<readonly TableSize[]> {
  return withClient(connection, async (client) => {
    const { rows } = await client.query<TableSize>(
      `SELECT coalesce(parent.relname, c.relname) AS "table", sum(pg_catalog.pg_total_relation_size(c.oid))::float8 AS bytes,
              sum(greatest(c.reltuples, 0))::float8 AS rows
       FROM pg_catalog.pg_class c
       LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid LEFT JOIN pg_catalog.pg_class parent ON parent.oid = i.inhparent
       WHERE c.relnamespace = to_regnamespace($1) AND c.relkind = 'r' GROUP BY 1 ORDER BY 2 DESC, 1`,
      [SCHEMA],
    );
    return rows;
  });
}

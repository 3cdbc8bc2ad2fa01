import { createHash } from "node:crypto";
import pg from "pg";
import type { LinkId, WorkspaceId } from "#core/ids.ts";
import { SCHEMA } from "./database.ts";

/** Copies `from` (inclusive) to `to` (exclusive) of one link that is at rest. */
export interface Copies {
  readonly sample: LinkId;
  readonly from: number;
  readonly to: number;
}

/** Ids of the records of copy `index`; they are in no order, as real ids are. */
export function copyIds(index: number): { readonly left: string; readonly right: string } {
  const left = createHash("md5").update(String(index)).digest("hex").slice(0, 20);
  return { left, right: `${left}-entry` };
}

/** An empty database on the server of that connection, and the connection to it. */
export async function createDatabase(server: pg.ClientConfig, name: string): Promise<pg.ClientConfig> {
  await withClient(server, (client) => client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`));
  return { ...server, database: name };
}

const TABLES = ["links", "link_keys", "sightings", "link_words"] as const;

/**
 * For benches: fills a database with copies of links, their match keys and sightings, in a minute where the engine would take hours. Indexes are
 * made anew afterwards, and the counts that triggers keep are counted. Needs the owner's connection, and nobody else at work.
 */
export async function multiplyLinks(connection: pg.ClientConfig, workspaceId: WorkspaceId, copies: readonly Copies[]): Promise<void> {
  await withClient(connection, async (client) => {
    await client.query(`SET search_path = ${SCHEMA}, pg_catalog; SET synchronous_commit = off; SET maintenance_work_mem = '256MB'`);
    const columns = await storedColumns(client);
    const indexes = await secondaryIndexes(client);
    for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
    await client.query("ALTER TABLE links DISABLE TRIGGER USER");
    for (const { sample, from, to } of copies) await client.query(copyLinks(columns), [workspaceId, sample, from, to - 1]);
    await client.query("ALTER TABLE links ENABLE TRIGGER USER");
    for (const { definition } of indexes) await client.query(definition);
    await client.query(COUNT_AGAIN);
    await client.query(`VACUUM (ANALYZE) ${TABLES.join(", ")}`);
    await client.query("CHECKPOINT");
  });
}

async function withClient<Result>(connection: pg.ClientConfig, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function storedColumns(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT attname AS name FROM pg_catalog.pg_attribute WHERE attrelid = 'links'::regclass AND attnum > 0 AND attgenerated = '' AND NOT attisdropped",
  );
  return rows.map(({ name }) => name).filter((name) => !["id", "left_id", "right_id"].includes(name));
}

async function secondaryIndexes(client: pg.Client): Promise<readonly { readonly name: string; readonly definition: string }[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `SELECT indexrelid::regclass::text AS name, pg_catalog.pg_get_indexdef(indexrelid) AS definition
     FROM pg_catalog.pg_index WHERE indrelid = ANY(ARRAY[${TABLES.map((table) => `'${table}'::regclass`).join(", ")}]) AND NOT indisprimary`,
  );
  return rows;
}

const copyLinks = (columns: readonly string[]): string => `
  WITH n AS (SELECT left(md5(i::text), 20) AS id FROM generate_series($3::int, $4::int) AS i),
  made AS (
    INSERT INTO links (id, left_id, right_id, ${columns.join(", ")})
    SELECT gen_random_uuid()::text, n.id, n.id || '-entry', ${columns.map((name) => `l.${name}`).join(", ")}
    FROM n CROSS JOIN links l WHERE l.workspace_id = $1 AND l.id = $2
    RETURNING id, left_id, right_id, bridge_id, search_words
  ),
  found AS (INSERT INTO link_words (workspace_id, word, link_id) SELECT $1, word, made.id FROM made CROSS JOIN words_in(made.search_words) AS word),
  seen AS (
    INSERT INTO sightings (workspace_id, bridge_id, side, record_id, seen_at)
    SELECT $1, bridge_id, 'highlevel', left_id, 1 FROM made UNION ALL SELECT $1, bridge_id, 'incident', right_id, 1 FROM made
  )
  INSERT INTO link_keys (workspace_id, bridge_id, side, key_hash, link_id)
  SELECT $1, k.bridge_id, k.side, k.key_hash, made.id FROM made CROSS JOIN link_keys k WHERE k.workspace_id = $1 AND k.link_id = $2`;

const COUNT_AGAIN = `
  INSERT INTO link_counts (workspace_id, bridge_id, status, links, open_conflicts, dirty)
  SELECT workspace_id, bridge_id, status, count(*), sum(open_conflicts), count(*) FILTER (WHERE dirty) FROM links GROUP BY 1, 2, 3
  ON CONFLICT (workspace_id, bridge_id, status) DO UPDATE SET links = excluded.links, open_conflicts = excluded.open_conflicts, dirty = excluded.dirty`;

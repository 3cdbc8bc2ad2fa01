import { createHash } from "node:crypto";
import pg from "pg";
import type { LinkId, WorkspaceId } from "#core/ids.ts";
import { must } from "#lib/must.ts";
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
/** Connections that work side by side: loading and sorting keep a processor each busy. */
const LANES = 2;
/** Where samples and ids stand meanwhile: in a schema of their own, so that every connection sees them and one statement drops them. */
const ASIDE = "copying";

/**
 * For benches: fills a database with copies of links, their match keys, sightings and words, in minutes where the engine would take hours. Rows
 * come in no order, each a page of every index: so all indexes are dropped before, primary keys too, and built after the rows are in and frozen,
 * which writes every page once. What triggers keep is written or counted here. Needs a superuser's connection, and nobody else at work; a
 * database in which it failed is of no use.
 */
export async function multiplyLinks(connection: pg.ClientConfig, workspaceId: WorkspaceId, copies: readonly Copies[]): Promise<void> {
  await withClient(connection, async (client) => {
    await client.query(SETTINGS);
    const columns = await storedColumns(client);
    const [searchWords] = await namesOf(client, SEARCH_WORDS);
    await gather(client, workspaceId, copies);
    const indexes = await dropIndexes(client);
    await client.query("ALTER TABLE links DISABLE TRIGGER USER");
    await inLanes(connection, [copyWords(must(searchWords, "how the words are told")), copyLinks(columns), COPY_KEYS, COPY_SIGHTINGS]);
    await client.query(`ALTER TABLE links ENABLE TRIGGER USER; DROP SCHEMA ${ASIDE} CASCADE`);
    await inLanes(
      connection,
      TABLES.map((table) => `VACUUM (FREEZE, ANALYZE) ${table}`),
    );
    await inLanes(
      connection,
      indexes.map(({ make }) => make),
    );
    for (const { keep } of indexes) if (keep !== null) await client.query(keep);
    await client.query(COUNT_AGAIN);
    await client.query("CHECKPOINT");
  });
}

const SETTINGS = `SET search_path = ${SCHEMA}, pg_catalog; SET statement_timeout = 0; SET synchronous_commit = off; SET maintenance_work_mem = '512MB'; SET wal_compression = off`;

async function withClient<Result>(connection: pg.ClientConfig, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Runs statements that do not need each other, in their order, several at once. */
async function inLanes(connection: pg.ClientConfig, statements: readonly string[]): Promise<void> {
  const waiting = statements.values();
  const lane = (): Promise<void> =>
    withClient(connection, async (client) => {
      await client.query(SETTINGS);
      for (const statement of waiting) await client.query(statement);
    });
  await Promise.all(Array.from({ length: LANES }, lane));
}

async function namesOf(client: pg.Client, query: string): Promise<readonly string[]> {
  return (await client.query<{ name: string }>(query)).rows.map(({ name }) => name);
}

async function storedColumns(client: pg.Client): Promise<readonly string[]> {
  const names = await namesOf(
    client,
    "SELECT attname AS name FROM pg_attribute WHERE attrelid = 'links'::regclass AND attnum > 0 AND attgenerated = '' AND NOT attisdropped",
  );
  return names.filter((name) => !["id", "left_id", "right_id"].includes(name));
}

const SEARCH_WORDS = `
  SELECT pg_get_expr(d.adbin, d.adrelid) AS name FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
  WHERE d.adrelid = 'links'::regclass AND a.attname = 'search_words'`;

/** Sets the samples aside, while indexes find them, and gives the copies their ids. */
async function gather(client: pg.Client, workspaceId: WorkspaceId, copies: readonly Copies[]): Promise<void> {
  const ids = copies.map(({ sample }) => sample);
  await client.query(`CREATE SCHEMA ${ASIDE}`);
  for (const table of ["links", "link_keys"]) await client.query(`CREATE UNLOGGED TABLE ${ASIDE}.${table} (LIKE ${table})`);
  await client.query(`INSERT INTO ${ASIDE}.links SELECT * FROM links WHERE workspace_id = $1 AND id = ANY($2)`, [workspaceId, ids]);
  await client.query(`INSERT INTO ${ASIDE}.link_keys SELECT * FROM link_keys WHERE workspace_id = $1 AND link_id = ANY($2)`, [workspaceId, ids]);
  await client.query(`CREATE UNLOGGED TABLE ${ASIDE}.made (sample text, id text, left_id text, right_id text)`);
  await client.query(
    `INSERT INTO ${ASIDE}.made SELECT c.sample, gen_random_uuid()::text, record.id, record.id || '-entry'
     FROM unnest($1::text[], $2::int[], $3::int[]) AS c (sample, first, past)
     CROSS JOIN LATERAL (SELECT left(md5(i::text), 20) AS id FROM generate_series(c.first, c.past - 1) AS i) AS record`,
    [ids, copies.map(({ from }) => from), copies.map(({ to }) => to)],
  );
  await client.query(`ANALYZE ${ASIDE}.links, ${ASIDE}.link_keys, ${ASIDE}.made`);
}

interface Index {
  readonly make: string;
  /** Makes it the table's primary key again. */
  readonly keep: string | null;
}

/** Drops every index of the tables; returns how they are made again, those of the most rows first. */
async function dropIndexes(client: pg.Client): Promise<readonly Index[]> {
  const { rows } = await client.query<Index & { readonly drop: string }>(
    `SELECT pg_get_indexdef(i.indexrelid) AS make,
       CASE WHEN c.oid IS NULL THEN format('DROP INDEX %s', i.indexrelid::regclass)
         ELSE format('ALTER TABLE %s DROP CONSTRAINT %I', i.indrelid::regclass, c.conname) END AS drop,
       CASE WHEN c.oid IS NOT NULL
         THEN format('ALTER TABLE %s ADD CONSTRAINT %I PRIMARY KEY USING INDEX %I', i.indrelid::regclass, c.conname, c.conname) END AS keep
     FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid WHERE i.indrelid = ANY($1::regclass[])
     ORDER BY array_position(ARRAY['link_words', 'link_keys', 'sightings', 'links']::regclass[], i.indrelid::regclass), c.conname NULLS LAST`,
    [TABLES],
  );
  for (const { drop } of rows) await client.query(drop);
  return rows;
}

const copyLinks = (columns: readonly string[]): string => `
  INSERT INTO links (id, left_id, right_id, ${columns.join(", ")})
  SELECT made.id, made.left_id, made.right_id, ${columns.map((name) => `s.${name}`).join(", ")} FROM ${ASIDE}.made JOIN ${ASIDE}.links s ON s.id = made.sample`;
const COPY_KEYS = `
  INSERT INTO link_keys (workspace_id, bridge_id, side, key_hash, link_id)
  SELECT k.workspace_id, k.bridge_id, k.side, k.key_hash, made.id FROM ${ASIDE}.made JOIN ${ASIDE}.link_keys k ON k.link_id = made.sample`;
const COPY_SIGHTINGS = `
  INSERT INTO sightings (workspace_id, bridge_id, side, record_id, seen_at)
  SELECT s.workspace_id, s.bridge_id, seen.side, seen.record_id, 1 FROM ${ASIDE}.made JOIN ${ASIDE}.links s ON s.id = made.sample
  CROSS JOIN LATERAL (VALUES ('highlevel', made.left_id), ('incident', made.right_id)) AS seen (side, record_id)`;
/** By the words that the table itself would make of the copy. */
const copyWords = (searchWords: string): string => `
  INSERT INTO link_words (workspace_id, word, link_id)
  SELECT copy.workspace_id, word, copy.id FROM (
    SELECT s.workspace_id, made.id, made.left_id COLLATE "C" AS left_id, made.right_id COLLATE "C" AS right_id, s.left_search, s.right_search
    FROM ${ASIDE}.made JOIN ${ASIDE}.links s ON s.id = made.sample
  ) AS copy CROSS JOIN LATERAL words_in(${searchWords}) AS word`;

const COUNT_AGAIN = `
  INSERT INTO link_counts (workspace_id, bridge_id, status, links, open_conflicts, dirty)
  SELECT workspace_id, bridge_id, status, count(*), sum(open_conflicts), count(*) FILTER (WHERE dirty) FROM links GROUP BY 1, 2, 3
  ON CONFLICT (workspace_id, bridge_id, status) DO UPDATE SET links = excluded.links, open_conflicts = excluded.open_conflicts, dirty = excluded.dirty`;

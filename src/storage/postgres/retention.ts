import type pg from "pg";
import type { Instant } from "#core/ids.ts";
import type { RetentionDays } from "#core/policy/retention.ts";
import { withClient } from "../reach-postgres.ts";
import { SCHEMA } from "./database.ts";
import { enterWorkspace } from "./each-workspace.ts";
import { keptDays, longestKept } from "./kept-days.ts";
import { DAY_MS } from "./partitions.ts";

/**
 * How many days rows are kept once they are over, where nobody chooses: keys of webhooks and finished writes 90 (X3), runs of workflows 30, alerts 90; what people
 * signed in with, no longer than it takes to notice.
 */
const fixed: readonly Kept[] = [
  { table: "inbox_keys", over: "received_at", days: 90 },
  { table: "intents", over: "finished_at", days: 90 },
  { table: "workflow_runs", over: "ended_at", days: 30 },
  { table: "workflow_traces", over: "at", days: 1 },
  { table: "alerts", over: "ended_at", days: 90 },
  { table: "alert_messages", over: "finished_at", days: 90 },
  { table: "share_links", over: "expires_at", days: 1 },
  { table: "visits", over: "expires_at", days: 0 },
  { table: "door_codes", over: "expires_at", days: 0 },
  { table: "sessions", over: "expires_at", days: 1 },
  { table: "verifications", over: "expires_at", days: 1 },
  { table: "entry_codes", over: "expires_at", days: 1 },
  { table: "dashboard_counts", over: "kept_until", days: 0 },
  { table: "dashboard_records", over: "kept_until", days: 0 },
  { table: "api_tokens", over: "expires_at", days: 30 },
];
/** Rows of one statement: few enough that nobody waits for it. */
const BATCH = 1_000;

interface Kept {
  readonly table: string;
  readonly over: string;
  readonly days: number;
}

/** What a workspace chose. */
const chosen = (days: RetentionDays): readonly Kept[] => [
  { table: "conflicts", over: "closed_at", days: days.conflicts },
  { table: "plans", over: "made_at", days: days.plans },
];

const partitioned = [
  { table: "inbox", over: "received_at", kind: "bodies" },
  { table: "vendor_calls", over: "at", kind: "calls" },
  { table: "journal", over: "at", kind: "journal" },
] as const;

/** Whole partitions go once no workspace wants them; what one of them wants to go sooner is dropped row by row, partition by partition. */
async function goSooner(client: pg.Client, days: RetentionDays, longest: RetentionDays): Promise<readonly Kept[]> {
  const found: Kept[] = [];
  for (const { table, over, kind } of partitioned.filter((one) => days[one.kind] < longest[one.kind])) {
    const { rows } = await client.query<{ name: string }>(
      "SELECT c.relname AS name FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass($1) ORDER BY 1",
      [table],
    );
    found.push(...rows.map(({ name }) => ({ table: `"${name}"`, over, days: days[kind] })));
  }
  return found;
}

/** Drops what has been over for longer than it is kept, workspace by workspace and batch by batch, until all of it is gone or the signal says stop. */
export function dropWhatIsOver(connection: pg.ClientConfig, now: Instant, signal?: AbortSignal): Promise<void> {
  return withClient(connection, async (client) => {
    await client.query(`SET search_path = ${SCHEMA}, pg_catalog`);
    const all = await keptDays(client);
    const longest = longestKept(all.values());
    for (const [id, days] of all) {
      await enterWorkspace(client, id);
      for (const one of [...fixed, ...chosen(days), ...(await goSooner(client, days, longest))]) await dropRows(client, one, id, now, signal);
      await emptyValues(client, id, now - days.values * DAY_MS, signal);
    }
  });
}

async function dropRows(client: pg.Client, { table, over, days }: Kept, workspaceId: string, now: Instant, signal?: AbortSignal): Promise<void> {
  const batch = `SELECT ctid FROM ${table} WHERE workspace_id = $1 AND ${over} < $2 LIMIT ${String(BATCH)}`;
  let dropped = BATCH;
  while (dropped === BATCH && signal?.aborted !== true) {
    const { rowCount } = await client.query(`DELETE FROM ${table} WHERE ctid = ANY (ARRAY(${batch}))`, [workspaceId, now - days * DAY_MS]);
    dropped = rowCount ?? 0;
  }
}

/** Cursor of a workspace: the entry up to which no values are kept any more. A backup leaves it out, so that after a restore all is looked through once. */
const EMPTIED = "emptied-values";

/**
 * The hash chain covers a keyed hash of the values, so it stays whole without them. In the order of the chain, behind where the last round ended, and
 * each batch from where the one before did: nothing is looked through twice.
 */
async function emptyValues(client: pg.Client, workspaceId: string, before: Instant, signal?: AbortSignal): Promise<void> {
  const place = "SELECT COALESCE((SELECT value FROM cursors WHERE workspace_id = $1 AND name = $2), '0')::float8 AS seq";
  const from = (await client.query<{ seq: number }>(place, [workspaceId, EMPTIED])).rows[0]?.seq ?? 0;
  const until = await lastBefore(client, workspaceId, before, from);
  const empty = `
    WITH old AS (
      SELECT seq, at FROM journal WHERE workspace_id = $1 AND at < $2 AND seq > $3 AND sealed_values IS NOT NULL ORDER BY seq LIMIT ${String(BATCH)}),
    emptied AS (
      UPDATE journal j SET sealed_values = NULL FROM old WHERE j.workspace_id = $1 AND j.at < $2 AND j.seq = old.seq AND j.at = old.at)
    SELECT count(*)::int AS count, max(seq)::float8 AS last FROM old`;
  let [last, count] = [from, BATCH];
  while (count === BATCH && signal?.aborted !== true) {
    const { rows } = await client.query<{ count: number; last: number | null }>(empty, [workspaceId, before, last]);
    [last, count] = [rows[0]?.last ?? last, rows[0]?.count ?? 0];
  }
  if (count === BATCH || until <= from) return;
  const move =
    "INSERT INTO cursors (workspace_id, name, value) VALUES ($1, $2, $3) ON CONFLICT (workspace_id, name) DO UPDATE SET value = excluded.value";
  await client.query(move, [workspaceId, EMPTIED, String(until)]);
}

/** The last entry behind that place up to which all are older; one that a clock which ran ahead has dated later holds it back until its own time. */
async function lastBefore(client: pg.Client, workspaceId: string, before: Instant, from: number): Promise<number> {
  const { rows } = await client.query<{ seq: number | null }>(
    `SELECT COALESCE(
       (SELECT seq - 1 FROM journal WHERE workspace_id = $1 AND seq > $3 AND at >= $2 ORDER BY seq LIMIT 1),
       (SELECT max(seq) FROM journal WHERE workspace_id = $1 AND seq > $3))::float8 AS seq`,
    [workspaceId, before, from],
  );
  return rows[0]?.seq ?? from;
}

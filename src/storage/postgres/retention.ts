import type pg from "pg";
import type { Instant } from "#core/ids.ts";
import { withClient } from "../reach-postgres.ts";
import { SCHEMA } from "./database.ts";
import { DAY_MS } from "./partitions.ts";

/**
 * How many days rows are kept once they are over: keys of webhooks and finished writes 90 (X3), closed conflicts as long as the journal, plans 7, runs of workflows 30; what
 * people signed in with, no longer than it takes to notice.
 */
const kept = [
  { table: "inbox_keys", over: "received_at", days: 90 },
  { table: "intents", over: "finished_at", days: 90 },
  { table: "conflicts", over: "closed_at", days: 400 },
  { table: "plans", over: "made_at", days: 7 },
  { table: "workflow_runs", over: "ended_at", days: 30 },
  { table: "workflow_traces", over: "at", days: 1 },
  { table: "share_links", over: "expires_at", days: 1 },
  { table: "visits", over: "expires_at", days: 0 },
  { table: "door_codes", over: "expires_at", days: 0 },
  { table: "sessions", over: "expires_at", days: 1 },
  { table: "verifications", over: "expires_at", days: 1 },
  { table: "entry_codes", over: "expires_at", days: 1 },
  { table: "dashboard_counts", over: "kept_until", days: 0 },
  { table: "dashboard_records", over: "kept_until", days: 0 },
  { table: "api_tokens", over: "expires_at", days: 30 },
] as const;
/** How many days the values of before and after a write are kept: as long as a run can be taken back (A3). What was done stands in the journal for longer. */
const VALUE_DAYS = 30;
/** Rows of one statement: few enough that nobody waits for it. */
const BATCH = 1_000;

/** Drops what has been over for longer than it is kept, workspace by workspace and batch by batch, until all of it is gone or the signal says stop. */
export function dropWhatIsOver(connection: pg.ClientConfig, now: Instant, signal?: AbortSignal): Promise<void> {
  return withClient(connection, async (client) => {
    await client.query(`SET search_path = ${SCHEMA}, pg_catalog`);
    const { rows } = await client.query<{ id: string }>("SELECT workspace_id AS id FROM workspaces ORDER BY 1");
    for (const { id } of rows) {
      await client.query("SELECT set_config('highwire.workspace', $1, false)", [id]);
      for (const one of kept) await dropRows(client, one, id, now, signal);
      await emptyValues(client, id, now, signal);
    }
  });
}

async function dropRows(
  client: pg.Client,
  { table, over, days }: (typeof kept)[number],
  workspaceId: string,
  now: Instant,
  signal?: AbortSignal,
): Promise<void> {
  const batch = `SELECT ctid FROM ${table} WHERE workspace_id = $1 AND ${over} < $2 LIMIT ${String(BATCH)}`;
  let dropped = BATCH;
  while (dropped === BATCH && signal?.aborted !== true) {
    const { rowCount } = await client.query(`DELETE FROM ${table} WHERE ctid = ANY (ARRAY(${batch}))`, [workspaceId, now - days * DAY_MS]);
    dropped = rowCount ?? 0;
  }
}

/**
 * The hash chain covers a keyed hash of the values, so it stays whole without them. In the order of the chain, each batch from where the last one
 * ended: nothing is looked through twice.
 */
async function emptyValues(client: pg.Client, workspaceId: string, now: Instant, signal?: AbortSignal): Promise<void> {
  const empty = `
    WITH old AS (
      SELECT seq, at FROM journal WHERE workspace_id = $1 AND at < $2 AND seq > $3 AND sealed_values IS NOT NULL ORDER BY seq LIMIT ${String(BATCH)}),
    emptied AS (
      UPDATE journal j SET sealed_values = NULL FROM old WHERE j.workspace_id = $1 AND j.at < $2 AND j.seq = old.seq AND j.at = old.at)
    SELECT count(*)::int AS count, max(seq)::float8 AS last FROM old`;
  for (let [last, count] = [0, BATCH]; count === BATCH && signal?.aborted !== true;) {
    const { rows } = await client.query<{ count: number; last: number | null }>(empty, [workspaceId, now - VALUE_DAYS * DAY_MS, last]);
    [last, count] = [rows[0]?.last ?? last, rows[0]?.count ?? 0];
  }
}

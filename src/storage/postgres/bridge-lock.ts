import { statement, type Query, type Statement, type Transaction } from "./database.ts";

const lock = statement(
  "lock-bridges",
  `
  SELECT bridge_id FROM bridge_work WHERE workspace_id = $1 AND bridge_id = ANY($2::text[]) ORDER BY bridge_id FOR UPDATE`,
);
const make = statement(
  "make-bridge-work",
  `
  INSERT INTO bridge_work (workspace_id, bridge_id) SELECT $1, id FROM unnest($2::text[]) AS id ORDER BY id ON CONFLICT DO NOTHING`,
);
const lockOf = (name: string, bridges: string): Statement =>
  statement(name, `SELECT w.bridge_id FROM bridge_work w WHERE w.workspace_id = $1 AND w.bridge_id IN (${bridges}) ORDER BY w.bridge_id FOR UPDATE`);
const lockOfLinks = lockOf("lock-bridges-of-links", "SELECT l.bridge_id FROM links l WHERE l.workspace_id = $1 AND l.id = ANY($2::text[])");
const lockOfIntents = lockOf(
  "lock-bridges-of-intents",
  "SELECT l.bridge_id FROM intents i JOIN links l ON l.workspace_id = $1 AND l.id = i.link_id WHERE i.workspace_id = $1 AND i.id = ANY($2::text[])",
);
// OFFSET 0: else the look-up would be planned, and made, once for each time that the statement names its answer.
const refresh = statement(
  "refresh-bridge-work",
  `
  UPDATE bridge_work w SET next_due_at = earliest.ready_at
  FROM (
    SELECT bridge_id, LEAST(
      (SELECT min(l.ready_at) FROM links l WHERE l.workspace_id = $1 AND l.bridge_id = b.bridge_id AND l.dirty),
      (SELECT min(d.due_at) FROM waiting_marks d WHERE d.workspace_id = $1 AND d.bridge_id = b.bridge_id)) AS ready_at
    FROM unnest($2::text[]) AS b (bridge_id) OFFSET 0
  ) AS earliest
  WHERE w.workspace_id = $1 AND w.bridge_id = earliest.bridge_id AND w.next_due_at IS DISTINCT FROM earliest.ready_at`,
);

/**
 * Takes the locks of these bridges until the transaction ends, in one order everywhere. Whoever changes links of a bridge holds its lock
 * first: so such transactions never deadlock, and what one reads of a bridge's links stays true until it commits.
 */
export async function lockBridges(transaction: Transaction, workspaceId: string, bridgeIds: readonly string[]): Promise<void> {
  await readLocked(transaction, workspaceId, bridgeIds, () => Promise.resolve([]));
}

/** Takes the locks as `lockBridges` does, and sends `read` along without waiting: one round trip where nothing has to be made first. */
export async function readLocked<Row>(
  transaction: Transaction,
  workspaceId: string,
  bridgeIds: readonly string[],
  read: () => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const wanted = [...new Set(bridgeIds)];
  const [locked, rows] = await Promise.all([transaction.rows(lock, [workspaceId, wanted]), read()]);
  if (locked.length === wanted.length) return rows;
  const [, , again] = await Promise.all([transaction.rows(make, [workspaceId, wanted]), transaction.rows(lock, [workspaceId, wanted]), read()]);
  return again;
}

/** Takes the locks of the bridges that these links belong to; whoever made a link has made its bridge's row. A link never changes its bridge. */
export const lockingBridgesOf = (workspaceId: string, linkIds: readonly string[]): Query => [lockOfLinks, [workspaceId, [...new Set(linkIds)]]];

/** The same for the bridges of the links that these intents are about. */
export const lockingBridgesOfIntents = (workspaceId: string, intentIds: readonly string[]): Query => [lockOfIntents, [workspaceId, intentIds]];

/** Takes the locks of these links' bridges in a transaction that has begun. */
export async function lockBridgesOf(transaction: Transaction, workspaceId: string, linkIds: readonly string[]): Promise<void> {
  await transaction.rows(...lockingBridgesOf(workspaceId, linkIds));
}

/** Notes when each bridge's earliest dirty link may be claimed, or its earliest waiting mark taken; called last, under the lock. */
export async function refreshBridgeWork(transaction: Transaction, workspaceId: string, bridgeIds: readonly string[]): Promise<void> {
  await transaction.rows(...refreshingBridgeWork(workspaceId, bridgeIds));
}

/** The same, for a transaction's last statement. */
export const refreshingBridgeWork = (workspaceId: string, bridgeIds: readonly string[]): Query => [refresh, [workspaceId, [...new Set(bridgeIds)]]];

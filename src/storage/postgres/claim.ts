import type { Bridge } from "#core/bridge.ts";
import type { BridgeId, WorkspaceId } from "#core/ids.ts";
import type { ClaimRequest, ClaimedLink, Store } from "#core/ports/store.ts";
import { lockBridges, lockBridgesOf, refreshBridgeWork } from "./bridge-lock.ts";
import { statement, type Database, type Transaction } from "./database.ts";
import { pendingEvents, type EventSource } from "./inbox.ts";
import {
  CONFLICT_COLUMNS,
  LINK_COLUMNS,
  toConflictRow,
  toIntentRow,
  toLinkRow,
  type StoredConflict,
  type StoredIntent,
  type StoredLink,
} from "./link-rows.ts";

type Claims = Pick<Store, "bridgesWithWork" | "nextDueAt" | "claim" | "renew" | "dueCount">;

// One range of the index per priority: links that are not due, however many, are never looked at.
const pickDue = statement(
  "pick-due",
  `
  SELECT due.id FROM generate_series(0, 3) AS p (rank)
  CROSS JOIN LATERAL (
    SELECT l.id FROM links l
    WHERE l.workspace_id = $1 AND l.bridge_id = $2 AND l.dirty AND l.priority_rank = p.rank AND l.due_at <= $3 AND l.lease_until <= $3
    ORDER BY l.due_at, l.id LIMIT $4
  ) AS due
  LIMIT $4`,
);
const pickNamed = statement(
  "pick-named",
  `
  SELECT l.id FROM links l WHERE l.workspace_id = $1 AND l.bridge_id = $2 AND l.id = ANY($5::text[]) AND l.lease_until <= $3
  ORDER BY l.priority_rank, l.due_at NULLS FIRST, l.id LIMIT $4`,
);
const hold = statement(
  "hold-links",
  `
  UPDATE links l SET fence = l.fence + 1, lease_owner = $3, lease_until = $4
  WHERE l.workspace_id = $1 AND l.id = ANY($2::text[]) RETURNING ${LINK_COLUMNS}`,
);
const findUnfinished = statement(
  "find-unfinished",
  `
  SELECT id, link_id, fence, side, action, record_id, changes, state, created_at FROM intents
  WHERE workspace_id = $1 AND link_id = ANY($2::text[]) AND state IN ('pending', 'sent', 'unknown') ORDER BY created_at, id`,
);
const findOpen = statement(
  "find-open-conflicts",
  `
  SELECT ${CONFLICT_COLUMNS} FROM conflicts c WHERE c.workspace_id = $1 AND c.link_id = ANY($2::text[]) AND c.state = 'open' AND c.closed_at IS NULL ORDER BY c.opened_at, c.id`,
);
const findBridge = statement("find-bridge-sides", "SELECT document FROM bridges WHERE workspace_id = $1 AND id = $2");
const extend = statement(
  "renew-leases",
  `
  UPDATE links l SET lease_until = $4 FROM unnest($2::text[], $3::bigint[]) AS h (id, fence)
  WHERE l.workspace_id = $1 AND l.id = h.id AND l.id = ANY($2) AND l.fence = h.fence AND l.lease_owner IS NOT NULL RETURNING l.id`,
);
const withWork = statement(
  "bridges-with-work",
  `
  SELECT workspace_id, bridge_id, next_due_at FROM bridge_work WHERE next_due_at <= $1 ORDER BY next_due_at, bridge_id LIMIT $2`,
);
const nextDue = statement("next-due", "SELECT min(next_due_at) AS at FROM bridge_work WHERE next_due_at IS NOT NULL");
const countDue = statement(
  "count-due",
  "SELECT count(*) AS due FROM links l WHERE l.workspace_id = $1 AND l.bridge_id = $2 AND l.dirty AND l.attempts = 0",
);

/** Handing out work: which bridges have some, and which links one worker gets (S2, X9). */
export function createClaims(database: Database): Claims {
  return {
    async bridgesWithWork(now, limit) {
      const rows = await database.open((transaction) =>
        transaction.rows<{ workspace_id: WorkspaceId; bridge_id: BridgeId; next_due_at: number }>(withWork, [now, limit]),
      );
      return rows.map((row) => ({ workspaceId: row.workspace_id, bridgeId: row.bridge_id, dueAt: row.next_due_at }));
    },
    async nextDueAt() {
      const [row] = await database.open((transaction) => transaction.rows<{ at: number | null }>(nextDue));
      return row?.at ?? null;
    },
    claim: (request) => database.inWorkspace(request.workspaceId, (transaction) => claimLinks(transaction, request)),
    async renew(workspaceId, held, leaseUntil) {
      if (held.length === 0) return [];
      const linkIds = held.map(({ id }) => id);
      const kept = await database.inWorkspace(workspaceId, async (transaction) => {
        await lockBridgesOf(transaction, workspaceId, linkIds);
        return transaction.rows<Pick<StoredLink, "id">>(extend, [workspaceId, linkIds, held.map(({ fence }) => fence), leaseUntil]);
      });
      const ids = new Set(kept.map(({ id }) => id));
      return linkIds.filter((id) => ids.has(id));
    },
    async dueCount(workspaceId, bridgeId) {
      const [row] = await database.inWorkspace(workspaceId, (transaction) => transaction.rows<{ due: number }>(countDue, [workspaceId, bridgeId]));
      return row?.due ?? 0;
    },
  };
}

async function claimLinks(transaction: Transaction, request: ClaimRequest): Promise<readonly ClaimedLink[]> {
  const { workspaceId, bridgeId } = request;
  if (request.only?.length === 0) return [];
  await lockBridges(transaction, workspaceId, [bridgeId]);
  const picking = [workspaceId, bridgeId, request.now, request.limit, ...(request.only === undefined ? [] : [request.only])];
  const picked = await transaction.rows<Pick<StoredLink, "id">>(request.only === undefined ? pickDue : pickNamed, picking);
  const ids = picked.map(({ id }) => id);
  const rows = ids.length === 0 ? [] : await transaction.rows<StoredLink>(hold, [workspaceId, ids, request.owner, request.leaseUntil]);
  // Also when nothing was found: the directory may still show a lease that was renewed.
  await refreshBridgeWork(transaction, workspaceId, [bridgeId]);
  if (rows.length === 0) return [];
  const inOrder = new Map(rows.map((row) => [row.id, row]));
  return withCompany(
    transaction,
    request,
    ids.map((id) => inOrder.get(id)).filter((row) => row !== undefined),
  );
}

async function withCompany(
  transaction: Transaction,
  { workspaceId, bridgeId }: ClaimRequest,
  rows: readonly StoredLink[],
): Promise<readonly ClaimedLink[]> {
  const ids = rows.map(({ id }) => id);
  const [found] = await transaction.rows<{ document: Bridge }>(findBridge, [workspaceId, bridgeId]);
  const events =
    found === undefined
      ? new Map<string, never>()
      : await pendingEvents(
          transaction,
          workspaceId,
          rows.flatMap((row) => sourcesOf(row, found.document)),
        );
  const intents = Map.groupBy(await transaction.rows<StoredIntent>(findUnfinished, [workspaceId, ids]), (row) => row.link_id);
  const conflicts = Map.groupBy(await transaction.rows<StoredConflict>(findOpen, [workspaceId, ids]), (row) => row.link_id);
  return rows.map((row) => ({
    ...toLinkRow(row),
    fence: row.fence,
    dirtyGeneration: row.dirty_generation,
    unfinished: (intents.get(row.id) ?? []).map(toIntentRow),
    events: events.get(row.id) ?? [],
    conflicts: (conflicts.get(row.id) ?? []).map(toConflictRow),
  }));
}

function sourcesOf(row: StoredLink, bridge: Bridge): readonly EventSource[] {
  const sides = [
    [bridge.left, row.left_id],
    [bridge.right, row.right_id],
  ] as const;
  return sides.flatMap(([connectionId, recordId]) => (recordId === null ? [] : [{ linkId: row.id, connectionId, recordId }]));
}

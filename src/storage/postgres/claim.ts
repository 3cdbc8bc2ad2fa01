import type { Bridge } from "#core/bridge.ts";
import type { BridgeId, WorkspaceId } from "#core/ids.ts";
import type { ClaimRequest, ClaimedLink } from "#core/ports/claims.ts";
import type { Random } from "#core/ports/random.ts";
import type { Store } from "#core/ports/store.ts";
import { lockBridges, lockingBridgesOf, refreshBridgeWork } from "./bridge-lock.ts";
import { statement, type Database, type Statement, type Transaction } from "./database.ts";
import { takeMarks } from "./waiting-marks.ts";
import { pendingEvents, type EventSource } from "./inbox.ts";
import {
  bitOf,
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

const holdPicked = (name: string, picked: string): Statement =>
  statement(
    name,
    `
  UPDATE links l SET fence = l.fence + 1, lease_owner = $5, lease_until = $6
  WHERE l.workspace_id = $1 AND l.id = ANY(ARRAY(${picked})) RETURNING ${LINK_COLUMNS}`,
  );
// One range of the index per priority: links that are not due, however many, are never looked at.
const holdDue = holdPicked(
  "hold-due",
  `
  SELECT due.id FROM generate_series(0, 3) AS p (rank)
  CROSS JOIN LATERAL (
    SELECT d.id FROM links d
    WHERE d.workspace_id = $1 AND d.bridge_id = $2 AND d.dirty AND d.priority_rank = p.rank AND d.due_at <= $3 AND d.lease_until <= $3
    ORDER BY d.due_at, d.id LIMIT $4
  ) AS due
  WHERE $7::text IS NULL OR EXISTS (SELECT 1 FROM bridges b WHERE b.workspace_id = $1 AND b.id = $2 AND b.document->>'mode' = $7)
  LIMIT $4`,
);
const holdNamed = holdPicked(
  "hold-named",
  `
  SELECT n.id FROM links n WHERE n.workspace_id = $1 AND n.bridge_id = $2 AND n.id = ANY($7::text[]) AND n.lease_until <= $3
  ORDER BY n.priority_rank, n.due_at NULLS FIRST, n.id LIMIT $4`,
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
  SELECT workspace_id, bridge_id, next_due_at FROM bridge_work WHERE next_due_at <= $1 AND bridge_id > $3 ORDER BY bridge_id LIMIT $2`,
);
const nextDue = statement("next-due", "SELECT min(next_due_at) AS at FROM bridge_work WHERE next_due_at IS NOT NULL");
const countDue = statement(
  "count-due",
  "SELECT count(*) AS due FROM links l WHERE l.workspace_id = $1 AND l.bridge_id = $2 AND l.dirty AND l.attempts = 0",
);
const countMarked = statement(
  "count-marked",
  `
  SELECT count(*) AS due FROM links l WHERE l.workspace_id = $1 AND l.bridge_id = $2 AND l.dirty AND l.attempts = 0
    AND (l.dirty_reasons & $3::integer) <> 0 AND l.due_at <= $4`,
);

/**
 * Waiting marks taken for each link that may be claimed: a storm's backlog goes into the links' own order faster than it is worked off, and no
 * claim holds up the next commit of events for long.
 */
const TAKEN_FOR_EACH = 4;

/** Handing out work: which bridges have some, and which links one worker gets (S2, X9). */
export function createClaims(database: Database, random: Random): Claims {
  return {
    async bridgesWithWork(now, limit, after) {
      const asked = [now, limit, after ?? ""];
      const rows = await database.read<{ workspace_id: WorkspaceId; bridge_id: BridgeId; next_due_at: number }>(null, withWork, asked);
      return rows.map((row) => ({ workspaceId: row.workspace_id, bridgeId: row.bridge_id, dueAt: row.next_due_at }));
    },
    async nextDueAt() {
      const [row] = await database.read<{ at: number | null }>(null, nextDue);
      return row?.at ?? null;
    },
    claim: (request) => database.inWorkspace(request.workspaceId, (transaction) => claimLinks(transaction, random, request)),
    async renew(workspaceId, held, leaseUntil) {
      if (held.length === 0) return [];
      const linkIds = held.map(({ id }) => id);
      const kept = await database.inOneTrip<Pick<StoredLink, "id">>(workspaceId, [
        lockingBridgesOf(workspaceId, linkIds),
        [extend, [workspaceId, linkIds, held.map(({ fence }) => fence), leaseUntil]],
      ]);
      const ids = new Set(kept.map(({ id }) => id));
      return linkIds.filter((id) => ids.has(id));
    },
    async dueCount(workspaceId, bridgeId, marked) {
      const asked = marked === undefined ? [] : [bitOf(marked.reason), marked.by];
      const [row] = await database.read<{ due: number }>(workspaceId, marked === undefined ? countDue : countMarked, [
        workspaceId,
        bridgeId,
        ...asked,
      ]);
      return row?.due ?? 0;
    },
  };
}

async function claimLinks(transaction: Transaction, random: Random, request: ClaimRequest): Promise<readonly ClaimedLink[]> {
  const { workspaceId, bridgeId, only, mode = null } = request;
  if (only?.length === 0) return [];
  await lockBridges(transaction, workspaceId, [bridgeId]);
  if (only === undefined) await takeMarks(transaction, random, { workspaceId, bridgeId, now: request.now, most: TAKEN_FOR_EACH * request.limit });
  const asked = [workspaceId, bridgeId, request.now, request.limit, request.owner, request.leaseUntil];
  const [held, [found]] = await Promise.all([
    transaction.rows<StoredLink>(only === undefined ? holdDue : holdNamed, [...asked, only ?? mode]),
    transaction.rows<{ document: Bridge }>(findBridge, [workspaceId, bridgeId]),
  ]);
  const rows = held.toSorted(inClaimOrder);
  const sources = found === undefined ? [] : rows.flatMap((row) => sourcesOf(row, found.document));
  const [company] = await Promise.all([
    rows.length === 0 ? null : companyOf(transaction, workspaceId, rows, sources),
    // Also when nothing was found: the directory may still show a lease that was renewed.
    refreshBridgeWork(transaction, workspaceId, [bridgeId]),
  ]);
  return company ?? [];
}

/** Priority first, then due time, as the index gives them; an UPDATE returns its rows in no order. */
function inClaimOrder(one: StoredLink, other: StoredLink): number {
  return one.priority_rank - other.priority_rank || (one.due_at ?? 0) - (other.due_at ?? 0) || (one.id < other.id ? -1 : 1);
}

/** Adds to claimed rows what hangs on them: unfinished intents, undecided events, open conflicts. */
async function companyOf(
  transaction: Transaction,
  workspaceId: string,
  rows: readonly StoredLink[],
  sources: readonly EventSource[],
): Promise<readonly ClaimedLink[]> {
  const ids = rows.map(({ id }) => id);
  const [events, unfinished, open] = await Promise.all([
    pendingEvents(transaction, workspaceId, sources),
    transaction.rows<StoredIntent>(findUnfinished, [workspaceId, ids]),
    transaction.rows<StoredConflict>(findOpen, [workspaceId, ids]),
  ]);
  const intents = Map.groupBy(unfinished, (row) => row.link_id);
  const conflicts = Map.groupBy(open, (row) => row.link_id);
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

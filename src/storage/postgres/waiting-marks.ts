import type { BridgeId, Instant, WorkspaceId } from "#core/ids.ts";
import type { Random } from "#core/ports/random.ts";
import type { IncomingEvent } from "#core/ports/store.ts";
import type { Side } from "#core/record/canonical.ts";
import { statement, type Transaction } from "./database.ts";
import { markMerged, mergeMarks } from "./mark-dirty.ts";

interface StoredMark {
  readonly side: Side;
  readonly record_id: string;
  readonly reasons: number;
  readonly priority_rank: number;
  readonly due_at: Instant;
  readonly marked_at: Instant;
}

// A mark that says nothing new about its record is not written: a storm of events about one record costs one row version.
const put = statement(
  "put-waiting-marks",
  `
  INSERT INTO waiting_marks AS d (workspace_id, bridge_id, side, record_id, reasons, priority_rank, due_at, marked_at)
  SELECT $1, m.*, $2::bigint FROM unnest($3::text[], $4::text[], $5::text[], $6::smallint[], $7::smallint[], $8::bigint[]) AS m
  ON CONFLICT (workspace_id, bridge_id, side, record_id) DO UPDATE SET
    reasons = d.reasons | excluded.reasons, priority_rank = LEAST(d.priority_rank, excluded.priority_rank), due_at = LEAST(d.due_at, excluded.due_at)
  WHERE d.due_at > excluded.due_at OR d.priority_rank > excluded.priority_rank OR (d.reasons & excluded.reasons) <> excluded.reasons`,
);
const hasten = statement(
  "hasten-bridge-work",
  `
  UPDATE bridge_work w SET next_due_at = m.due_at FROM (SELECT bridge_id, min(due_at) AS due_at FROM unnest($2::text[], $3::bigint[]) AS u (bridge_id, due_at) GROUP BY 1) AS m
  WHERE w.workspace_id = $1 AND w.bridge_id = m.bridge_id AND (w.next_due_at IS NULL OR w.next_due_at > m.due_at)`,
);
const take = statement(
  "take-waiting-marks",
  `
  DELETE FROM waiting_marks WHERE ctid = ANY(ARRAY(
    SELECT d.ctid FROM waiting_marks d WHERE d.workspace_id = $1 AND d.bridge_id = $2 AND d.due_at <= $3 ORDER BY d.due_at LIMIT $4))
  RETURNING side, record_id, reasons, priority_rank, due_at, marked_at`,
);

/** Leaves marks of events for their bridges' next claims (ADR 0043), in a transaction that holds the bridges' locks. */
export async function leaveMarks(transaction: Transaction, workspaceId: WorkspaceId, marks: IncomingEvent["marks"], now: Instant): Promise<void> {
  if (marks.length === 0) return;
  const merged = mergeMarks(marks, now);
  const bridgeIds = merged.map(({ bridgeId }) => bridgeId);
  const dueAt = merged.map((one) => one.dueAt);
  await Promise.all([
    transaction.rows(put, [
      workspaceId,
      now,
      bridgeIds,
      merged.map(({ side }) => side),
      merged.map(({ recordId }) => recordId),
      merged.map(({ reasons }) => reasons),
      merged.map(({ rank }) => rank),
      dueAt,
    ]),
    transaction.rows(hasten, [workspaceId, bridgeIds, dueAt]),
  ]);
}

/** Marks the links of a bridge with what was left for it and is due, the earliest first, under its lock. */
export async function takeMarks(
  transaction: Transaction,
  random: Random,
  {
    workspaceId,
    bridgeId,
    now,
    most,
  }: { readonly workspaceId: WorkspaceId; readonly bridgeId: BridgeId; readonly now: Instant; readonly most: number },
): Promise<void> {
  const left = await transaction.rows<StoredMark>(take, [workspaceId, bridgeId, now, most]);
  const marks = left.map((row) => ({
    bridgeId,
    side: row.side,
    recordId: row.record_id,
    reasons: row.reasons,
    rank: row.priority_rank,
    dueAt: row.due_at,
    since: row.marked_at,
    urgent: false,
    keyHashes: null,
  }));
  await markMerged(transaction, random, workspaceId, marks, now);
}

import type { BridgeId, ConflictId, IntentId, LinkId, WorkspaceId } from "#core/ids.ts";
import type { CallPriority } from "#core/ports/records-port.ts";
import type { IntentRow } from "#core/ports/intents.ts";
import type { Base, ConflictRow, DirtyReason, FlipHistory, LinkRow, LinkState, Observation } from "#core/ports/store.ts";
import type { FieldValues, Side } from "#core/record/canonical.ts";

/** Stored as numbers, so that an index gives them in order: lower goes first. */
const priorities = ["person", "webhook", "sweep", "backfill"] as const satisfies readonly CallPriority[];
/** Stored as one bit each, in this order; new reasons go to the end. */
const reasons = [
  "webhook",
  "sweep",
  "backfill",
  "person",
  "missing",
  "redrive",
  "related",
  "restore",
  "hop-1",
  "hop-2",
  "hop-3",
  "again",
] as const satisfies readonly DirtyReason[];

export const rankOf = (priority: CallPriority): number => priorities.indexOf(priority);
export const bitOf = (reason: DirtyReason): number => 1 << reasons.indexOf(reason);

/** Columns of a link row, for a table called `l`. */
export const LINK_COLUMNS = `
  l.id, l.workspace_id, l.bridge_id, l.left_id, l.right_id, l.state, l.because, l.base, l.left_fields, l.left_version, l.left_observed_at,
  l.right_fields, l.right_version, l.right_observed_at, l.dirty, l.dirty_since, l.dirty_reasons, l.due_at, l.priority_rank, l.attempts,
  l.first_failed_at, l.flips, l.open_conflicts, l.linked_at, l.changed_at, l.fence, l.dirty_generation`;

export interface StoredLink {
  readonly id: LinkId;
  readonly workspace_id: WorkspaceId;
  readonly bridge_id: BridgeId;
  readonly left_id: string | null;
  readonly right_id: string | null;
  readonly state: LinkState;
  readonly because: string | null;
  readonly base: Base | null;
  readonly left_fields: FieldValues | null;
  readonly left_version: string | null;
  readonly left_observed_at: number | null;
  readonly right_fields: FieldValues | null;
  readonly right_version: string | null;
  readonly right_observed_at: number | null;
  readonly dirty: boolean;
  readonly dirty_since: number | null;
  readonly dirty_reasons: number;
  readonly due_at: number | null;
  readonly priority_rank: number;
  readonly attempts: number;
  readonly first_failed_at: number | null;
  readonly flips: FlipHistory;
  readonly open_conflicts: number;
  readonly linked_at: number | null;
  readonly changed_at: number;
  readonly fence: number;
  readonly dirty_generation: number;
}

export function toLinkRow(row: StoredLink): LinkRow {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    bridgeId: row.bridge_id,
    leftId: row.left_id,
    rightId: row.right_id,
    state: row.state,
    because: row.because,
    base: row.base,
    left: toObservation(row.left_fields, row.left_version, row.left_observed_at),
    right: toObservation(row.right_fields, row.right_version, row.right_observed_at),
    dirty: row.dirty,
    dirtySince: row.dirty_since,
    dirtyReasons: reasons.filter((reason) => (row.dirty_reasons & bitOf(reason)) !== 0),
    dueAt: row.due_at,
    priority: priorities[row.priority_rank] ?? "backfill",
    attempts: row.attempts,
    firstFailedAt: row.first_failed_at,
    flips: row.flips,
    openConflicts: row.open_conflicts,
    linkedAt: row.linked_at,
    changedAt: row.changed_at,
  };
}

function toObservation(fields: FieldValues | null, version: string | null, seenAt: number | null): Observation | null {
  return fields === null ? null : { version: version ?? "", fields, seenAt: seenAt ?? 0 };
}

export const CONFLICT_COLUMNS = `
  c.id, c.link_id, c.bridge_id, c.kind, c.field, c.left_value, c.right_value, c.state, c.winner, c.candidates, c.opened_at, c.closed_at, c.resolution,
  c.assignee, c.comment`;

export interface StoredConflict extends Pick<
  ConflictRow,
  "kind" | "field" | "state" | "winner" | "candidates" | "resolution" | "assignee" | "comment"
> {
  readonly id: ConflictId;
  readonly link_id: LinkId;
  readonly bridge_id: BridgeId;
  readonly left_value: ConflictRow["left"];
  readonly right_value: ConflictRow["right"];
  readonly opened_at: number;
  readonly closed_at: number | null;
}

export function toConflictRow(row: StoredConflict): ConflictRow {
  return {
    id: row.id,
    linkId: row.link_id,
    bridgeId: row.bridge_id,
    kind: row.kind,
    field: row.field,
    left: row.left_value,
    right: row.right_value,
    state: row.state,
    winner: row.winner,
    candidates: row.candidates,
    openedAt: row.opened_at,
    closedAt: row.closed_at,
    resolution: row.resolution,
    assignee: row.assignee,
    comment: row.comment,
  };
}

export interface StoredIntent extends Pick<IntentRow, "fence" | "side" | "action" | "changes" | "state"> {
  readonly id: IntentId;
  readonly link_id: LinkId;
  readonly record_id: string | null;
  readonly created_at: number;
}

export function toIntentRow(row: StoredIntent): IntentRow {
  return {
    id: row.id,
    linkId: row.link_id,
    fence: row.fence,
    side: row.side,
    action: row.action,
    recordId: row.record_id,
    changes: row.changes,
    state: row.state,
    createdAt: row.created_at,
  };
}

/** Which id column holds a side's records. */
export const idColumn = (side: Side): "left_id" | "right_id" => (side === "highlevel" ? "left_id" : "right_id");

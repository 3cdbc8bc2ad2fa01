import type { ErrorCode } from "../error-registry.ts";
import type { BridgeId, ConflictId, Instant, WorkspaceId } from "../ids.ts";
import type { ConflictKind } from "./store.ts";

/** Conflicts that one decision can settle: of one kind, about one field, in one bridge. */
export interface ConflictGroup {
  readonly bridgeId: BridgeId;
  readonly kind: ConflictKind;
  /** `*` when they are about the whole record. */
  readonly field: string;
}

export interface ConflictCause extends ConflictGroup {
  /** Conflicts that nobody has answered yet. */
  readonly open: number;
  /** When the oldest of them was opened. */
  readonly since: Instant;
}

/** Parked links of one bridge that wait for a person because of the same error. */
export interface ParkedCause {
  readonly bridgeId: BridgeId;
  /** Null where the reason was not kept. */
  readonly because: ErrorCode | null;
  readonly links: number;
  /** When the one that has waited longest last changed. */
  readonly since: Instant;
}

/** What a person leaves on a conflict for others; null where there is nothing. */
export interface ConflictNote {
  readonly assignee: string | null;
  readonly comment: string | null;
}

/** What people who settle conflicts need of the store beside the conflicts themselves. Costs grow with what waits, never with what is settled. */
export interface ConflictDesk {
  /** Unanswered conflicts by cause, most first. */
  conflictCauses(workspaceId: WorkspaceId): Promise<readonly ConflictCause[]>;
  /** Parked links by cause, most first; those about which a conflict is open are counted among the conflicts. */
  parkedCauses(workspaceId: WorkspaceId): Promise<readonly ParkedCause[]>;
  /** Takes a person's choice back; false when there is none, or a worker already has it in hand or has carried it out. */
  reopenConflict(workspaceId: WorkspaceId, id: ConflictId, now: Instant): Promise<boolean>;
  /** Leaves a note on an open conflict; false when it is not open. A newer conflict in its place keeps the note. */
  noteOnConflict(workspaceId: WorkspaceId, id: ConflictId, note: ConflictNote): Promise<boolean>;
}

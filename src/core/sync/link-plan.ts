import type { Bridge } from "../bridge.ts";
import type { ErrorCode } from "../error-registry.ts";
import type { Instant } from "../ids.ts";
import type { Candidate } from "../ports/records-port.ts";
import type { Base, ConflictRow, FlipHistory, LinkState, NewConflict } from "../ports/store.ts";
import { sameValue } from "../record/canonicalise.ts";
import type { Side, SideRecord } from "../record/canonical.ts";
import type { Fingerprint } from "./merge-field.ts";
import type { Operation } from "./sync-plan.ts";

/** What a read of one side said. `none`: the link knows no record there yet. */
export type SideState = { readonly kind: "found"; readonly record: SideRecord } | { readonly kind: "missing" } | { readonly kind: "none" };

/** A candidate, and what is known of who else it belongs to or may belong to (I2). */
export interface KnownCandidate extends Candidate {
  /** True when a stored link already gives it to another record. */
  readonly taken: boolean;
  /** Ids of other records on the link's own side that it matches as well. */
  readonly rivals: readonly string[];
}

export interface LinkPlanInput {
  readonly bridge: Pick<Bridge, "fields" | "firstLink" | "onDelete" | "deletesReach" | "matchKeys" | "origin" | "history">;
  readonly state: LinkState;
  readonly base: Base | null;
  /** True once both records were linked, whatever has become of that. Default false. */
  readonly wasLinked?: boolean;
  readonly left: SideState;
  readonly right: SideState;
  /** Records on the side that is `none` which may be the same thing; null when nobody has looked yet. */
  readonly candidates: readonly KnownCandidate[] | null;
  readonly conflicts: readonly ConflictRow[];
  readonly flips: FlipHistory;
  readonly now: Instant;
  readonly fingerprint: Fingerprint;
}

/** What is to be done with one link; the same value feeds preview, run and explanation (S3, S4). */
export type LinkPlan =
  | { readonly kind: "look-for-candidates"; readonly side: Side }
  | { readonly kind: "adopt"; readonly side: Side; readonly recordId: string; readonly matchedBy: readonly string[] }
  | ActPlan;

export interface ActPlan {
  readonly kind: "act";
  readonly operations: readonly Operation[];
  /** Fields whose base becomes what both sides hold after the operations: all but those that wait for a person. */
  readonly settledFields: readonly string[];
  readonly state: LinkState;
  readonly because: ErrorCode | null;
  readonly open: readonly NewConflict[];
  readonly close: readonly { readonly id: ConflictRow["id"]; readonly how: "resolved" | "vanished" }[];
  readonly flips: FlipHistory;
  /** Machine-readable reason, told in words by `explain`. */
  readonly reason: PlanReason;
}

export type PlanReason =
  | "equal"
  | "fields-changed"
  | "first-link"
  | "create"
  | "waits-for-person"
  | "no-match-key"
  | "begins-elsewhere"
  | "before-history"
  | "stays-alone"
  | "ambiguous"
  | "counterpart-deleted"
  | "deleted-against-edit"
  | "both-deleted"
  | "already-ended"
  | "not-written-this-way"
  | "unlinked-by-person"
  | "undone"
  | "changed-since"
  | "paused";

export function nothing(input: LinkPlanInput, reason: PlanReason): ActPlan {
  return { kind: "act", operations: [], settledFields: [], state: input.state, because: null, open: [], close: [], flips: input.flips, reason };
}

/** The link is over, and with it whatever was asked about it. */
export function end(input: LinkPlanInput, state: Extract<LinkState, "unlinked" | "tombstone">, reason: PlanReason): ActPlan {
  return {
    ...nothing(input, reason),
    state,
    because: "HW_VENDOR_NOT_FOUND",
    close: standing(input.conflicts).map((conflict) => ({ id: conflict.id, how: "vanished" })),
  };
}

export function standing(conflicts: readonly ConflictRow[]): readonly ConflictRow[] {
  return conflicts.filter((conflict) => conflict.state === "open" && conflict.closedAt === null);
}

export function resolutionFor(conflicts: readonly ConflictRow[], kind: ConflictRow["kind"]): ConflictRow | undefined {
  return standing(conflicts).find((conflict) => conflict.kind === kind && conflict.resolution !== null);
}

export function resolvedConflicts(conflicts: readonly ConflictRow[]): ActPlan["close"] {
  return standing(conflicts).map((conflict) => ({
    id: conflict.id,
    how: conflict.resolution === null ? ("vanished" as const) : ("resolved" as const),
  }));
}

export function isAlreadyOpen(conflicts: readonly ConflictRow[], wanted: NewConflict): boolean {
  return standing(conflicts).some(
    (conflict) =>
      conflict.kind === wanted.kind &&
      conflict.field === wanted.field &&
      sameValue(conflict.left, wanted.left) &&
      sameValue(conflict.right, wanted.right) &&
      conflict.candidates.join() === wanted.candidates.join(),
  );
}

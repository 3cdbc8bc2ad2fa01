import type { ErrorCode } from "../error-registry.ts";
import type { BridgeId, Instant, PlanId, WorkspaceId } from "../ids.ts";
import type { FieldMap } from "../mapping/field-map.ts";
import type { ApplyResult, PlanItem, PlanSymbol, SyncPlan } from "../sync/sync-plan.ts";
import type { UndoCounts } from "../sync/undo-counts.ts";

/** What is being done with a plan, or what it waits for. */
export type PlanStage = "making" | "ready" | "applying" | "rehearsing" | "undoing" | "failed";

/** A plan kept for people: made once, looked at for as long as they like, carried out within its 30 minutes. */
export interface KeptPlan {
  readonly id: PlanId;
  readonly workspaceId: WorkspaceId;
  readonly bridgeId: BridgeId;
  readonly bridgeVersion: number;
  /** The mapping that it was made with, when that is not saved yet. */
  readonly fields?: readonly FieldMap[];
  readonly stage: PlanStage;
  /** How far the present stage is; null while nothing is under way. */
  readonly progress: { readonly stage: string; readonly done: number; readonly total: number | null } | null;
  /** Last sign of life of whoever works on it. */
  readonly touchedAt: Instant;
  readonly madeBy: string;
  readonly madeAt: Instant;
  readonly expiresAt: Instant;
  /** Everything of the finished plan but its items, which are kept one by one; null until it is made. */
  readonly summary: Omit<SyncPlan, "items"> | null;
  readonly facets: PlanFacets;
  /** When it was first carried out. */
  readonly appliedAt: Instant | null;
  readonly applied: ApplyResult | null;
  /** What taking the run back would do, as last rehearsed. */
  readonly rehearsal: UndoCounts | null;
  readonly undone: UndoCounts | null;
  /** Why the last stage ended early. */
  readonly failure: { readonly code: ErrorCode; readonly detail: string | null } | null;
}

/** What the items of a plan can be narrowed by, most frequent first. */
export interface PlanFacets {
  readonly fields: readonly { readonly field: string; readonly count: number }[];
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
}

/** What became of an item that was carried out. */
export type PlanOutcome = "applied" | "drifted" | "failed" | "needs-person";

export interface KeptItem {
  /** Place in the plan, from 0. */
  readonly position: number;
  readonly item: PlanItem;
  /** Fields that it writes. */
  readonly fields: readonly string[];
  /** Whether it is carried out with the rest. */
  readonly picked: boolean;
  readonly outcome: PlanOutcome | null;
}

/** Which items are meant; what is left out narrows nothing. */
export interface PlanItemFilter {
  readonly symbol?: PlanSymbol;
  readonly field?: string;
  readonly reason?: string;
  /** Part of a title or id, any case. */
  readonly search?: string;
  readonly outcome?: PlanOutcome;
  /** Only these places. */
  readonly positions?: readonly number[];
  /** Only what writes something, is picked, and was not carried out yet. */
  readonly due?: true;
}

/** What carrying out the picked items that are left would write. */
export interface PlanTally {
  readonly records: number;
  readonly writes: number;
  readonly deletes: number;
}

/** Plans kept for people. Items come in the order of their groups (`+ ~ = ⊘ ⚠ -`), then of the plan. */
export interface PlanStore {
  savePlan(plan: KeptPlan): Promise<void>;
  /** Changes a plan as `changeBridge` changes a bridge. */
  changePlan(workspaceId: WorkspaceId, id: PlanId, change: (plan: KeptPlan) => KeptPlan | null): Promise<KeptPlan | null>;
  keptPlan(workspaceId: WorkspaceId, id: PlanId): Promise<KeptPlan | null>;
  /** Newest first. */
  keptPlans(workspaceId: WorkspaceId, query: { readonly bridgeId?: BridgeId; readonly limit: number }): Promise<readonly KeptPlan[]>;
  addPlanItems(workspaceId: WorkspaceId, id: PlanId, items: readonly KeptItem[]): Promise<void>;
  planItems(
    workspaceId: WorkspaceId,
    id: PlanId,
    query: PlanItemFilter & { readonly from: number; readonly limit: number },
  ): Promise<{ readonly items: readonly KeptItem[]; readonly total: number }>;
  /** Picks or leaves out what the filter names and what writes something. Returns how many now stand so. */
  pickPlanItems(workspaceId: WorkspaceId, id: PlanId, which: PlanItemFilter, picked: boolean): Promise<number>;
  notePlanOutcomes(
    workspaceId: WorkspaceId,
    id: PlanId,
    outcomes: readonly { readonly position: number; readonly outcome: PlanOutcome }[],
  ): Promise<void>;
  planTally(workspaceId: WorkspaceId, id: PlanId): Promise<PlanTally>;
}

import type { BridgeId, Instant, LinkId, PlanId } from "../ids.ts";
import type { FieldChange } from "../ports/records-port.ts";
import type { CanonicalValue, FieldValues, Side } from "../record/canonical.ts";

/** One operation that the planner decided; preview shows it, the run carries it out (S4). */
export type Operation =
  | { readonly kind: "create"; readonly side: Side; readonly fields: Readonly<Record<string, CanonicalValue>>; readonly counterpartId: string }
  | { readonly kind: "update"; readonly side: Side; readonly recordId: string; readonly changes: readonly FieldChange[] }
  | { readonly kind: "stamp"; readonly side: Side; readonly recordId: string; readonly counterpartId: string }
  | { readonly kind: "delete"; readonly side: Side; readonly recordId: string };

/** `+` create, `~` update, `=` nothing to write, `⊘` left alone on purpose, `⚠` needs a person, `-` delete. */
export type PlanSymbol = "+" | "~" | "=" | "⊘" | "⚠" | "-";

export interface PlanItem {
  /** Null while the record has never been seen by the engine. */
  readonly linkId: LinkId | null;
  readonly leftId: string | null;
  readonly rightId: string | null;
  readonly symbol: PlanSymbol;
  /** Name of the contact, for people. */
  readonly title: string;
  readonly operations: readonly Operation[];
  /** Why, in one plain sentence. */
  readonly because: string;
  readonly leftVersion: string | null;
  readonly rightVersion: string | null;
  /** What was decided on; absent where there is nothing to write and nothing to ask. */
  readonly seen?: SeenFields;
}

/** The values of both sides when the plan was made, null for a side without a record. */
export interface SeenFields {
  readonly left: FieldValues | null;
  readonly right: FieldValues | null;
  /** Which sides still held what was last agreed, by field; a field that was never agreed is left out. Values themselves are not kept. */
  readonly agreed: Readonly<Record<string, Side | "both" | "neither">>;
}

export interface PlanCounts {
  readonly create: number;
  readonly update: number;
  readonly same: number;
  readonly skip: number;
  readonly needsPerson: number;
  readonly delete: number;
}

/** What a run would do, before the first write. Carries a checksum and expires 30 minutes after it was made. */
export interface SyncPlan {
  readonly format: 1;
  readonly id: PlanId;
  readonly bridgeId: BridgeId;
  readonly bridgeVersion: number;
  readonly madeAt: Instant;
  readonly expiresAt: Instant;
  readonly counts: PlanCounts;
  readonly estimatedCalls: { readonly highlevel: number; readonly incident: number };
  readonly estimatedSeconds: number;
  readonly items: readonly PlanItem[];
  /** SHA-256 of everything above in canonical JSON, hex. */
  readonly checksum: string;
}

export interface ApplyResult {
  readonly applied: number;
  readonly unchanged: number;
  /** Changed since the plan was made: not written (S4). */
  readonly drifted: number;
  readonly failed: number;
  readonly needsPerson: number;
}

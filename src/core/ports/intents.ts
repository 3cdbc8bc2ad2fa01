import type { Instant, IntentId, LinkId } from "../ids.ts";
import type { Side } from "../record/canonical.ts";
import type { FieldChange } from "./records-port.ts";

/** One vendor write. `stamp` stores the other side's id; `delete` also archives. */
export type IntentAction = "create" | "update" | "stamp" | "delete";

export interface NewIntent {
  readonly id: IntentId;
  readonly linkId: LinkId;
  readonly fence: number;
  readonly side: Side;
  readonly action: IntentAction;
  /** Vendor id to write to; null for a create. */
  readonly recordId: string | null;
  readonly changes: readonly FieldChange[];
}

export interface IntentRow extends NewIntent {
  readonly state: "pending" | "sent" | "confirmed" | "rejected" | "unknown";
  readonly createdAt: Instant;
}

/** The outcome of one intent, kept with its audit entry (A1). */
export interface IntentOutcome {
  readonly id: IntentId;
  readonly state: "confirmed" | "rejected" | "unknown" | "abandoned";
  readonly recordId: string | null;
  readonly code: string | null;
}

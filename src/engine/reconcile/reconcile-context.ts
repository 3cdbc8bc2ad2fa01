import type { Bridge } from "#core/bridge.ts";
import type { IntentId, LinkId } from "#core/ids.ts";
import type { IntentRow, NewIntent } from "#core/ports/intents.ts";
import type { Settlement } from "#core/ports/claims.ts";
import type { Side } from "#core/record/canonical.ts";
import type { Fingerprint } from "#core/sync/merge-field.ts";
import type { DoneWrite, UndoPlan } from "#core/sync/plan-undo.ts";
import type { PlanItem } from "#core/sync/sync-plan.ts";
import type { EnginePorts, Sides } from "../engine-ports.ts";
import { coalesce } from "#lib/coalesce.ts";
import type { FreshReads } from "../fresh-reads.ts";
import type { BulkWriter } from "./bulk-writer.ts";
import type { News } from "./news.ts";

/** A run's writes by link, and who hears what becomes of each link's. */
export interface UndoRequest {
  readonly writes: ReadonlyMap<LinkId, readonly DoneWrite[]>;
  readonly told: (undo: UndoPlan) => void;
}

/** What every link of one batch shares. */
export interface ReconcileContext {
  readonly ports: EnginePorts;
  readonly bridge: Bridge;
  readonly sides: Sides;
  readonly fingerprint: Fingerprint;
  readonly bulk: BulkWriter;
  /** `shadow`: decide and tell, but write nothing. */
  readonly mode: "run" | "shadow";
  /** Rows that pages have just shown; `page-reads.ts` says when one may be used. */
  readonly fresh: FreshReads;
  /** What HighLevel's events tell of each link of the batch; see `newsOf`. */
  readonly news: ReadonlyMap<LinkId, News | null>;
  /** True when the store knows every record of the right side, so that no look-up by key is needed there. Asked for only where it matters. */
  readonly rightIndexed: () => Promise<boolean>;
  /** What a plan promised for each link; any other operation is drift and is not written (S4). */
  readonly promised?: ReadonlyMap<LinkId, PlanItem>;
  /** Words that stand at the end of each cause chain, such as the plan that is carried out (A1). */
  readonly causes?: readonly string[];
  /** Takes these writes back instead of bringing the links into step (A3). */
  readonly undo?: UndoRequest;
  /** True when somebody has been erased in this workspace, so that people who are new have to be looked at (P4). */
  readonly anyErased: () => Promise<boolean>;
  /**
   * Creates on one side of whose outcome nobody knew yet when the first link of the batch asked. Whatever made a record of this batch was sent
   * before the record's link was claimed, so none of those is missing.
   */
  readonly unknownCreates: (side: Side) => Promise<readonly IntentRow[]>;
  readonly writes: IntentWriter;
  /** When the batch was claimed, in monotonic milliseconds. */
  readonly claimedMs: number;
  /** Whether a write for this link may still leave (S2). */
  readonly mayWrite: (id: LinkId) => boolean;
}

/** Commits of many links gathered into few (S5). */
export interface IntentWriter {
  /** Records and releases one intent; false when the link is no longer ours. */
  open(intent: NewIntent): Promise<boolean>;
  settle(settlement: Settlement): Promise<"settled" | "lost">;
}

export function createIntentWriter(ports: EnginePorts, bridge: Bridge): IntentWriter {
  const { store, clock } = ports;
  const record = coalesce<NewIntent, boolean>(async (intents) => {
    const written = new Set<IntentId>(await store.recordIntents(bridge.workspaceId, intents, clock.now()));
    return intents.map((intent) => written.has(intent.id));
  }, 250);
  const send = coalesce<IntentId, boolean>(async (ids) => {
    const released = new Set(await store.markSent(bridge.workspaceId, ids, clock.now()));
    return ids.map((id) => released.has(id));
  }, 250);
  const settle = coalesce<Settlement, "settled" | "lost">(async (settlements) => {
    const result = await store.settle(bridge.workspaceId, settlements, clock.now());
    const lost = new Set(result.lost);
    return settlements.map((settlement) => (lost.has(settlement.linkId) ? "lost" : "settled"));
  }, 250);
  return { open: async (intent) => (await record(intent)) && (await send(intent.id)), settle };
}

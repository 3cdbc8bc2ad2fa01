import type { BridgeId, LinkId } from "#core/ids.ts";
import type { JournalEntry } from "#core/ports/store.ts";
import type { journalEvents } from "#core/workflow/own-events.ts";
import type { World } from "./in-process-world.ts";
import type { WorkflowWorld } from "./workflow-world.ts";

export const bridgeId = "00000000-0000-7000-8000-0000000000b1" as BridgeId;
const linkId = "00000000-0000-7000-8000-0000000000a1" as LinkId;
const none = { linkId: null, bridgeId: null, intentId: null, side: null, cause: ["sweep"], values: [] } as const;
const ofLink = { ...none, linkId, bridgeId } as const;

/** An entry as the engine writes it when this happens. */
export const samples: Readonly<Record<(typeof journalEvents)[number], JournalEntry>> = {
  "record.linked": { ...ofLink, kind: "linked", detail: { leftId: "c1", rightId: "e1", matchedBy: ["email"] } },
  "record.unlinked": { ...ofLink, kind: "unlinked", detail: { reason: "gone" } },
  "record.written": {
    ...ofLink,
    kind: "write",
    side: "incident",
    detail: { action: "update", recordId: "e1", outcome: "confirmed", fields: ["phone"] },
    values: [{ field: "phone", before: null, after: "+12125550100" }],
  },
  "record.deleted": { ...ofLink, kind: "deleted", side: "incident", detail: { action: "delete", recordId: "e1", fields: [] } },
  "record.set-aside": { ...ofLink, kind: "parked", detail: { code: "HW_VENDOR_VALIDATION" } },
  "write.failed": { ...ofLink, kind: "failed", side: "incident", detail: { action: "update", code: "HW_VENDOR_UNAVAILABLE" } },
  "conflict.opened": { ...ofLink, kind: "conflict", detail: { conflicts: [{ kind: "field", field: "phone", state: "open", winner: null }] } },
  "conflict.decided": {
    ...ofLink,
    kind: "conflict",
    detail: { conflicts: [{ kind: "field", field: "phone", state: "decided", winner: "incident" }] },
  },
  "conflict.resolved": { ...ofLink, kind: "resolved", detail: { count: 1 } },
  "bridge.braked": { ...none, bridgeId, kind: "brake", detail: { plannedDeletes: 30, linked: 40, limit: 20 } },
  "bridge.loaded": { ...none, bridgeId, kind: "backfill", detail: { total: 40 } },
  "sweep.found": { ...none, bridgeId, kind: "sweep", side: "highlevel", detail: { marked: 2, missing: 0 } },
  "plan.began": { ...none, bridgeId, kind: "run", cause: ["person ada"], detail: { plan: "p1", operations: 3 } },
  "connection.paused": { ...none, kind: "config", detail: { connectionPaused: "c9", code: "HW_VENDOR_REAUTH_NEEDED" } },
};

/** Lets a runner look around for so many milliseconds. */
export async function pass(world: WorkflowWorld, ms = 500): Promise<void> {
  const runner = world.runner();
  runner.start();
  await world.clock.sleep(ms);
  await runner.stop();
}

/** What a sweep and the workers would do, so many times, with time for workflows in between. */
export async function around(world: World, times: number): Promise<void> {
  for (let turn = 0; turn < times; turn += 1) {
    await world.deliver();
    await world.drain();
    await world.clock.sleep(10_000);
  }
}

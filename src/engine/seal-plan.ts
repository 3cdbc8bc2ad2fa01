import { createHash } from "node:crypto";
import type { Bridge } from "#core/bridge.ts";
import type { PlanId } from "#core/ids.ts";
import type { Side } from "#core/record/canonical.ts";
import type { Operation, PlanCounts, PlanItem, PlanSymbol, SyncPlan } from "#core/sync/sync-plan.ts";
import { canonicalPieces } from "#lib/json.ts";
import { turn } from "#lib/turn.ts";
import type { EnginePorts } from "./engine-ports.ts";

/** 30 minutes, in milliseconds: how long a plan may be applied. */
export const PLAN_LIFE_MS = 1_800_000;
/** Pieces of a plan that are hashed in one go: a few milliseconds' worth. */
const PIECES = 250;

/** Makes a plan of its items: counts, costs, and the checksum that holds it to them. */
export async function sealPlan(ports: EnginePorts, bridge: Bridge, items: readonly PlanItem[], id: PlanId): Promise<SyncPlan> {
  const madeAt = ports.clock.now();
  const operations = items.flatMap((item) => item.operations);
  const estimatedCalls = { highlevel: callsOn("highlevel", items, operations), incident: callsOn("incident", items, operations) };
  const content = {
    format: 1 as const,
    id,
    bridgeId: bridge.id,
    bridgeVersion: bridge.version,
    madeAt,
    expiresAt: madeAt + PLAN_LIFE_MS,
    counts: countItems(items),
    estimatedCalls,
    // The vendors' usable rates: 9 a second at HighLevel; at incident.io a burst of 1,080, then 20 a second.
    estimatedSeconds: Math.ceil(Math.max(estimatedCalls.highlevel / 9, Math.max(0, estimatedCalls.incident - 1_080) / 20)),
    items,
  };
  return { ...content, checksum: await checksumOf(content) };
}

/** SHA-256 over the plan without its checksum, hex. */
export async function checksumOf(plan: Omit<SyncPlan, "checksum">): Promise<string> {
  const hash = createHash("sha256");
  let pieces = 0;
  for (const piece of canonicalPieces({ ...plan })) {
    hash.update(piece);
    pieces += 1;
    if (pieces % PIECES === 0) await turn();
  }
  return hash.digest("hex");
}

function callsOn(side: Side, items: readonly PlanItem[], operations: readonly Operation[]): number {
  const writes = operations.filter((operation) => operation.side === side).length;
  const reads = items.filter((item) => item.operations.length > 0 && (side === "highlevel" ? item.leftId : item.rightId) !== null).length;
  return writes + reads;
}

function countItems(items: readonly PlanItem[]): PlanCounts {
  const count = (symbol: PlanSymbol): number => items.filter((item) => item.symbol === symbol).length;
  return { create: count("+"), update: count("~"), same: count("="), skip: count("⊘"), needsPerson: count("⚠"), delete: count("-") };
}

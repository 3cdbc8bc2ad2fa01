import type { Connection } from "#core/ports/store.ts";
import type { ApplicationStatus } from "#engine/application.ts";
import { highlevelLimits } from "#vendors/highlevel/limits.ts";
import { incidentLimits } from "#vendors/incidentio/limits.ts";
import type { RateGate } from "#vendors/transport/rate-gate.ts";
import { limitKeyOf } from "./vendor-clients.ts";

/** What of a connection's limits is used at this moment: as the vendor told them, else as assumed. */
export async function quotaOf(connection: Connection, gate: Pick<RateGate, "usage">, now: number): Promise<ApplicationStatus["quotas"][number]> {
  const assumed = connection.vendor === "highlevel" ? highlevelLimits : incidentLimits;
  const budget = await gate.usage(limitKeyOf(connection), assumed);
  const limits = budget.learned ?? assumed;
  const base = { connectionId: connection.id, vendor: connection.vendor };
  if (limits.kind === "bucket") {
    const tokens = Math.min(limits.capacity, budget.tokens + ((now - budget.at) / 1_000) * limits.refillPerSecond);
    return {
      ...base,
      used: Math.max(0, Math.round(limits.capacity - tokens)),
      limit: limits.capacity,
      windowMs: Math.round((limits.capacity / limits.refillPerSecond) * 1_000),
      dayUsed: null,
      dayLimit: null,
    };
  }
  const slotMs = limits.windowMs / 20;
  const used = budget.slots.filter(([slot]) => (slot + 1) * slotMs > now - limits.windowMs).reduce((sum, [, count]) => sum + count, 0);
  return { ...base, used, limit: limits.perWindow, windowMs: limits.windowMs, dayUsed: budget.dayUsed, dayLimit: limits.perDay };
}

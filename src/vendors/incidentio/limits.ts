import type { CallLimits, LimitNews } from "#core/policy/rate-budget.ts";
import { retryAfterMs } from "#vendors/transport/retry-after.ts";
import type { HeaderBag } from "#vendors/transport/transport.ts";

/** Published: a bucket of 1,200 calls per API key, refilled at 20 a second. */
export const incidentLimits: CallLimits = { kind: "bucket", capacity: 1_200, refillPerSecond: 20 };

/** What the rate headers say. They are left out when unknown; a 429's Retry-After beats the reset time (facts, section 1). */
export function readIncidentLimits(status: number, headers: HeaderBag, nowMs: number): LimitNews {
  const remaining = Number(headers["x-ratelimit-remaining"] ?? Number.NaN);
  const blockMs = status === 429 ? (retryAfterMs(headers["retry-after"], nowMs) ?? 1_000) : undefined;
  return { ...(Number.isFinite(remaining) && { remaining }), ...(blockMs !== undefined && { blockMs }) };
}

import { STEPS } from "#core/ports/dashboard-rows.ts";
import type { Instant } from "#core/ids.ts";

/** Three hours, in milliseconds: how far back the pace is measured. */
export const PACE_MS = 10_800_000;

/** Calls of the day as they were counted at a moment. */
export interface UsedAt {
  readonly at: Instant;
  readonly used: number;
}

/**
 * How many calls the day will have had at midnight (UTC), at the pace of the last three hours; null while there is no pace to tell. A count that
 * falls has begun anew, so only what comes after it counts.
 */
export function forecastToMidnight(samples: readonly UsedAt[], now: Instant): number | null {
  const recent = samples.filter(({ at }) => at > now - PACE_MS && at <= now);
  const anew = recent.findLastIndex(({ used }, index) => used < (recent[index - 1]?.used ?? 0));
  const fresh = recent.slice(Math.max(0, anew));
  const [first] = fresh;
  const last = fresh.at(-1);
  if (first === undefined || last === undefined || last.at === first.at) return null;
  const perMs = (last.used - first.used) / (last.at - first.at);
  const midnight = Math.ceil((now + 1) / STEPS.day) * STEPS.day;
  return Math.round(last.used + perMs * (midnight - last.at));
}

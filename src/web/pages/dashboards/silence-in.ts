import type { ChartData } from "#contract/dashboards.ts";

/** How many times the longest usual silence is alarming, and milliseconds below which none is. */
const TIMES_USUAL = 2;
const LEAST_SILENCE_MS = 900_000;

/** How long no event has come, when that is alarming by what was usual in this time; else null. */
export function silenceIn({ silentMs, usualMs }: ChartData["figures"]): { readonly silentMs: number; readonly usualMs: number } | null {
  if (silentMs === undefined || usualMs === undefined) return null;
  return silentMs > Math.max(LEAST_SILENCE_MS, TIMES_USUAL * usualMs) ? { silentMs, usualMs } : null;
}

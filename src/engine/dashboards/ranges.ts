import type { Instant } from "#core/ids.ts";
import { mergeCounts, stepStart, STEPS, type CountRow, type Counts, type Step } from "#core/ports/dashboard-rows.ts";

/** Times that dashboards look back over. */
export const ranges = ["day", "week", "month", "quarter"] as const;
export type Range = (typeof ranges)[number];

interface RangeRule {
  readonly step: Step;
  /** Steps that are looked at, the one that goes on included. */
  readonly steps: number;
  /** Steps that one bar takes together: at most 48 bars are drawn, and at most 240 points of a line. */
  readonly perBar: number;
}

export const rangeRules: Readonly<Record<Range, RangeRule>> = {
  day: { step: STEPS.minutes, steps: 144, perBar: 6 },
  week: { step: STEPS.hour, steps: 168, perBar: 6 },
  month: { step: STEPS.day, steps: 30, perBar: 1 },
  quarter: { step: STEPS.day, steps: 90, perBar: 3 },
};

/** From when on, and until when, a range shows at that moment. */
export function boundsOf(range: Range, now: Instant): { readonly from: Instant; readonly until: Instant } {
  const { step, steps } = rangeRules[range];
  const until = stepStart(step, now) + step;
  return { from: until - steps * step, until };
}

/** The figures of one time. */
export interface Slot {
  readonly at: Instant;
  readonly counts: Counts;
}

/** Levels and peaks of several bridges at one time: what waits adds up, the oldest is the oldest of all. */
function together(one: Counts, other: Counts): Counts {
  const sum: Record<string, number> = { ...one };
  for (const [name, value] of Object.entries(other)) sum[name] = name === "^oldest" ? Math.max(sum[name] ?? 0, value) : (sum[name] ?? 0) + value;
  return sum;
}

/** Every time of a range with the figures of all rows together; `width` steps become one. Times without rows have none. */
export function slotsOf(rows: readonly CountRow[], range: Range, now: Instant, width: number): readonly Slot[] {
  const { from, until } = boundsOf(range, now);
  const { step } = rangeRules[range];
  const byTime = new Map<Instant, Counts>();
  for (const { at, counts } of rows) byTime.set(at, together(byTime.get(at) ?? {}, counts));
  const slots: Slot[] = [];
  for (let start = from; start < until; start += width * step) {
    let counts: Counts = {};
    for (let at = start; at < Math.min(until, start + width * step); at += step) counts = mergeCounts(counts, byTime.get(at) ?? {});
    slots.push({ at: start, counts });
  }
  return slots;
}

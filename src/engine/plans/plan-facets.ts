import type { PlanFacets } from "#core/ports/plan-store.ts";
import { writtenFields } from "#core/sync/plan-groups.ts";
import type { PlanItem } from "#core/sync/sync-plan.ts";

/** Reasons shown at most; each names fields, so that there may be many. */
const MOST = 40;

/** What the items of a plan can be narrowed by, most frequent first. */
export function facetsOf(items: readonly PlanItem[]): PlanFacets {
  const fields = tally(items.flatMap(writtenFields)).map(([field, count]) => ({ field, count }));
  const reasons = tally(items.map(({ because }) => because)).map(([reason, count]) => ({ reason, count }));
  return { fields, reasons: reasons.slice(0, MOST) };
}

function tally(words: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].toSorted(([, one], [, other]) => other - one);
}

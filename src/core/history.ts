import type { Bridge, Entity } from "./bridge.ts";
import type { Instant } from "./ids.ts";
import { isDated } from "./record/version.ts";

/** Which records that were there before a bridge it takes in: all of them, none, or those that changed in the last so many days. */
export type HistoryChoice = "all" | "none" | number;

/** Days that a person may ask for at most: ten years. */
export const MOST_HISTORY_DAYS = 3_650;

const DAY_MS = 86_400_000;
/** Ten minutes, in milliseconds: what changed so shortly before the choice counts as new, because the vendors date records by clocks of their own (X10). */
const GRACE_MS = 600_000;

/** True for kinds whose records both vendors date. An old task may still be open and an old appointment lie ahead: those always come over. */
export const hasHistory = (entity: Entity): boolean => entity === "contact";

/** What was chosen for a bridge. */
export function historyOf({ history }: Pick<Bridge, "history">): HistoryChoice {
  if (history === undefined) return "all";
  return history.days === 0 ? "none" : history.days;
}

/** The bridge with that choice, counted back from now; one that is the same already keeps its moment. */
export function withHistory(bridge: Bridge, choice: HistoryChoice, now: Instant): Bridge {
  if (choice === historyOf(bridge)) return bridge;
  const { history: _former, ...others } = bridge;
  if (choice === "all") return others;
  const days = choice === "none" ? 0 : choice;
  return { ...others, history: { days, since: now - GRACE_MS - days * DAY_MS } };
}

/** True when a record has not changed since the history began (I6); one that its vendor does not date never counts as old. */
export function isHistory({ history }: Pick<Bridge, "history">, version: string): boolean {
  return history !== undefined && isDated(version) && Date.parse(version) < history.since;
}

/** True when the second bridge takes in what the first left alone. */
export const takesInMore = (before: Pick<Bridge, "history">, after: Pick<Bridge, "history">): boolean =>
  before.history !== undefined && (after.history === undefined || after.history.since < before.history.since);

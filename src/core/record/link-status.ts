import type { LinkRow } from "../ports/store.ts";
import type { LinkStatus } from "../ports/store-queries.ts";

/** Why a link rests that a person paused. */
export const PAUSED = "HW_LINK_PAUSED";

type Facts = Pick<LinkRow, "state" | "because" | "openConflicts" | "attempts" | "dirty" | "leftId" | "rightId">;

/** The one word under which people see a link; PostgreSQL computes the same in `links.status`. */
export function linkStatusOf(link: Facts): LinkStatus {
  if (link.state === "unlinked" || link.state === "tombstone") return "ended";
  if (link.state === "excluded" && link.because === PAUSED) return "paused";
  if (link.openConflicts > 0) return "conflict";
  if (link.state === "excluded") return "excluded";
  if (link.state === "parked" || link.attempts > 0) return "failing";
  return link.dirty || link.leftId === null || link.rightId === null ? "waiting" : "in-sync";
}

/** A count of none of each. */
export const noLinks = (): Record<LinkStatus, number> => ({
  "in-sync": 0,
  waiting: 0,
  conflict: 0,
  failing: 0,
  excluded: 0,
  paused: 0,
  ended: 0,
});

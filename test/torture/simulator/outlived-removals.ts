import { isCaseTag, tagsDue } from "#main/demo/compare-week.ts";
import { casesOf } from "#main/demo/week-truth.ts";
import type { Scene } from "./oracle.ts";
import type { History } from "./people.ts";

/**
 * Notes the removals of cases' tags that the cases have outlived: at this moment the contact is on none that gives the tag, so the next one that
 * does adds it anew, and an addition always survives (M3). While any of them goes on, what a person took away stays away, whichever
 * other cases begin.
 */
export function noteOutlived({ highlevel, incident }: Pick<Scene, "highlevel" | "incident">, { removals, outlived }: History): void {
  const cases = casesOf({ incidents: incident.control.incidents(), locationId: highlevel.locationId });
  for (const removal of removals) if (isCaseTag(removal.token) && !tagsDue(cases, removal.recordId).has(removal.token)) outlived.add(removal);
}

import type { FieldValues } from "./canonical.ts";

/** A tag that a case puts on a contact as long as its incident goes on; the incident's reference is its end. */
export const incidentTag = /^incident-(inc-\d+)$/u;

/** Whether what incident.io's side tells is not over: a task that is not completed, or tags of an incident. */
export function goesOn(fields: FieldValues | null | undefined): boolean {
  if (fields === null || fields === undefined) return false;
  const tags = fields["tags"];
  if (Array.isArray(tags) && (tags as readonly string[]).some((tag) => incidentTag.test(tag))) return true;
  return "completed" in fields && fields["completed"] !== true;
}

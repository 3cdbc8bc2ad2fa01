import type { Side } from "#core/record/canonical.ts";
import type { Evidence, Violation } from "./oracle.ts";
import type { History } from "./people.ts";

const aboutValues: ReadonlySet<string> = new Set(["field", "first-link"]);

/**
 * M1: two values clash only where people typed both. On a record that we made, a field that nobody has edited holds what came from the other side, so
 * whoever finds a clash there has forgotten what was agreed.
 */
export function needlessQuestions({ edits, gone }: History, { links, conflicts, journal }: Evidence): readonly Violation[] {
  const made = new Set(
    journal.flatMap(({ detail }) => (detail["action"] === "create" && typeof detail["recordId"] === "string" ? [detail["recordId"]] : [])),
  );
  const typed = new Set(edits.map(({ side, recordId, field }) => `${side} ${recordId} ${field}`));
  const isOurs = (side: Side, recordId: string | null, field: string): boolean =>
    recordId !== null && made.has(recordId) && !typed.has(`${side} ${recordId} ${field}`);
  const linkOf = new Map(links.map((link) => [link.id, link]));
  return conflicts.flatMap(({ kind, linkId, field }) => {
    const link = linkOf.get(linkId);
    if (!aboutValues.has(kind) || link === undefined) return [];
    const { leftId, rightId } = link;
    if ([leftId, rightId].some((id) => id !== null && gone.has(id))) return [];
    return isOurs("highlevel", leftId, field) || isOurs("incident", rightId, field)
      ? [`M1 ${field} of link ${linkId} was asked about although one side of it is ours`]
      : [];
  });
}

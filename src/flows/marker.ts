import type { Candidate } from "#core/ports/records-port.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import { markerLine } from "#core/text/marker-line.ts";

/** What a record in HighLevel was made for: a case, or something that was told within one. */
export type MarkerKind = "case" | "update" | "item" | "follow-up" | "action";

/** A body whose last line names what the record was made for, so that it can be found again from HighLevel alone (I3). */
export const withMarker = (body: string | null, kind: MarkerKind, id: string): string =>
  `${body === null ? "" : `${body}\n\n`}incident.io · ${kind}:${id}`;

/** A body without that line, and what the line named; null for a body that has none of this kind. */
export function markerIn(body: string | null, kind: MarkerKind): { readonly id: string; readonly body: string | null } | null {
  const found = markerLine.exec(body ?? "");
  if (found === null || found[1] !== kind || found[2] === undefined) return null;
  const rest = (body ?? "").slice(0, found.index).trimEnd();
  return { id: found[2], body: rest === "" ? null : rest };
}

/** Those of the records that were made for this one. */
export const markedFor = (records: readonly SideRecord[], counterpartId: string): readonly Candidate[] =>
  records.filter((record) => record.counterpartId === counterpartId).map((record) => ({ record, matchedBy: ["marker"] }));

import type { Bridge } from "#core/bridge.ts";
import { caseIdParts } from "./cases.ts";

const line = /(?:^|\s)HighLevel · hw:([\w./:-]{1,200})\s*$/u;

/** Markdown whose last line names what in HighLevel it was made for, so that it is found again from incident.io alone (I3). */
export const withItemMarker = (markdown: string | null, marker: string): string =>
  `${markdown === null ? "" : `${markdown}\n\n`}HighLevel · hw:${marker}`;

/** What such a last line names, and the Markdown above it; null when there is none. */
export function itemMarkerIn(text: string | null): { readonly marker: string; readonly markdown: string | null } | null {
  const found = line.exec(text ?? "");
  if (found?.[1] === undefined) return null;
  const markdown = (text ?? "").slice(0, found.index).trimEnd();
  return { marker: found[1], markdown: markdown === "" ? null : markdown };
}

/** What a marker names of a record: all but the incident or alert, which it stands on. */
export function itemMarker({ locationId }: Pick<Bridge, "locationId">, recordId: string): string {
  const { contactId, rest } = caseIdParts(recordId);
  return `${locationId}:${contactId}/${rest}`;
}

/** The record that a marker on this incident or alert names; null when it is of another location. */
export function markedRecord({ locationId }: Pick<Bridge, "locationId">, standsOn: string, marker: string): string | null {
  const prefix = `${locationId}:`;
  return marker.startsWith(prefix) ? `${standsOn}/${marker.slice(prefix.length)}` : null;
}

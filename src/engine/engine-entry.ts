import type { JournalEntry } from "#core/ports/store.ts";

/** What Highwire did by itself, as the journal keeps it: about no record and no bridge unless `about` names one. */
export const engineEntry = (
  kind: JournalEntry["kind"],
  detail: JournalEntry["detail"],
  about: Partial<Pick<JournalEntry, "linkId" | "bridgeId">> = {},
): JournalEntry => ({ kind, linkId: null, bridgeId: null, intentId: null, side: null, cause: ["engine"], detail, values: [], ...about });

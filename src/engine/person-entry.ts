import type { JournalEntry } from "#core/ports/store.ts";

/** What a person did, as the journal keeps it: about no record and no bridge unless `about` names one. */
export const personEntry = (
  kind: JournalEntry["kind"],
  who: string,
  detail: JournalEntry["detail"],
  about: Partial<Pick<JournalEntry, "linkId" | "bridgeId" | "values">> = {},
): JournalEntry => ({ kind, linkId: null, bridgeId: null, intentId: null, side: null, cause: [`person ${who}`], detail, values: [], ...about });

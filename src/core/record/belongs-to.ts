import type { LinkRow } from "../ports/store.ts";
import { BELONGS_TO } from "./search-words.ts";

/** True when one of a link's ids has the record's as a part, as a contact's tasks and cases have, or when it names that as its contact. */
export function belongsTo({ leftId, rightId, left, right }: Pick<LinkRow, "leftId" | "rightId" | "left" | "right">, recordId: string): boolean {
  const named = [leftId, rightId].some((id) => id?.split(/[/:]/u).includes(recordId) === true);
  return named || [left, right].some((seen) => seen?.fields[BELONGS_TO] === recordId);
}

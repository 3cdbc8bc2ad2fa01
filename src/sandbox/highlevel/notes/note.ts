import type { Body } from "../contact-write.ts";
import { filled } from "../editor.ts";
import type { StoredRecord } from "../record-store.ts";

/** A note of a contact. */
export interface StoredNote extends StoredRecord {
  body: string;
  title?: string;
  /** `#RRGGBB`. */
  color?: string;
  pinned: boolean;
  /** Who wrote it; null for those that an integration made without naming anybody. */
  userId: string | null;
  deleted: boolean;
}

/** Shape of every read; it has no time of change (facts, sections 6 and 13). */
export function noteShape({ id, body, title, color, pinned, userId, dateAdded, contactId }: StoredNote): Body {
  return {
    id,
    body,
    bodyText: wordsOf(body),
    userId,
    dateAdded,
    contactId,
    ...(title !== undefined && { title }),
    ...(color !== undefined && { color }),
    pinned,
    relations: [{ objectKey: "contact", recordId: contactId }],
  };
}

/** Body of a note event: a fixed list without author and title (facts, section 8). */
export function noteEvent({ id, body, contactId, dateAdded }: StoredNote): Body {
  return filled({ id, body, contactId, dateAdded });
}

/** Markup taken away, a line for each block. */
function wordsOf(body: string): string {
  const lines = body.replaceAll(/<br\s*\/?>|<\/(?:p|div|li|h[1-6])>/giu, "\n").replaceAll(/<\/?[a-z][^<>]*>/giu, "");
  const plain = lines.replaceAll("&nbsp;", " ").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"');
  return plain.replaceAll("&amp;", "&").trim();
}

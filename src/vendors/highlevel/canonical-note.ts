import { textIn, utcInstant, wordsIn } from "./raw-values.ts";

/** What a note says, in the form in which values are compared. */
export type NoteValues = {
  readonly title: string | null;
  /** Plain text, whatever the vendor's editor made of it. */
  readonly body: string | null;
  readonly pinned: boolean;
};

/** One note, reduced. */
export interface CanonicalNote {
  readonly id: string;
  readonly contactId: string | null;
  /** Id of a HighLevel user; null for notes that an integration made. */
  readonly authorId: string | null;
  /** ISO in UTC. Notes carry no time of change (facts, section 6). */
  readonly addedAt: string | null;
  readonly fields: NoteValues;
}

type NoteLike = Readonly<Record<string, unknown>>;

/** Reduces a note as reads show it. */
export function canonicalNote(note: NoteLike & { readonly id: string }): CanonicalNote {
  return {
    id: note.id,
    contactId: textIn(note["contactId"]),
    authorId: textIn(note["userId"]),
    addedAt: utcInstant(note["dateAdded"]),
    fields: { title: textIn(note["title"]), body: wordsIn(note["body"]), pinned: note["pinned"] === true },
  };
}

/** What the body of a note event shows, or null when it is about something else: never title and author (facts, section 8). */
export function shownByNoteEvent(
  event: NoteLike,
): { readonly id: string; readonly contactId: string | null; readonly fields: Pick<NoteValues, "body"> } | null {
  const id = textIn(event["id"]);
  const type = event["type"];
  if (id === null || (type !== "NoteCreate" && type !== "NoteUpdate" && type !== "NoteDelete")) return null;
  return { id, contactId: textIn(event["contactId"]), fields: { body: wordsIn(event["body"]) } };
}

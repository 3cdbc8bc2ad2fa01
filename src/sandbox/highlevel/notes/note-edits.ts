import { clears, textOf, type Body } from "../contact-write.ts";
import type { StoredContact } from "../contact.ts";
import { tell, touchContact, type Editor } from "../editor.ts";
import type { Quirks } from "../quirks.ts";
import type { HighLevelState } from "../state.ts";
import { noteEvent, type StoredNote } from "./note.ts";

/** A new note, however it comes about, with its event. `body` must be there. */
export function insertNote(state: HighLevelState, contact: StoredContact, body: Body, editor: Editor): StoredNote {
  const blank = state.notes.blank(contact.locationId);
  const note: StoredNote = { ...blank, contactId: contact.id, body: "", pinned: false, userId: null, deleted: false };
  write(note, body, state.quirks);
  state.notes.insert(note);
  touchContact(state, contact.id);
  tell(state, editor, "NoteCreate", note.locationId, noteEvent(note));
  return note;
}

export function changeNote(state: HighLevelState, note: StoredNote, body: Body, editor: Editor): void {
  const trial = structuredClone(note);
  write(trial, body, state.quirks);
  if (!state.quirks.idleWritesTell && JSON.stringify(trial) === JSON.stringify(note)) return;
  state.notes.save(note, (stored) => write(stored, body, state.quirks));
  touchContact(state, note.contactId);
  tell(state, editor, "NoteUpdate", note.locationId, noteEvent(note));
}

export function deleteNote(state: HighLevelState, note: StoredNote, editor: Editor): void {
  forgetNote(state, note);
  touchContact(state, note.contactId);
  tell(state, editor, "NoteDelete", note.locationId, noteEvent(note));
}

/** Deletes without a word. */
export function forgetNote(state: HighLevelState, note: StoredNote): void {
  state.notes.save(note, (stored) => {
    stored.deleted = true;
  });
}

function write(note: StoredNote, body: Body, quirks: Quirks): void {
  if (typeof body["body"] === "string") note.body = storedBody(textOf(body["body"], quirks), quirks);
  if (typeof body["pinned"] === "boolean") note.pinned = body["pinned"];
  if ("userId" in body) note.userId = textOf(body["userId"], quirks) || null;
  for (const key of ["title", "color"] as const) {
    if (!(key in body)) continue;
    const text = textOf(body[key], quirks);
    if (text !== "") note[key] = text;
    else if (clears(body[key], quirks)) delete note[key];
  }
}

/** By quirk, text without markup becomes what the vendor's editor would have made of it. */
function storedBody(text: string, { noteBodies }: Quirks): string {
  if (noteBodies === "as-sent" || /<[a-z]/iu.test(text)) return text;
  const lines = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").split("\n");
  return lines.map((line) => `<p>${line === "" ? "<br>" : line}</p>`).join("");
}

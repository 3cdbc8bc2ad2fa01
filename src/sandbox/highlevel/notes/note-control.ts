import { must } from "#lib/must.ts";
import type { Body } from "../contact-write.ts";
import type { HighLevelState } from "../state.ts";
import { changeNote, deleteNote, insertNote } from "./note-edits.ts";
import { noteShape, type StoredNote } from "./note.ts";

/** What a person does with notes in the vendor's pages. */
export interface NoteControl {
  /** Returns the id. Written by the location's first user, unless the body names somebody. */
  createNote(contactId: string, body: Body): string;
  /** A body as for an update through the API. */
  editNote(id: string, body: Body): void;
  deleteNote(id: string): void;
  /** The truth of all locations, or of one, with times of change, oldest first; deleted ones are left out. */
  notes(locationId?: string): readonly Body[];
}

export function noteControl(state: HighLevelState): NoteControl {
  const note = (id: string): StoredNote => must(state.notes.get(id), `note ${id}`);
  return {
    createNote(contactId, body) {
      const contact = must(state.contacts.get(contactId), `contact ${contactId}`);
      const author = [...state.users.values()].find(({ locationIds }) => locationIds.includes(contact.locationId));
      return insertNote(state, contact, { userId: author?.id ?? null, ...body }, null).id;
    },
    editNote: (id, body) => changeNote(state, note(id), body, null),
    deleteNote: (id) => deleteNote(state, note(id), null),
    notes: (locationId) =>
      [...state.notes.all()]
        .filter((stored) => !stored.deleted && (locationId === undefined || stored.locationId === locationId))
        .map((stored) => ({ ...noteShape(stored), dateUpdated: stored.dateUpdated })),
  };
}

import { deleteAppointment, forgetAppointment } from "./calendars/appointment-edits.ts";
import type { StoredContact } from "./contact.ts";
import type { Editor } from "./editor.ts";
import { deleteNote, forgetNote } from "./notes/note-edits.ts";
import { deleteOpportunity, forgetOpportunity } from "./opportunities/opportunity-edits.ts";
import type { StoredRecord } from "./record-store.ts";
import type { HighLevelState } from "./state.ts";
import { deleteTask, forgetTask } from "./tasks/task-edits.ts";

/** Kinds of records that belong to a contact. */
export type OwnedKind = "tasks" | "notes" | "appointments" | "opportunities";

interface Owned {
  /** Moves all to another contact, silently. */
  readonly move: (state: HighLevelState, fromId: string, toId: string) => void;
  /** Deletes all of a contact, each with its event or none of them. */
  readonly remove: (state: HighLevelState, contactId: string, editor: Editor, tells: boolean) => void;
}

interface OwnedStore<Row> {
  of(contactId: string): Row[];
  save(row: Row, change: (row: Row) => void): void;
}

function owned<Row extends StoredRecord & { readonly deleted: boolean }>(
  storeOf: (state: HighLevelState) => OwnedStore<Row>,
  remove: (state: HighLevelState, row: Row, editor: Editor) => void,
  forget: (state: HighLevelState, row: Row) => void,
): Owned {
  const living = (state: HighLevelState, contactId: string): Row[] =>
    storeOf(state)
      .of(contactId)
      .filter(({ deleted }) => !deleted);
  return {
    move(state, fromId, toId) {
      for (const row of living(state, fromId))
        storeOf(state).save(row, (moved) => {
          moved.contactId = toId;
        });
    },
    remove(state, contactId, editor, tells) {
      for (const row of living(state, contactId)) {
        if (tells) remove(state, row, editor);
        else forget(state, row);
      }
    },
  };
}

const kinds: Readonly<Record<OwnedKind, Owned>> = {
  tasks: owned((state) => state.tasks, deleteTask, forgetTask),
  appointments: owned((state) => state.appointments, deleteAppointment, forgetAppointment),
  opportunities: owned((state) => state.opportunities, deleteOpportunity, forgetOpportunity),
  notes: owned((state) => state.notes, deleteNote, forgetNote),
};

/** What becomes of a contact's records when it is deleted: it leaves all workflows and campaigns; by quirk the rest goes with it, with or without events of their own, or stays without an owner. */
export function removeRecordsOf(state: HighLevelState, contact: StoredContact, editor: Editor): void {
  for (const [key, { contactId }] of state.enrolments) if (contactId === contact.id) state.enrolments.delete(key);
  for (const kind of state.quirks.deleteCascades) kinds[kind].remove(state, contact.id, editor, state.quirks.cascadeTells);
}

/** What becomes of the records of a contact that a merge swallows: by quirk they move to the one that stays, or go as in a deletion. */
export function moveRecords(state: HighLevelState, kept: StoredContact, lost: StoredContact): void {
  if (!state.quirks.mergeMoves) removeRecordsOf(state, lost, null);
  else for (const kind of Object.values(kinds)) kind.move(state, lost.id, kept.id);
}

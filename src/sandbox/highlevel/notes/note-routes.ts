import type { SandboxResponse } from "../../kit/http-app.ts";
import { missingOfContact, ofContact } from "../answers.ts";
import { checkShape, colour, filledText, optional, required, text, trueOrFalse, type Shape } from "../body-shape.ts";
import { route, type Route } from "../route.ts";
import { succeeded, type RouteCall } from "../route-call.ts";
import { traceId } from "../state.ts";
import { changeNote, deleteNote, insertNote } from "./note-edits.ts";
import { noteShape, type StoredNote } from "./note.ts";

const changes: Shape = {
  userId: optional(text),
  body: optional(filledText),
  title: optional(text),
  color: optional(colour),
  pinned: optional(trueOrFalse),
};
const creation: Shape = { ...changes, body: required(filledText) };

export const noteRoutes: readonly Route[] = [
  route("GET /contacts/{contactId}/notes", "contacts.readonly", list),
  route("POST /contacts/{contactId}/notes", "contacts.write", create),
  route("GET /contacts/{contactId}/notes/{id}", "contacts.readonly", read),
  route("PUT /contacts/{contactId}/notes/{id}", "contacts.write", update),
  route("DELETE /contacts/{contactId}/notes/{id}", "contacts.write", remove),
];

/** The whole list, newest first. */
function list(call: RouteCall): SandboxResponse {
  return ofContact(call, ({ id }) => {
    const notes = call.state.notes.of(id).filter(({ deleted }) => !deleted);
    return { status: 200, body: { notes: notes.toReversed().map(noteShape), traceId: traceId(call.state) } };
  });
}

function create(call: RouteCall): SandboxResponse {
  const bad = checkShape(call.body, creation, call.state.quirks.takesUndocumentedNull);
  return bad ?? ofContact(call, (contact) => answer(call, 201, insertNote(call.state, contact, call.body, call.token)));
}

function read(call: RouteCall): SandboxResponse {
  return withNote(call, (note) => answer(call, 200, note));
}

function update(call: RouteCall): SandboxResponse {
  const bad = checkShape(call.body, changes, call.state.quirks.takesUndocumentedNull);
  if (bad !== null) return bad;
  return withNote(call, (note) => {
    changeNote(call.state, note, call.body, call.token);
    return answer(call, 200, note);
  });
}

function remove(call: RouteCall): SandboxResponse {
  return withNote(call, (note) => {
    deleteNote(call.state, note, call.token);
    return { status: 200, body: { ...succeeded(call), traceId: traceId(call.state) } };
  });
}

/** Runs with the note that the path names below its contact; that of another contact is missing. */
function withNote(call: RouteCall, work: (note: StoredNote) => SandboxResponse): SandboxResponse {
  return ofContact(call, ({ id: contactId }) => {
    const id = call.params[1] ?? "";
    const note = call.state.notes.get(id);
    return note === undefined || note.deleted || note.contactId !== contactId ? missingOfContact("Note", id) : work(note);
  });
}

const answer = ({ state }: RouteCall, status: number, note: StoredNote): SandboxResponse => ({
  status,
  body: { note: noteShape(note), traceId: traceId(state) },
});

import type { SandboxResponse } from "../../kit/http-app.ts";
import { refuse } from "../access.ts";
import { missing, pageOf } from "../answers.ts";
import { atMost, checkShape, filledText, optional, required, text, type Shape } from "../body-shape.ts";
import type { Body } from "../contact-write.ts";
import { route, type Route } from "../route.ts";
import type { RouteCall } from "../route-call.ts";
import { newId, traceId, type HighLevelState } from "../state.ts";
import { withAppointment } from "./appointment-routes.ts";
import type { StoredAppointment } from "./appointment.ts";

/** A note of an appointment: another resource than the notes of a contact, and without events (facts, section 13). */
export interface StoredAppointmentNote {
  readonly id: string;
  readonly appointmentId: string;
  body: string;
  userId: string | null;
  readonly dateAdded: string;
}

const MAX_PAGE = 20;
const MAX_BODY = 5_000;
const writing: Shape = { userId: optional(text), body: required(atMost(MAX_BODY, filledText)) };

export const appointmentNoteRoutes: readonly Route[] = [
  route("GET /calendars/appointments/{appointmentId}/notes", "calendars/events.readonly", list),
  route("POST /calendars/appointments/{appointmentId}/notes", "calendars/events.write", create),
  route("PUT /calendars/appointments/{appointmentId}/notes/{noteId}", "calendars/events.write", update),
  route("DELETE /calendars/appointments/{appointmentId}/notes/{noteId}", "calendars/events.write", remove),
];

/** Newest first, twenty at most; both parameters must be there. */
function list(call: RouteCall): SandboxResponse {
  return withAppointment(call, (appointment) => {
    const { query } = call.request;
    const [limit, offset] = [query.get("limit"), query.get("offset")];
    if (limit === null || offset === null) return refuse(422, ["limit must be a number", "offset must be a number"]);
    const notes = [...call.state.appointmentNotes.values()].filter(({ appointmentId }) => appointmentId === appointment.id).toReversed();
    const rows = pageOf(notes, { skip: offset, limit }, { usual: MAX_PAGE, most: MAX_PAGE });
    if ("refusal" in rows) return rows.refusal;
    const shown = rows.page.map((note) => noteShape(call.state, appointment, note));
    return { status: 200, body: { notes: shown, hasMore: Number(offset) + shown.length < notes.length } };
  });
}

function create(call: RouteCall): SandboxResponse {
  const bad = checkShape(call.body, writing);
  if (bad !== null) return bad;
  return withAppointment(call, (appointment) => {
    const { state, body } = call;
    const note: StoredAppointmentNote = {
      id: newId(state.prng),
      appointmentId: appointment.id,
      body: String(body["body"]).trim(),
      userId: typeof body["userId"] === "string" ? body["userId"] : null,
      dateAdded: new Date(state.clock.now() + state.quirks.clockSkewMs).toISOString(),
    };
    state.appointmentNotes.set(note.id, note);
    return answer(call, 201, appointment, note);
  });
}

function update(call: RouteCall): SandboxResponse {
  const bad = checkShape(call.body, writing);
  if (bad !== null) return bad;
  return withNote(call, (appointment, note) => {
    note.body = String(call.body["body"]).trim();
    if (typeof call.body["userId"] === "string") note.userId = call.body["userId"];
    return answer(call, 200, appointment, note);
  });
}

function remove(call: RouteCall): SandboxResponse {
  return withNote(call, (_appointment, note) => {
    call.state.appointmentNotes.delete(note.id);
    return { status: 200, body: { success: true } };
  });
}

function withNote(call: RouteCall, work: (appointment: StoredAppointment, note: StoredAppointmentNote) => SandboxResponse): SandboxResponse {
  return withAppointment(call, (appointment) => {
    const id = call.params[1] ?? "";
    const note = call.state.appointmentNotes.get(id);
    return note?.appointmentId === appointment.id ? work(appointment, note) : missing(call.state, "Note", id);
  });
}

const answer = ({ state }: RouteCall, status: number, appointment: StoredAppointment, note: StoredAppointmentNote): SandboxResponse => ({
  status,
  body: { note: noteShape(state, appointment, note), traceId: traceId(state) },
});

function noteShape({ users }: HighLevelState, { contactId }: StoredAppointment, { id, body, userId, dateAdded }: StoredAppointmentNote): Body {
  const author = users.get(userId ?? "");
  return {
    id,
    body,
    ...(userId !== null && { userId }),
    dateAdded,
    contactId,
    ...(author !== undefined && { createdBy: { id: author.id, name: `${author.firstName} ${author.lastName}`.trim() } }),
  };
}

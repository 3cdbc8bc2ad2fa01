import { must } from "#lib/must.ts";
import { clears, textOf, type Body } from "../contact-write.ts";
import { fullName, type StoredContact } from "../contact.ts";
import { tell, touchContact, type Editor } from "../editor.ts";
import { momentIn } from "../local-time.ts";
import { USER_ID } from "../oauth.ts";
import type { HighLevelState } from "../state.ts";
import { appointmentEvent, type AppointmentStatus, type StoredAppointment } from "./appointment.ts";
import type { StoredCalendar } from "./calendar.ts";

type EventKind = "AppointmentCreate" | "AppointmentUpdate" | "AppointmentDelete";

/** A new appointment, however it comes about, with its event. `startTime` must be there; slots are not checked. */
export function insertAppointment(
  state: HighLevelState,
  calendar: StoredCalendar,
  contact: StoredContact,
  body: Body,
  editor: Editor,
): StoredAppointment {
  const appointment: StoredAppointment = {
    ...state.appointments.blank(calendar.locationId),
    contactId: contact.id,
    calendarId: calendar.id,
    groupId: calendar.groupId,
    title: fullName(contact),
    appointmentStatus: calendar.autoConfirm ? "confirmed" : "new",
    assignedUserId: calendar.teamMembers[0] ?? null,
    meetingLocationType: "default",
    ...timesIn(state, calendar, body, null),
    createdBy: editor === null ? { userId: USER_ID, source: "calendar_page" } : { source: "third_party" },
    deleted: false,
  };
  write(state, appointment, body);
  state.appointments.insert(appointment);
  touchContact(state, contact.id);
  tellOf(state, editor, "AppointmentCreate", appointment);
  return appointment;
}

export function changeAppointment(state: HighLevelState, appointment: StoredAppointment, body: Body, editor: Editor): void {
  const trial = structuredClone(appointment);
  write(state, trial, body);
  if (!state.quirks.idleWritesTell && JSON.stringify(trial) === JSON.stringify(appointment)) return;
  state.appointments.save(appointment, (stored) => write(state, stored, body));
  touchContact(state, appointment.contactId);
  tellOf(state, editor, "AppointmentUpdate", appointment);
}

export function deleteAppointment(state: HighLevelState, appointment: StoredAppointment, editor: Editor): void {
  forgetAppointment(state, appointment);
  touchContact(state, appointment.contactId);
  tellOf(state, editor, "AppointmentDelete", appointment);
}

/** Deletes without a word. */
export function forgetAppointment(state: HighLevelState, appointment: StoredAppointment): void {
  state.appointments.save(appointment, (stored) => {
    stored.deleted = true;
  });
}

function tellOf(state: HighLevelState, editor: Editor, kind: EventKind, appointment: StoredAppointment): void {
  // Every page of the documents shows the same name for all three.
  const type = state.quirks.appointmentEvents === "always-create" ? "AppointmentCreate" : kind;
  tell(state, editor, type, appointment.locationId, appointmentEvent(state, appointment));
}

/** When a body puts an appointment: a new begin keeps the length, and without an end it is the calendar's slot. */
export function timesIn(
  state: HighLevelState,
  { locationId, slotMinutes }: StoredCalendar,
  body: Body,
  now: { readonly startMs: number; readonly endMs: number } | null,
): { readonly startMs: number; readonly endMs: number } {
  const zone = state.locations.get(locationId)?.timezone ?? "UTC";
  const at = (key: string): number | null => (typeof body[key] === "string" ? momentIn(zone, body[key]) : null);
  const lengthMs = now === null ? slotMinutes * 60_000 : now.endMs - now.startMs;
  const startMs = at("startTime") ?? now?.startMs ?? 0;
  return { startMs, endMs: at("endTime") ?? startMs + lengthMs };
}

function write(state: HighLevelState, appointment: StoredAppointment, body: Body): void {
  const { quirks, calendars } = state;
  const calendar = must(calendars.get(String(body["calendarId"] ?? appointment.calendarId)), "the calendar");
  Object.assign(appointment, timesIn(state, calendar, body, appointment), { calendarId: calendar.id, groupId: calendar.groupId });
  if (typeof body["appointmentStatus"] === "string") appointment.appointmentStatus = body["appointmentStatus"] as AppointmentStatus;
  if (typeof body["meetingLocationType"] === "string") appointment.meetingLocationType = body["meetingLocationType"];
  if (textOf(body["title"], quirks) !== "") appointment.title = textOf(body["title"], quirks);
  if ("assignedUserId" in body) appointment.assignedUserId = textOf(body["assignedUserId"], quirks) || null;
  for (const key of ["address", "description", "notes", "rrule"] as const) {
    if (!(key in body)) continue;
    const text = textOf(body[key], quirks);
    if (text !== "") appointment[key] = text;
    else if (clears(body[key], quirks)) delete appointment[key];
  }
}

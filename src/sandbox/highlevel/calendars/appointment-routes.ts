import type { SandboxResponse } from "../../kit/http-app.ts";
import { gateLocation, refuse } from "../access.ts";
import { missing, ofContact } from "../answers.ts";
import { checkShape, filledText, instant, oneOf, optional, required, text, trueOrFalse, type Shape } from "../body-shape.ts";
import { route, type Route } from "../route.ts";
import { isV3, type RouteCall } from "../route-call.ts";
import { traceId } from "../state.ts";
import { changeAppointment, deleteAppointment, insertAppointment, timesIn } from "./appointment-edits.ts";
import { allStatuses, contactRow, datedStatuses, eventShape, writeShape, type StoredAppointment } from "./appointment.ts";
import { withCalendar } from "./calendar-routes.ts";
import type { StoredCalendar } from "./calendar.ts";
import { isBookable } from "./free-slots.ts";

const changes: Shape = {
  title: optional(text),
  meetingLocationType: optional(oneOf("custom", "zoom", "gmeet", "phone", "address", "ms_teams", "google")),
  meetingLocationId: optional(text),
  overrideLocationConfig: optional(trueOrFalse),
  appointmentStatus: optional(oneOf(...datedStatuses)),
  assignedUserId: optional(text),
  description: optional(text),
  address: optional(text),
  ignoreDateRange: optional(trueOrFalse),
  toNotify: optional(trueOrFalse),
  ignoreFreeSlotValidation: optional(trueOrFalse),
  rrule: optional(text),
  calendarId: optional(filledText),
  startTime: optional(instant),
  endTime: optional(instant),
};
const creation: Shape = {
  ...changes,
  calendarId: required(filledText),
  locationId: required(filledText),
  contactId: required(filledText),
  startTime: required(instant),
};

export const appointmentRoutes: readonly Route[] = [
  route("GET /contacts/{contactId}/appointments", "contacts.readonly", ofOneContact),
  route("GET /calendars/events", "calendars/events.readonly", list),
  route("POST /calendars/events/appointments", "calendars/events.write", create),
  route("GET /calendars/events/appointments/{eventId}", "calendars/events.readonly", read),
  route("PUT /calendars/events/appointments/{eventId}", "calendars/events.write", update),
  route("DELETE /calendars/events/{eventId}", "calendars/events.write", remove),
];

/** The whole list, oldest begin first. */
function ofOneContact(call: RouteCall): SandboxResponse {
  return ofContact(call, ({ id }) => {
    const { state } = call;
    const shown = state.appointments.of(id).filter(({ deleted }) => !deleted || state.quirks.deletedAppointmentsShow);
    return { status: 200, body: { events: byBegin(shown).map((appointment) => contactRow(state, appointment)), traceId: traceId(state) } };
  });
}

/** Everything that begins in a window of time, of one calendar, user or group. */
function list(call: RouteCall): SandboxResponse {
  const { state, token, request } = call;
  const asked = (name: string): string | null => request.query.get(name);
  const [startMs, endMs] = [Number(asked("startTime") ?? Number.NaN), Number(asked("endTime") ?? Number.NaN)];
  if (asked("locationId") === null) return refuse(422, ["locationId must be a string"]);
  if (!Number.isSafeInteger(startMs) || !Number.isSafeInteger(endMs)) return refuse(422, ["startTime and endTime must be epoch milliseconds"]);
  if (["userId", "calendarId", "groupId"].every((name) => asked(name) === null))
    return refuse(422, ["one of userId, calendarId and groupId is needed"]);
  const wrong = gateLocation(state, token, asked("locationId"));
  if (wrong !== null) return wrong;
  const isAsked = (name: string, value: string | null): boolean => asked(name) === null || asked(name) === value;
  const found = [...state.appointments.all()].filter(
    (appointment) =>
      appointment.locationId === token.locationId &&
      !appointment.deleted &&
      appointment.startMs >= startMs &&
      appointment.startMs <= endMs &&
      isAsked("userId", appointment.assignedUserId) &&
      isAsked("calendarId", appointment.calendarId) &&
      isAsked("groupId", appointment.groupId),
  );
  return { status: 200, body: { events: byBegin(found).map((appointment) => eventShape(state, appointment)), traceId: traceId(state) } };
}

function create(call: RouteCall): SandboxResponse {
  const { state, token, body } = call;
  const bad = checkShape(body, versioned(call, creation), state.quirks.takesUndocumentedNull) ?? gateLocation(state, token, body["locationId"]);
  if (bad !== null) return bad;
  const contact = state.contacts.get(String(body["contactId"]));
  if (contact === undefined || contact.locationId !== token.locationId) return refuse(400, `Contact not found for id:${String(body["contactId"])}`);
  return withCalendar(call, String(body["calendarId"]), (calendar) => {
    const refused = checkTimes(call, calendar, null);
    if (refused !== null) return refused;
    return { status: 200, body: writeShape(state, insertAppointment(state, calendar, contact, body, token), isV3(call)) };
  });
}

/** Also of a deleted one. No document and no recording agree on the key. */
function read(call: RouteCall): SandboxResponse {
  return withAppointment(call, (appointment) => ({
    status: 200,
    body: { [call.state.quirks.appointmentKey]: eventShape(call.state, appointment), traceId: traceId(call.state) },
  }));
}

function update(call: RouteCall): SandboxResponse {
  const { state, token, body } = call;
  const bad = checkShape(body, versioned(call, changes), state.quirks.takesUndocumentedNull);
  if (bad !== null) return bad;
  return withLiving(call, (appointment) =>
    withCalendar(call, String(body["calendarId"] ?? appointment.calendarId), (calendar) => {
      const refused = checkTimes(call, calendar, appointment);
      if (refused !== null) return refused;
      changeAppointment(state, appointment, body, token);
      return { status: 200, body: writeShape(state, appointment, isV3(call)) };
    }),
  );
}

function remove(call: RouteCall): SandboxResponse {
  return withLiving(call, (appointment) => {
    deleteAppointment(call.state, appointment, call.token);
    return { status: 201, body: { succeeded: true } };
  });
}

const versioned = (call: RouteCall, shape: Shape): Shape => (isV3(call) ? { ...shape, appointmentStatus: optional(oneOf(...allStatuses)) } : shape);

/** Refuses what ends before it begins, recurs without leave, or takes a slot that is not free. */
function checkTimes({ state, body }: RouteCall, calendar: StoredCalendar, appointment: StoredAppointment | null): SandboxResponse | null {
  const { startMs, endMs } = timesIn(state, calendar, body, appointment);
  if (endMs <= startMs) return refuse(400, "endTime must be after startTime");
  const skipsSlots = body["ignoreFreeSlotValidation"] === true;
  if (typeof body["rrule"] === "string" && !skipsSlots) return refuse(400, "rrule needs ignoreFreeSlotValidation");
  const moves = appointment === null || startMs !== appointment.startMs || endMs !== appointment.endMs || calendar.id !== appointment.calendarId;
  const isEarly = body["ignoreDateRange"] !== true && startMs < state.clock.now();
  if (!moves || skipsSlots || (!isEarly && isBookable(state, calendar, startMs, endMs, appointment?.id ?? null))) return null;
  return refuse(400, "The slot you have selected is no longer available.");
}

/** Runs with the appointment that the path names. */
export function withAppointment(call: RouteCall, work: (appointment: StoredAppointment) => SandboxResponse): SandboxResponse {
  const { state, token, params } = call;
  const id = params[0] ?? "";
  const appointment = state.appointments.get(id);
  if (appointment === undefined) return gateLocation(state, token, token.locationId) ?? missing(state, "Appointment", id);
  return gateLocation(state, token, appointment.locationId) ?? work(appointment);
}

function withLiving(call: RouteCall, work: (appointment: StoredAppointment) => SandboxResponse): SandboxResponse {
  return withAppointment(call, (appointment) => (appointment.deleted ? missing(call.state, "Appointment", appointment.id) : work(appointment)));
}

const byBegin = (appointments: readonly StoredAppointment[]): readonly StoredAppointment[] =>
  appointments.toSorted((one, other) => one.startMs - other.startMs);

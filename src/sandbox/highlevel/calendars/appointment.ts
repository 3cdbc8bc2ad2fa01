import type { Body } from "../contact-write.ts";
import { filled } from "../editor.ts";
import { isoIn, wallText } from "../local-time.ts";
import type { StoredRecord } from "../record-store.ts";
import type { HighLevelState } from "../state.ts";

/** Every status that some version takes; `completed` and `active` came with v3. */
export const datedStatuses = ["new", "confirmed", "cancelled", "showed", "noshow", "invalid"] as const;
export const allStatuses = [...datedStatuses, "completed", "active"] as const;
export type AppointmentStatus = (typeof allStatuses)[number];

/** A booked time of a contact. A deleted one stays readable by its id (facts, section 13). */
export interface StoredAppointment extends StoredRecord {
  calendarId: string;
  groupId: string | null;
  title: string;
  address?: string;
  description?: string;
  notes?: string;
  appointmentStatus: AppointmentStatus;
  assignedUserId: string | null;
  meetingLocationType: string;
  startMs: number;
  endMs: number;
  rrule?: string;
  readonly createdBy: { readonly userId?: string; readonly source: string };
  deleted: boolean;
}

const zoneOf = (state: HighLevelState, { locationId }: StoredAppointment): string => state.locations.get(locationId)?.timezone ?? "UTC";

/** What all shapes have, times apart. */
function common(appointment: StoredAppointment): Body {
  const { id, calendarId, locationId, contactId, groupId, title, address, notes, appointmentStatus, assignedUserId } = appointment;
  return {
    id,
    calendarId,
    locationId,
    contactId,
    groupId: groupId ?? "",
    title,
    ...(address !== undefined && { address }),
    ...(notes !== undefined && { notes }),
    appointmentStatus,
    assignedUserId: assignedUserId ?? "",
    users: assignedUserId === null ? [] : [assignedUserId],
    assignedResources: [],
  };
}

function times({ startMs, endMs, dateAdded, dateUpdated }: StoredAppointment, told: (atMs: number) => string): Body {
  return { startTime: told(startMs), endTime: told(endMs), dateAdded: told(Date.parse(dateAdded)), dateUpdated: told(Date.parse(dateUpdated)) };
}

/** Shape of reads of calendars and by id: times with the location's offset (facts, sections 6 and 13). */
export function eventShape(state: HighLevelState, appointment: StoredAppointment): Body {
  const { description, rrule, createdBy, deleted, appointmentStatus } = appointment;
  return {
    ...common(appointment),
    // Recorded: the misspelt twin.
    appoinmentStatus: appointmentStatus,
    ...(description !== undefined && { description }),
    isRecurring: rrule !== undefined,
    ...(rrule !== undefined && { rrule }),
    createdBy,
    deleted,
    ...times(appointment, (atMs) => isoIn(zoneOf(state, appointment), atMs)),
  };
}

/** Shape of a row of the contact's list. No document says in which zone its times are told: a quirk. */
export function contactRow(state: HighLevelState, appointment: StoredAppointment): Body {
  const zone = zoneOf(state, appointment);
  const { contactAppointmentTimes } = state.quirks;
  const told = (atMs: number): string =>
    contactAppointmentTimes === "offset" ? isoIn(zone, atMs) : wallText(contactAppointmentTimes === "utc" ? "UTC" : zone, atMs);
  return { ...common(appointment), status: "booked", ...times(appointment, told) };
}

/** Shape of the answers to writes: bare, and without times unless a quirk adds them; v3 tells when it was made and changed. */
export function writeShape(state: HighLevelState, appointment: StoredAppointment, isV3: boolean): Body {
  const { id, calendarId, locationId, contactId, title, address, appointmentStatus, assignedUserId, meetingLocationType, rrule } = appointment;
  const { startTime, endTime, dateAdded, dateUpdated } = times(appointment, (atMs) => isoIn(zoneOf(state, appointment), atMs));
  return {
    id,
    calendarId,
    locationId,
    contactId,
    title,
    meetingLocationType,
    appointmentStatus,
    assignedUserId: assignedUserId ?? "",
    ...(address !== undefined && { address }),
    isRecurring: rrule !== undefined,
    ...(rrule !== undefined && { rrule }),
    ...(state.quirks.appointmentWritesTellTimes && { startTime, endTime }),
    ...(isV3 && { dateAdded, dateUpdated }),
  };
}

/** Body of an appointment event: nested, unlike all others (facts, section 8). */
export function appointmentEvent(state: HighLevelState, appointment: StoredAppointment): Body {
  const { assignedResources: _resources, locationId: _location, ...shown } = common(appointment);
  const told = times(appointment, (atMs) => isoIn(zoneOf(state, appointment), atMs));
  return { appointment: filled({ ...shown, source: appointment.createdBy.source, ...told }) };
}

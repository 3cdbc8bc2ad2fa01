import { isObject } from "#lib/json.ts";
import { textIn, utcInstant, wordsIn } from "./raw-values.ts";

/** What an appointment says, in the form in which values are compared. */
export type AppointmentValues = {
  readonly title: string | null;
  /** ISO in UTC; null where a shape tells no times, such as answers to writes. */
  readonly startAt: string | null;
  readonly endAt: string | null;
  /** In lower case: new, confirmed, cancelled, showed, noshow, invalid, completed, active or what the vendor adds. */
  readonly status: string | null;
  readonly calendarId: string | null;
  /** Where it takes place; null when that is a link. */
  readonly address: string | null;
  /** Where it takes place online. */
  readonly url: string | null;
  /** Plain text. */
  readonly notes: string | null;
  /** Id of a HighLevel user. */
  readonly assigneeId: string | null;
};

/** One appointment, reduced. */
export interface CanonicalAppointment {
  readonly id: string;
  readonly contactId: string | null;
  /** Time of change in UTC; empty where the shape has none. */
  readonly version: string;
  /** Deletion is soft: reads by id go on and say so (facts, section 13). */
  readonly gone: boolean;
  readonly fields: AppointmentValues;
}

type AppointmentLike = Readonly<Record<string, unknown>>;

export interface AppointmentContext {
  /** IANA name of the location's zone: times without an offset, as a contact's list tells them, are read by its clocks. */
  readonly timezone: string;
}

/** Reduces an appointment in the shape of a contact's list, of a calendar's events, of a read by id or of an event. */
export function canonicalAppointment(appointment: AppointmentLike & { readonly id: string }, { timezone }: AppointmentContext): CanonicalAppointment {
  const at = (key: string): string | null => utcInstant(appointment[key], timezone);
  const place = textIn(appointment["address"]);
  const isLink = place !== null && /^https?:\/\/\S+$/iu.test(place);
  return {
    id: appointment.id,
    contactId: textIn(appointment["contactId"]),
    version: at("dateUpdated") ?? "",
    gone: appointment["deleted"] === true,
    fields: {
      title: textIn(appointment["title"]),
      startAt: at("startTime"),
      endAt: at("endTime"),
      // The misspelt twin is live, `status` is what the contact's list has besides (facts, sections 6 and 13).
      status: lowered(appointment["appointmentStatus"]) ?? lowered(appointment["appoinmentStatus"]) ?? lowered(appointment["status"]),
      calendarId: textIn(appointment["calendarId"]),
      address: isLink ? null : place,
      url: isLink ? place : null,
      notes: wordsIn(appointment["notes"]),
      assigneeId: textIn(appointment["assignedUserId"]),
    },
  };
}

/**
 * What the body of an appointment event shows, or null when it is about something else. The type is not to be trusted: examples of updates and
 * deletes carry the create's (facts, section 13), so whether it is still there is read, never concluded.
 */
export function shownByAppointmentEvent(event: AppointmentLike, context: AppointmentContext): CanonicalAppointment | null {
  const type = textIn(event["type"]);
  const shown = event["appointment"];
  if (type === null || !/^Appointment(?:Create|Update|Delete)$/u.test(type) || !isObject(shown)) return null;
  const id = textIn(shown["id"]);
  return id === null ? null : canonicalAppointment({ ...shown, id }, context);
}

const lowered = (raw: unknown): string | null => textIn(raw)?.toLowerCase() ?? null;

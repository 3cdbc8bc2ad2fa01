import { must } from "#lib/must.ts";
import type { Body } from "../contact-write.ts";
import { newId, type HighLevelState } from "../state.ts";
import { changeAppointment, deleteAppointment, insertAppointment } from "./appointment-edits.ts";
import { eventShape, type StoredAppointment } from "./appointment.ts";
import { calendarShape, type StoredCalendar } from "./calendar.ts";

const HOUR_MS = 3_600_000;

/** What a person does with calendars and appointments in the vendor's pages. */
export interface AppointmentControl {
  /** In an hour and in the location's first calendar, unless the body says otherwise; slots are not checked. Returns the id. */
  createAppointment(contactId: string, body?: Body): string;
  /** A body as for an update through the API: another time, status, place … */
  editAppointment(id: string, body: Body): void;
  deleteAppointment(id: string): void;
  /** The truth of all locations, or of one, with instants in UTC as `startAt` and `endAt`; deleted ones are left out. */
  appointments(locationId?: string): readonly Body[];
  /** A calendar that is always open, with slots of so many minutes. Returns the id. */
  addCalendar(name: string, slotMinutes?: number, locationId?: string): string;
  /** Calendars of all locations, or of one. */
  calendars(locationId?: string): readonly Body[];
}

export function appointmentControl(state: HighLevelState, firstLocation: string): AppointmentControl {
  const appointment = (id: string): StoredAppointment => must(state.appointments.get(id), `appointment ${id}`);
  const calendarsOf = (locationId?: string): readonly StoredCalendar[] =>
    [...state.calendars.values()].filter((calendar) => locationId === undefined || calendar.locationId === locationId);
  return {
    createAppointment(contactId, body = {}) {
      const contact = must(state.contacts.get(contactId), `contact ${contactId}`);
      const wanted = body["calendarId"];
      const calendar = typeof wanted === "string" ? state.calendars.get(wanted) : calendarsOf(contact.locationId)[0];
      const startTime = new Date(state.clock.now() + HOUR_MS).toISOString();
      return insertAppointment(state, must(calendar, "a calendar"), contact, { startTime, ...body }, null).id;
    },
    editAppointment: (id, body) => changeAppointment(state, appointment(id), body, null),
    deleteAppointment: (id) => deleteAppointment(state, appointment(id), null),
    appointments: (locationId) =>
      [...state.appointments.all()]
        .filter((stored) => !stored.deleted && (locationId === undefined || stored.locationId === locationId))
        .map((stored) => ({
          ...eventShape(state, stored),
          startAt: new Date(stored.startMs).toISOString(),
          endAt: new Date(stored.endMs).toISOString(),
        })),
    addCalendar(name, slotMinutes = 30, locationId = firstLocation) {
      const id = newId(state.prng);
      const hours = [{ openHour: 0, openMinute: 0, closeHour: 23, closeMinute: 60 }];
      const openHours = [{ daysOfTheWeek: [0, 1, 2, 3, 4, 5, 6], hours }];
      const more = { slug: `calendar-${id.toLowerCase()}`, isActive: true, perSlot: 1, autoConfirm: true, teamMembers: [], openHours };
      state.calendars.set(id, { id, locationId, groupId: null, name, slotMinutes, ...more });
      return id;
    },
    calendars: (locationId) => calendarsOf(locationId).map(calendarShape),
  };
}

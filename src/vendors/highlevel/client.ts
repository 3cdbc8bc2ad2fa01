import { appointmentNotesResource, type AppointmentNotesResource } from "./resources/appointment-notes.ts";
import { appointmentsResource, type AppointmentsResource } from "./resources/appointments.ts";
import { businessesResource, type BusinessesResource } from "./resources/businesses.ts";
import { calendarsResource, type CalendarsResource } from "./resources/calendars.ts";
import { contactsResource, type ContactsResource } from "./resources/contacts.ts";
import { enrolmentsResource, type EnrolmentsResource } from "./resources/enrolments.ts";
import { locationsResource, type LocationsResource } from "./resources/locations.ts";
import { notesResource, type NotesResource } from "./resources/notes.ts";
import { opportunitiesResource, type OpportunitiesResource } from "./resources/opportunities.ts";
import { tasksResource, type TasksResource } from "./resources/tasks.ts";
import { usersResource, type UsersResource } from "./resources/users.ts";
import { createSend, type HighLevelClientParts } from "./send.ts";

/** HighLevel's operations over one location, by resource. Every method throws `HighwireError` of a `vendor.*` kind. */
export interface HighLevelClient {
  readonly contacts: ContactsResource;
  readonly locations: LocationsResource;
  readonly tasks: TasksResource;
  readonly notes: NotesResource;
  readonly appointments: AppointmentsResource;
  readonly appointmentNotes: AppointmentNotesResource;
  readonly businesses: BusinessesResource;
  readonly calendars: CalendarsResource;
  readonly opportunities: OpportunitiesResource;
  readonly enrolments: EnrolmentsResource;
  readonly users: UsersResource;
}

export function createHighLevelClient(parts: HighLevelClientParts): HighLevelClient {
  const send = createSend(parts);
  const { locationId } = parts;
  return {
    contacts: contactsResource(send, locationId),
    locations: locationsResource(send, locationId),
    tasks: tasksResource(send, locationId),
    notes: notesResource(send),
    appointments: appointmentsResource(send, locationId),
    appointmentNotes: appointmentNotesResource(send),
    businesses: businessesResource(send, locationId),
    calendars: calendarsResource(send, locationId),
    opportunities: opportunitiesResource(send, locationId),
    enrolments: enrolmentsResource(send, locationId),
    users: usersResource(send, locationId),
  };
}

import { about, type CuratedTable } from "./curated-entry.ts";

const task = about("Tasks");
const note = about("Notes");
const appointment = about("Appointments");
const calendar = about("Calendars");
const opportunity = about("Opportunities");
const oneTask = { path: { contactId: "<contact>", taskId: "<task>" } };
const oneNote = { path: { contactId: "<contact>", id: "<note>" } };
const ofContact = { path: { contactId: "<contact>" } };
const oneAppointment = { path: { eventId: "<appointment>" } };
const appointmentNote = { path: { appointmentId: "<appointment>", noteId: "<appointment-note>" } };
const oneOpportunity = { path: { id: "<opportunity>" } };

/** What people do with contacts: tasks, notes, appointments, deals. */
export const highlevelWork: CuratedTable = {
  "highlevel.contacts.get-all-tasks": task("List tasks of a contact", "Lists the tasks of one contact, done and open.", ofContact),
  "highlevel.contacts.get-task": task("Get a task", "Shows one task of a contact.", oneTask),
  "highlevel.contacts.create-task": task("Create a task", "Makes a task on a contact, due at a time, for somebody if you like.", {
    ...ofContact,
    body: { title: "Call about the outage", body: "Tell them what we know", dueDate: "2030-01-15T10:00:00.000Z", completed: false },
  }),
  "highlevel.contacts.update-task": task("Update a task", "Changes the fields of a task that you name.", {
    ...oneTask,
    body: { title: "Call again", dueDate: "2030-01-16T10:00:00.000Z" },
  }),
  "highlevel.contacts.update-task-completed": task("Complete a task", "Marks a task as done, or as open again.", {
    ...oneTask,
    body: { completed: true },
  }),
  "highlevel.contacts.delete-task": task("Delete a task", "Removes a task from a contact.", oneTask),
  "highlevel.locations.task-search": task("Search tasks", "Finds tasks of all contacts, by person, state or words.", {
    path: { locationId: "<location>" },
    body: { completed: false, limit: 20, skip: 0 },
  }),
  "highlevel.contacts.get-all-notes": note("List notes of a contact", "Lists the notes of one contact.", ofContact),
  "highlevel.contacts.get-note": note("Get a note", "Shows one note of a contact.", oneNote),
  "highlevel.contacts.create-note": note("Create a note", "Writes a note on a contact.", {
    ...ofContact,
    body: { body: "Affected by the outage of today" },
  }),
  "highlevel.contacts.update-note": note("Update a note", "Changes the text of a note.", { ...oneNote, body: { body: "The outage is over" } }),
  "highlevel.contacts.delete-note": note("Delete a note", "Removes a note from a contact.", oneNote),
  "highlevel.contacts.get-appointments-for-contact": appointment(
    "List appointments of a contact",
    "Lists what is booked with one contact.",
    ofContact,
  ),
  "highlevel.calendars.get-calendar-events": appointment(
    "List appointments in a time",
    "Lists what is booked in a calendar, or for a user, between two times.",
    {
      query: { calendarId: "<calendar>", startTime: "1893456000000", endTime: "1896134400000" },
    },
  ),
  "highlevel.calendars.get-appointment": appointment("Get an appointment", "Shows one appointment.", oneAppointment),
  "highlevel.calendars.create-appointment": appointment("Book an appointment", "Books a time in a calendar for a contact.", {
    body: {
      calendarId: "<calendar>",
      contactId: "<contact>",
      title: "Talk about the outage",
      startTime: "2030-01-15T10:00:00Z",
      endTime: "2030-01-15T10:30:00Z",
      appointmentStatus: "confirmed",
      ignoreDateRange: true,
      ignoreFreeSlotValidation: true,
      toNotify: false,
    },
  }),
  "highlevel.calendars.edit-appointment": appointment("Change an appointment", "Moves an appointment, or changes its state.", {
    ...oneAppointment,
    body: { appointmentStatus: "showed", toNotify: false },
  }),
  "highlevel.calendars.delete-event": appointment("Delete an appointment", "Removes an appointment from its calendar.", {
    ...oneAppointment,
    body: {},
  }),
  "highlevel.calendars.get-appointment-notes": appointment("List notes of an appointment", "Lists what was noted about an appointment.", {
    path: { appointmentId: "<appointment>" },
    query: { limit: 10, offset: 0 },
  }),
  "highlevel.calendars.create-appointment-note": appointment("Note something about an appointment", "Writes a note on an appointment.", {
    path: { appointmentId: "<appointment>" },
    body: { body: "Bring the timeline" },
  }),
  "highlevel.calendars.update-appointment-note": appointment("Update a note of an appointment", "Changes the text of a note on an appointment.", {
    ...appointmentNote,
    body: { body: "Bring the timeline and the plan" },
  }),
  "highlevel.calendars.delete-appointment-note": appointment(
    "Delete a note of an appointment",
    "Removes a note from an appointment.",
    appointmentNote,
  ),
  "highlevel.calendars.get-calendars": calendar("List calendars", "Lists the calendars of the account."),
  "highlevel.calendars.get-calendar": calendar("Get a calendar", "Shows one calendar with its team and its rules.", {
    path: { calendarId: "<calendar>" },
  }),
  "highlevel.calendars.get-slots": calendar("Find free times", "Lists the times that can still be booked in a calendar.", {
    path: { calendarId: "<calendar>" },
    query: { startDate: 1_893_456_000_000, endDate: 1_893_888_000_000 },
  }),
  "highlevel.opportunities.search-opportunity": opportunity("Search opportunities", "Finds deals by pipeline, stage, contact, person or state.", {
    query: { status: "open", limit: 20 },
  }),
  "highlevel.opportunities.search-opportunities-advanced": opportunity(
    "Search opportunities, with details",
    "Finds deals by words, with notes and tasks where you ask for them.",
    {
      body: {
        query: "",
        limit: 20,
        page: 1,
        searchAfter: [],
        additionalDetails: { notes: false, tasks: false, calendarEvents: false, unReadConversations: false },
      },
    },
  ),
  "highlevel.opportunities.get-pipelines": opportunity("List pipelines", "Lists the pipelines of the account with their stages."),
  "highlevel.opportunities.get-opportunity": opportunity("Get an opportunity", "Shows one deal.", oneOpportunity),
  "highlevel.opportunities.create-opportunity": opportunity("Create an opportunity", "Makes a deal for a contact in a pipeline.", {
    body: {
      pipelineId: "<pipeline>",
      pipelineStageId: "<stage>",
      name: "Renewal <new>",
      status: "open",
      contactId: "<contact>",
      monetaryValue: 1200,
    },
  }),
  "highlevel.opportunities.update-opportunity": opportunity("Update an opportunity", "Changes the fields of a deal that you name.", {
    ...oneOpportunity,
    body: { monetaryValue: 1500 },
  }),
  "highlevel.opportunities.update-opportunity-status": opportunity(
    "Set the state of an opportunity",
    "Marks a deal as won, lost, open or given up.",
    {
      ...oneOpportunity,
      body: { status: "won" },
    },
  ),
  "highlevel.opportunities.delete-opportunity": opportunity("Delete an opportunity", "Removes a deal.", oneOpportunity),
};

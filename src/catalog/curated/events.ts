import { about, type CuratedEntry } from "./curated-entry.ts";

const contact = about("Contacts");
const task = about("Tasks");
const note = about("Notes");
const appointment = about("Appointments");
const opportunity = about("Opportunities");
const message = about("Conversations");
const incident = about("Incidents");
const followUp = about("Follow-ups");
const action = about("Actions");
const alert = about("Alerts");
const escalation = about("Escalations");
const page = about("Status pages");

/** By the name that the vendor gives the event. */
export const curatedEvents: Readonly<Record<string, Omit<CuratedEntry, "example">>> = {
  ContactCreate: contact("Contact created", "Starts when a contact is made in HighLevel."),
  ContactUpdate: contact("Contact changed", "Starts when any field of a contact changes."),
  ContactDelete: contact("Contact deleted", "Starts when a contact is removed."),
  ContactTagUpdate: contact("Tags of a contact changed", "Starts when a contact gets or loses a tag."),
  ContactDndUpdate: contact("Do-not-disturb changed", "Starts when a contact may no longer be written to, or may again."),
  ContactMerge: contact("Contacts merged", "Starts when two contacts become one."),
  TaskCreate: task("Task created", "Starts when a task is put on a contact."),
  TaskUpdate: task("Task changed", "Starts when a task changes."),
  TaskComplete: task("Task completed", "Starts when a task is done."),
  TaskDelete: task("Task deleted", "Starts when a task is removed."),
  NoteCreate: note("Note added", "Starts when a note is written on a contact."),
  NoteUpdate: note("Note changed", "Starts when the text of a note changes."),
  NoteDelete: note("Note deleted", "Starts when a note is removed."),
  AppointmentCreate: appointment("Appointment booked", "Starts when a time is booked with a contact."),
  AppointmentUpdate: appointment("Appointment changed", "Starts when an appointment moves or its state changes, such as a no-show."),
  AppointmentDelete: appointment("Appointment deleted", "Starts when an appointment is removed."),
  OpportunityCreate: opportunity("Opportunity created", "Starts when a deal is made."),
  OpportunityUpdate: opportunity("Opportunity changed", "Starts when a deal changes."),
  OpportunityStageUpdate: opportunity("Opportunity moved to another stage", "Starts when a deal moves in its pipeline."),
  OpportunityStatusUpdate: opportunity("Opportunity won, lost or reopened", "Starts when the state of a deal changes."),
  OpportunityDelete: opportunity("Opportunity deleted", "Starts when a deal is removed."),
  InboundMessage: message("Message received", "Starts when a contact writes."),
  OutboundMessage: message("Message sent", "Starts when somebody writes to a contact."),
  "public_incident.incident_created_v2": incident("Incident created", "Starts when an incident is opened."),
  "public_incident.incident_updated_v2": incident("Incident changed", "Starts when anything about an incident changes."),
  "public_incident.incident_status_updated_v2": incident(
    "Incident changed its status",
    "Starts when an incident goes on to another state, such as resolved.",
  ),
  "private_incident.incident_created_v2": incident("Private incident created", "Starts when a private incident is opened; only its id is told."),
  "private_incident.incident_updated_v2": incident("Private incident changed", "Starts when a private incident changes; only its id is told."),
  "public_incident.postmortem_document_status_updated_v1": incident(
    "Post-mortem changed its status",
    "Starts when a post-mortem goes on, such as published.",
  ),
  "public_incident.follow_up_created_v2": followUp("Follow-up created", "Starts when work is noted that is left after an incident."),
  "public_incident.follow_up_updated_v2": followUp("Follow-up changed", "Starts when a follow-up changes or is done."),
  "public_incident.action_created_v1": action("Action created", "Starts when work is noted during an incident."),
  "public_incident.action_updated_v1": action("Action changed", "Starts when an action changes or is done."),
  "public_alert.alert_created_v1": alert("Alert raised", "Starts when an alert begins to fire."),
  "public_alert.alert_resolved_v1": alert("Alert resolved", "Starts when an alert is over."),
  "public_escalation.escalation_created_v1": escalation("Escalation started", "Starts when somebody is being called."),
  "public_escalation.escalation_status_updated_v1": escalation("Escalation changed its status", "Starts when somebody answers, or nobody does."),
  "status_page_incident.update_shared_v1": page("Status page update shared", "Starts when customers are told something on a status page."),
};

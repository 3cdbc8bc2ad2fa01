import { about, type CuratedTable } from "./curated-entry.ts";

const incident = about("Incidents");
const update = about("Incident updates");
const timeline = about("Timeline");
const attachment = about("Attachments");
const followUp = about("Follow-ups");
const action = about("Actions");
const onIncident = { incident_id: "<incident>" };

/** Incidents and what hangs on them. */
export const incidentIncidents: CuratedTable = {
  "incident.incidents-v2.list": incident("List incidents", "Lists incidents, newest first, by state, severity, type or field.", {
    query: { page_size: 25 },
  }),
  "incident.incidents-v2.show": incident("Get an incident", "Shows one incident with its roles, fields and state.", { path: { id: "<incident>" } }),
  "incident.incidents-v2.create": incident("Create an incident", "Opens an incident; the same key never opens two.", {
    body: { name: "Checkout is slow", summary: "Payments take a minute", severity_id: "<any-severity>", visibility: "public", mode: "test" },
  }),
  "incident.incidents-v2.edit": incident("Edit an incident", "Changes name, summary, severity, state, roles or fields of an incident.", {
    path: { id: "<incident>" },
    body: { incident: { summary: "Payments are fast again" }, notify_incident_channel: false },
  }),
  "incident.incident-updates-v2.list": update("List updates", "Lists what was told about an incident so far.", { query: onIncident }),
  "incident.incident-updates-v2.create": update("Post an update", "Tells how an incident is going, with a new state or severity if you like.", {
    body: { ...onIncident, message: "We found the cause" },
  }),
  "incident.incident-timeline-items-v2.list": timeline("List timeline items", "Lists what stands on an incident's timeline.", {
    query: { ...onIncident, page_size: 25 },
  }),
  "incident.incident-timeline-items-v2.create": timeline("Add a timeline item", "Puts an item on an incident's timeline at the time that you say.", {
    body: { ...onIncident, title: "Customer called", description: "Ada cannot pay", timestamp: "2026-01-15T10:00:00Z" },
  }),
  "incident.incident-timeline-items-v2.update": timeline("Update a timeline item", "Changes title, text or time of an item.", {
    path: { id: "<timeline-item>" },
    body: { title: "Customer called again" },
  }),
  "incident.incident-attachments-v1.list": attachment("List attachments", "Lists what is attached to an incident.", { query: onIncident }),
  "incident.incident-attachments-v1.create": attachment("Attach a link", "Attaches a page or a ticket to an incident.", {
    body: { ...onIncident, resource: { resource_type: "arbitrary_url", url: "https://engines.example/<new>", title: "Customer board" } },
  }),
  "incident.incident-attachments-v1.delete": attachment("Remove an attachment", "Takes an attachment away from its incident.", {
    path: { id: "<attachment>" },
  }),
  "incident.follow-ups-v3.list": followUp("List follow-ups", "Lists the work that is left after incidents.", { query: { page_size: 25 } }),
  "incident.follow-ups-v3.show": followUp("Get a follow-up", "Shows one follow-up.", { path: { id: "<follow-up>" } }),
  "incident.follow-ups-v3.create": followUp("Create a follow-up", "Notes work that is left after an incident.", {
    body: { ...onIncident, title: "Write to affected customers", description: "With what we changed" },
  }),
  "incident.follow-ups-v3.update": followUp("Update a follow-up", "Changes title, text, state or person of a follow-up.", {
    path: { id: "<follow-up>" },
    body: { title: "Write to all customers", status: "completed" },
  }),
  "incident.follow-ups-v3.delete": followUp("Delete a follow-up", "Removes a follow-up.", { path: { id: "<follow-up>" } }),
  "incident.actions-v3.list": action("List actions", "Lists the work that is done during incidents.", { query: { page_size: 25 } }),
  "incident.actions-v3.show": action("Get an action", "Shows one action.", { path: { id: "<action>" } }),
  "incident.actions-v3.create": action("Create an action", "Notes work to do during an incident.", {
    body: { ...onIncident, description: "Call the bank" },
  }),
  "incident.actions-v3.update": action("Update an action", "Changes text, state or person of an action.", {
    path: { id: "<action>" },
    body: { description: "Call the other bank", status: "completed" },
  }),
  "incident.actions-v3.delete": action("Delete an action", "Removes an action.", { path: { id: "<action>" } }),
};

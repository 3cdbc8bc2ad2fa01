import { about, type CuratedTable } from "./curated-entry.ts";

const path = about("Escalation paths");
const escalation = about("Escalations");
const page = about("Status pages");
const window = about("Maintenance windows");
const quiet = {
  name: "Database move <new>",
  start_at: "2030-01-15T22:00:00Z",
  end_at: "2030-01-15T23:00:00Z",
  lead: { id: "<member>" },
  alert_condition_groups: [{ conditions: [] }],
  show_in_sidebar: true,
};

/** Calling people, telling customers, and planned quiet. */
export const incidentResponse: CuratedTable = {
  "incident.escalations-v2.list-paths": path("List escalation paths", "Lists who is called in which order.", { query: { page_size: 25 } }),
  "incident.escalations-v2.show-path": path("Get an escalation path", "Shows who is called in which order.", { path: { id: "<escalation-path>" } }),
  "incident.escalations-v2.create-path": path("Create an escalation path", "Sets who is called in which order.", {
    body: { name: "Customers first <new>", path: [{ id: "start", type: "level" }] },
  }),
  "incident.escalations-v2.update-path": path("Update an escalation path", "Changes who is called in which order.", {
    path: { id: "<escalation-path>" },
    body: { name: "Customers at once <new>", path: [{ id: "start", type: "level" }] },
  }),
  "incident.escalations-v2.destroy-path": path("Delete an escalation path", "Removes a path; nobody is called by it any more.", {
    path: { id: "<escalation-path>" },
  }),
  "incident.escalations-v2.list": escalation("List escalations", "Lists who was called, and who answered.", { query: { page_size: 25 } }),
  "incident.escalations-v2.show": escalation("Get an escalation", "Shows one escalation.", { path: { id: "<escalation>" } }),
  "incident.escalations-v2.create": escalation("Call somebody", "Calls people, or whoever a path names; the same key calls once.", {
    body: { title: "VIP customer cannot pay", description: "Analytical Engines", escalation_path_id: "<escalation-path>" },
  }),
  "incident.escalations-v2.cancel-escalation": escalation("Stop calling", "Ends an escalation before anybody answered.", {
    path: { id: "<escalation>" },
  }),
  "incident.status-pages-v2.list-status-page-incidents": page("List incidents of a status page", "Lists what customers were told.", {
    query: { status_page_id: "<status-page>", page_size: 25 },
  }),
  "incident.status-pages-v2.show-status-page-incident": page("Get an incident of a status page", "Shows what customers were told of one incident.", {
    path: { status_page_incident_id: "<page-incident>" },
  }),
  "incident.status-pages-v2.create-status-page-incident": page("Tell customers of an incident", "Publishes an incident on a status page.", {
    body: {
      status_page_id: "<status-page>",
      name: "Payments are slow",
      message: "We are looking into it",
      incident_status: "investigating",
      notify_subscribers: false,
    },
  }),
  "incident.status-pages-v2.update-status-page-incident": page("Rename an incident of a status page", "Changes the name that customers read.", {
    path: { status_page_incident_id: "<page-incident>" },
    body: { name: "Payments are very slow" },
  }),
  "incident.maintenance-windows-v1.list": window("List maintenance windows", "Lists times in which alerts are kept quiet.", {
    query: { page_size: 25 },
  }),
  "incident.maintenance-windows-v1.show": window("Get a maintenance window", "Shows one such time.", { path: { id: "<window>" } }),
  "incident.maintenance-windows-v1.create": window("Plan a maintenance window", "Keeps alerts quiet for a time.", { body: quiet }),
  "incident.maintenance-windows-v1.update": window("Update a maintenance window", "Moves such a time, or changes what it keeps quiet.", {
    path: { id: "<window>" },
    body: { ...quiet, name: "Longer database move <new>" },
  }),
  "incident.maintenance-windows-v1.delete": window("Delete a maintenance window", "Lets alerts be heard again.", { path: { id: "<window>" } }),
};

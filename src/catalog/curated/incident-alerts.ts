import { about, type CuratedTable } from "./curated-entry.ts";

const alert = about("Alerts");
const source = about("Alert sources");
const attribute = about("Alert attributes");
const note = about("Alert notes");
const template = { title: { literal: "New alert" }, description: { literal: "No text" }, attributes: [], expressions: [] };

/** Alerts, where they come from, and what is noted about them. */
export const incidentAlerts: CuratedTable = {
  "incident.alerts-v2.list": alert("List alerts", "Lists alerts by state, source or time.", { query: { page_size: 25 } }),
  "incident.alerts-v2.show": alert("Get an alert", "Shows one alert with its attributes.", { path: { id: "<alert>" } }),
  "incident.alerts-v2.resolve": alert("Resolve an alert", "Marks an alert as over.", { path: { id: "<alert>" } }),
  "incident.alerts-v2.list-incident-alerts": alert("List alerts of incidents", "Lists which alerts belong to which incidents.", {
    query: { page_size: 25 },
  }),
  "incident.alert-events-v2.create-http": alert(
    "Send an alert event",
    "Raises an alert through a source of yours, or resolves it; the same key is one alert.",
    {
      path: { alert_source_config_id: "<alert-source>" },
      body: { title: "VIP customer affected", status: "firing", deduplication_key: "<new>", description: "Analytical Engines cannot pay" },
    },
  ),
  "incident.alert-sources-v2.list": source("List alert sources", "Lists where alerts come from."),
  "incident.alert-sources-v2.show": source("Get an alert source", "Shows one source of alerts.", { path: { id: "<alert-source>" } }),
  "incident.alert-sources-v2.create": source("Create an alert source", "Adds a source to which alerts can be sent.", {
    body: { name: "Customers <new>", source_type: "http", template },
  }),
  "incident.alert-sources-v2.update": source("Update an alert source", "Changes name and template of a source.", {
    path: { id: "<alert-source>" },
    body: { name: "Paying customers <new>", template },
  }),
  "incident.alert-sources-v2.delete": source("Delete an alert source", "Removes a source; its alerts stay.", { path: { id: "<alert-source>" } }),
  "incident.alert-attributes-v2.list": attribute("List alert attributes", "Lists what alerts can tell."),
  "incident.alert-attributes-v2.show": attribute("Get an alert attribute", "Shows one attribute of alerts.", { path: { id: "<alert-attribute>" } }),
  "incident.alert-attributes-v2.create": attribute("Create an alert attribute", "Adds something that alerts can tell.", {
    body: { name: "Customer <new>", type: "String", array: false },
  }),
  "incident.alert-attributes-v2.update": attribute("Update an alert attribute", "Renames an attribute of alerts, or changes its kind.", {
    path: { id: "<alert-attribute>" },
    body: { name: "Account <new>", type: "String", array: false },
  }),
  "incident.alert-attributes-v2.destroy": attribute("Delete an alert attribute", "Removes an attribute from all alerts.", {
    path: { id: "<alert-attribute>" },
  }),
  "incident.alert-notes-v1.list": note("List notes of an alert", "Lists what was noted about an alert.", { query: { alert_id: "<alert>" } }),
  "incident.alert-notes-v1.show": note("Get a note of an alert", "Shows one note.", { path: { id: "<alert-note>" } }),
  "incident.alert-notes-v1.create": note("Note something about an alert", "Writes a note on an alert.", {
    body: { alert_id: "<alert>", content: "Ada was told" },
  }),
  "incident.alert-notes-v1.update": note("Update a note of an alert", "Changes the text of a note.", {
    path: { id: "<alert-note>" },
    body: { content: "Ada and Grace were told" },
  }),
  "incident.alert-notes-v1.delete": note("Delete a note of an alert", "Removes a note from an alert.", { path: { id: "<alert-note>" } }),
};

import { about, type CuratedTable } from "./curated-entry.ts";

const severity = about("Severities");
const status = about("Incident statuses");
const type = about("Incident types");
const role = about("Incident roles");
const user = about("Users");
const team = about("Teams");
const key = about("API keys");

/** The organisation: people, and how it runs incidents. */
export const incidentSettings: CuratedTable = {
  "incident.severities-v1.list": severity("List severities", "Lists how bad incidents can be."),
  "incident.severities-v1.show": severity("Get a severity", "Shows one severity.", { path: { id: "<severity>" } }),
  "incident.severities-v1.create": severity("Create a severity", "Adds a severity.", {
    body: { name: "Minor <new>", description: "Few notice", rank: 1 },
  }),
  "incident.severities-v1.update": severity("Update a severity", "Changes name, text or rank of a severity.", {
    path: { id: "<severity>" },
    body: { name: "Small <new>", description: "Nearly nobody notices" },
  }),
  "incident.severities-v1.delete": severity("Delete a severity", "Removes a severity that no incident has.", { path: { id: "<severity>" } }),
  "incident.incident-statuses-v1.list": status("List statuses", "Lists the states that incidents go through."),
  "incident.incident-statuses-v1.show": status("Get a status", "Shows one state.", { path: { id: "<status>" } }),
  "incident.incident-statuses-v1.create": status("Create a status", "Adds a state that incidents go through.", {
    body: { name: "Telling customers <new>", description: "Customers are being told", category: "live" },
  }),
  "incident.incident-statuses-v1.update": status("Update a status", "Changes name and text of a state.", {
    path: { id: "<status>" },
    body: { name: "Customers told <new>", description: "Customers were told" },
  }),
  "incident.incident-statuses-v1.delete": status("Delete a status", "Removes a state that no incident is in.", { path: { id: "<status>" } }),
  "incident.incident-types-v1.list": type("List incident types", "Lists the kinds of incidents."),
  "incident.incident-types-v1.show": type("Get an incident type", "Shows one kind of incidents.", { path: { id: "<incident-type>" } }),
  "incident.incident-roles-v2.list": role("List incident roles", "Lists what people can be in an incident."),
  "incident.incident-roles-v2.show": role("Get an incident role", "Shows one role.", { path: { id: "<role>" } }),
  "incident.users-v2.list": user("List users", "Lists who is in the organisation.", { query: { page_size: 25 } }),
  "incident.users-v2.show": user("Get a user", "Shows one user.", { path: { id: "<member>" } }),
  "incident.teams-v3.list": team("List teams", "Lists the teams of the organisation.", { query: { page_size: 25 } }),
  "incident.teams-v3.show": team("Get a team", "Shows one team with its members.", { path: { id: "<team>" } }),
  "incident.api-keys-v1.list": key("List API keys", "Lists the keys of the organisation, never their secrets.", { query: { page_size: 25 } }),
  "incident.api-keys-v1.show": key("Get an API key", "Shows what one key may do, never its secret.", { path: { id: "<api-key>" } }),
  "incident.utilities-v1.identity": key("Who am I?", "Shows whose key is used and what it may do."),
};

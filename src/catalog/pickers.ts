import type { FieldPicker, JsonSchema, OperationInput } from "#core/catalog/operation.ts";

const nothing: OperationInput = {};
const picker = (operationId: string, list: string, label: string, value = "id", input = nothing): FieldPicker => ({
  operationId,
  input,
  list,
  value,
  label,
});

const users: FieldPicker = {
  ...picker("highlevel.users.search-users", "users", "name", "id", { query: { companyId: "<company>", limit: "100" } }),
  words: { place: "query", field: "query", most: 75 },
};
const contacts: FieldPicker = {
  ...picker("highlevel.contacts.search-contacts-advanced", "contacts", "contactName", "id", {
    body: { locationId: "<location>", page: 1, pageLimit: 100 },
  }),
  beside: "email",
  // The longest that this search takes (facts, section 5).
  words: { place: "body", field: "query", most: 75 },
};
/** A list of incident.io in pages of the most rows that it gives (facts, section 1), of users enough for most accounts. */
const paged = (operationId: string, list: string, label: string, size: number, most: number): FieldPicker => ({
  ...picker(operationId, list, label),
  pages: { size, most },
});

const incidents = paged("incident.incidents-v2.list", "incidents", "name", 250, 8);
const members: FieldPicker = { ...paged("incident.users-v2.list", "users", "name", 1000, 10), beside: "email" };
const alerts = paged("incident.alerts-v2.list", "alerts", "title", 50, 10);
const severities = picker("incident.severities-v1.list", "severities", "name");
const alertSources = picker("incident.alert-sources-v2.list", "alert_sources", "name");
const catalogTypes = picker("incident.catalog-v3.list-types", "catalog_types", "name");

/** By the last name of a field, wherever it stands in a request. */
const byName: Readonly<Record<"highlevel" | "incident", Readonly<Record<string, FieldPicker>>>> = {
  highlevel: {
    contactId: contacts,
    calendarId: picker("highlevel.calendars.get-calendars", "calendars", "name"),
    assignedTo: users,
    assignedUserId: users,
    userId: users,
    followers: users,
    tags: picker("highlevel.locations.get-location-tags", "tags", "name", "name", { path: { locationId: "<location>" } }),
    businessId: picker("highlevel.businesses.get-businesses-by-location", "businesses", "name"),
    pipelineId: picker("highlevel.opportunities.get-pipelines", "pipelines", "name"),
    workflowId: picker("highlevel.workflows.get-workflow", "workflows", "name"),
    campaignId: picker("highlevel.campaigns.get-campaigns", "campaigns", "name"),
  },
  incident: {
    incident_id: incidents,
    severity_id: severities,
    incident_status_id: picker("incident.incident-statuses-v1.list", "incident_statuses", "name"),
    to_incident_status_id: picker("incident.incident-statuses-v1.list", "incident_statuses", "name"),
    to_severity_id: severities,
    incident_type_id: picker("incident.incident-types-v1.list", "incident_types", "name"),
    incident_role_id: picker("incident.incident-roles-v2.list", "incident_roles", "name"),
    custom_field_id: picker("incident.custom-fields-v2.list", "custom_fields", "name"),
    catalog_type_id: catalogTypes,
    assignee_id: members,
    user_id: members,
    alert_source_id: alertSources,
    // Events can be sent to sources of this kind alone.
    alert_source_config_id: { ...alertSources, only: { field: "source_type", is: "http" } },
    alert_id: alerts,
    status_page_id: paged("incident.status-pages-v2.list-status-pages", "status_pages", "name", 250, 4),
    escalation_path_id: paged("incident.escalations-v2.list-paths", "escalation_paths", "name", 25, 10),
  },
};

/** What the `{id}` of an operation is, by the area of its own id. */
const byArea: Readonly<Record<string, FieldPicker>> = {
  "incident.incidents-v2": incidents,
  "incident.users-v2": members,
  "incident.severities-v1": severities,
  "incident.follow-ups-v3": paged("incident.follow-ups-v3.list", "follow_ups", "title", 250, 4),
  "incident.actions-v3": paged("incident.actions-v3.list", "actions", "description", 250, 4),
  "incident.custom-fields-v2": picker("incident.custom-fields-v2.list", "custom_fields", "name"),
  "incident.alerts-v2": alerts,
  "incident.alert-sources-v2": alertSources,
  "incident.teams-v3": paged("incident.teams-v3.list", "teams", "name", 250, 4),
};

/** The fields of a request whose values a list tells, each with where that list is: `body.calendarId`. Two levels deep. */
export function pickersOf(id: string, input: JsonSchema): Readonly<Record<string, FieldPicker>> {
  const [vendor = "", area = ""] = id.split(".");
  if (vendor !== "highlevel" && vendor !== "incident") return {};
  const found: Record<string, FieldPicker> = {};
  for (const [place, schema] of Object.entries(input.properties ?? {})) {
    for (const name of Object.keys(schema.properties ?? {})) {
      const known = byName[vendor][name] ?? (place === "path" && name === "id" ? byArea[`${vendor}.${area}`] : undefined);
      // A list that lists itself would be asked for what it answers.
      if (known !== undefined && known.operationId !== id) found[`${place}.${name}`] = known;
    }
  }
  return found;
}

import { incidentioFlow } from "#vendors/generated/incidentio-flow.ts";
import type { PathValues } from "#vendors/transport/operation-path.ts";

/** Our names of incident.io's operations, as errors and metrics show them, each with the documented operation behind it. */
export const operations = {
  identity: "GET /v1/identity",
  "catalog-types.list": "GET /v3/catalog_types",
  "catalog-types.show": "GET /v3/catalog_types/{id}",
  "catalog-types.create": "POST /v3/catalog_types",
  "catalog-types.delete": "DELETE /v3/catalog_types/{id}",
  "catalog-types.schema": "POST /v3/catalog_types/{id}/actions/update_schema",
  "catalog-entries.list": "GET /v3/catalog_entries",
  "catalog-entries.show": "GET /v3/catalog_entries/{id}",
  "catalog-entries.create": "POST /v3/catalog_entries",
  "catalog-entries.update": "PUT /v3/catalog_entries/{id}",
  "catalog-entries.bulk-update": "POST /v3/catalog_entries/actions/bulk_update",
  "catalog-entries.delete": "DELETE /v3/catalog_entries/{id}",
  "incidents.list": "GET /v2/incidents",
  "incidents.show": "GET /v2/incidents/{id}",
  "incidents.create": "POST /v2/incidents",
  "incidents.edit": "POST /v2/incidents/{id}/actions/edit",
  "incident-updates.list": "GET /v2/incident_updates",
  "incident-updates.create": "POST /v2/incident_updates",
  "custom-fields.list": "GET /v2/custom_fields",
  "custom-fields.show": "GET /v2/custom_fields/{id}",
  "custom-fields.create": "POST /v2/custom_fields",
  "custom-fields.update": "PUT /v2/custom_fields/{id}",
  "custom-fields.delete": "DELETE /v2/custom_fields/{id}",
  "custom-field-options.list": "GET /v1/custom_field_options",
  "custom-field-options.create": "POST /v1/custom_field_options",
  "custom-field-options.update": "PUT /v1/custom_field_options/{id}",
  "custom-field-options.delete": "DELETE /v1/custom_field_options/{id}",
  "severities.list": "GET /v1/severities",
  "incident-statuses.list": "GET /v1/incident_statuses",
  "incident-types.list": "GET /v1/incident_types",
  "incident-roles.list": "GET /v2/incident_roles",
  "follow-ups.list": "GET /v3/follow_ups",
  "follow-ups.show": "GET /v3/follow_ups/{id}",
  "follow-ups.create": "POST /v3/follow_ups",
  "follow-ups.update": "PUT /v3/follow_ups/{id}",
  "follow-ups.delete": "DELETE /v3/follow_ups/{id}",
  "actions.list": "GET /v3/actions",
  "actions.show": "GET /v3/actions/{id}",
  "actions.create": "POST /v3/actions",
  "actions.update": "PUT /v3/actions/{id}",
  "actions.delete": "DELETE /v3/actions/{id}",
  "users.list": "GET /v2/users",
  "users.show": "GET /v2/users/{id}",
  "attachments.list": "GET /v1/incident_attachments",
  "attachments.create": "POST /v1/incident_attachments",
  "attachments.delete": "DELETE /v1/incident_attachments/{id}",
  "alerts.list": "GET /v2/alerts",
  "alerts.show": "GET /v2/alerts/{id}",
  "alerts.resolve": "POST /v2/alerts/{id}/actions/resolve",
  "incident-alerts.list": "GET /v2/incident_alerts",
  "alert-events.create": "POST /v2/alert_events/http/{alert_source_config_id}",
  "alert-notes.list": "GET /v1/alert_notes",
  "alert-notes.show": "GET /v1/alert_notes/{id}",
  "alert-notes.create": "POST /v1/alert_notes",
  "alert-notes.update": "PUT /v1/alert_notes/{id}",
  "alert-notes.delete": "DELETE /v1/alert_notes/{id}",
  "alert-attributes.list": "GET /v2/alert_attributes",
  "alert-attributes.create": "POST /v2/alert_attributes",
  "alert-sources.list": "GET /v2/alert_sources",
  "alert-sources.show": "GET /v2/alert_sources/{id}",
  "alert-sources.create": "POST /v2/alert_sources",
  "timeline.list": "GET /v2/incident_timeline_items",
  "timeline.create": "POST /v2/incident_timeline_items",
  "timeline.update": "PATCH /v2/incident_timeline_items/{id}",
} as const satisfies Readonly<Record<string, keyof typeof incidentioFlow>>;

export type OperationName = keyof typeof operations;

/** Path parameters of an operation. */
export type PathParameters<Name extends OperationName> = PathValues<(typeof operations)[Name]>;

/** What the committed facts say of an operation. Everything but a GET changes something. */
export function factsOf(name: OperationName): OperationFacts {
  const { method, path, scopes } = incidentioFlow[operations[name]];
  return { method, path, scopes, mutating: method !== "GET" };
}

export interface OperationFacts {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Template: `{name}` is a path parameter. */
  readonly path: string;
  /** What the key's roles must carry; none where the documents name none. */
  readonly scopes: readonly string[];
  readonly mutating: boolean;
}

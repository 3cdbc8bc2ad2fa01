import type { KeptResource } from "../kit/kept-resources.ts";

/** What is answered in the shape of its document, with rows that are kept. */
export const keptByIncident: readonly KeptResource[] = [
  {
    one: "escalation_path",
    many: "escalation_paths",
    operations: {
      "POST /v2/escalation_paths": "create",
      "GET /v2/escalation_paths": "list",
      "GET /v2/escalation_paths/{id}": "show",
      "PUT /v2/escalation_paths/{id}": "update",
      "DELETE /v2/escalation_paths/{id}": "remove",
    },
  },
  {
    one: "escalation",
    many: "escalations",
    sets: { status: "cancelled" },
    operations: {
      "POST /v2/escalations": "create",
      "GET /v2/escalations": "list",
      "GET /v2/escalations/{id}": "show",
      "POST /v2/escalations/{id}/actions/cancel": "update",
    },
  },
  {
    one: "status_page_incident",
    many: "status_page_incidents",
    operations: {
      "POST /v2/status_page_incidents": "create",
      "GET /v2/status_page_incidents": "list",
      "GET /v2/status_page_incidents/{status_page_incident_id}": "show",
      "PUT /v2/status_page_incidents/{status_page_incident_id}": "update",
    },
  },
  {
    one: "maintenance_window",
    many: "maintenance_windows",
    operations: {
      "POST /v1/maintenance_windows": "create",
      "GET /v1/maintenance_windows": "list",
      "GET /v1/maintenance_windows/{id}": "show",
      "PUT /v1/maintenance_windows/{id}": "update",
      "DELETE /v1/maintenance_windows/{id}": "remove",
    },
  },
];

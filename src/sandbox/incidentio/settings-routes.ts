import { optionRoutes } from "./custom-field-options.ts";
import { createCustomField, deleteCustomField, listCustomFields, showCustomField, updateCustomField } from "./custom-fields.ts";
import { incidentTypes, roles } from "./organisation-routes.ts";
import type { RouteRow } from "./route-call.ts";
import { severityRoutes } from "./severity-routes.ts";
import { statusRoutes } from "./status-routes.ts";

/** What an organisation has configured for its incidents. */
export const settingsRoutes: readonly RouteRow[] = [
  ...severityRoutes,
  ...statusRoutes,
  ["GET", "/v1/incident_types", incidentTypes.list],
  ["GET", "/v1/incident_types/{id}", incidentTypes.show],
  ["GET", "/v2/incident_roles", roles.list],
  ["GET", "/v2/incident_roles/{id}", roles.show],
  ["GET", "/v2/custom_fields", listCustomFields],
  ["POST", "/v2/custom_fields", createCustomField],
  ["GET", "/v2/custom_fields/{id}", showCustomField],
  ["PUT", "/v2/custom_fields/{id}", updateCustomField],
  ["DELETE", "/v2/custom_fields/{id}", deleteCustomField],
  ...optionRoutes,
];

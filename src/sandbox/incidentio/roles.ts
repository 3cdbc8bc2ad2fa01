/** The roles that a key of the sandbox has by default: what the contact flow needs, and no more. */
export const defaultRoles = ["viewer", "catalog_viewer", "catalog_editor", "incident_editor", "incident_creator", "manage_settings"] as const;

/** Scope the sandbox gives to editing an incident, for which the vendor lists none. */
export const EDIT_INCIDENT = "sandbox.incidents.edit";

/** Roles that grant a scope, by the scope's beginning. Inferred: the vendor publishes no such table. */
const granted: readonly (readonly [scopePrefix: string, roles: readonly string[]])[] = [
  ["catalog_types.view", ["catalog_viewer", "catalog_editor"]],
  ["catalog_entries.view", ["catalog_viewer", "catalog_editor"]],
  ["catalog_types.", ["catalog_editor"]],
  ["catalog_entries.", ["catalog_editor"]],
  ["incidents.view", ["viewer", "incident_editor", "incident_creator"]],
  ["incidents.create", ["incident_creator"]],
  [EDIT_INCIDENT, ["incident_editor"]],
  ["severities.view", ["viewer", "incident_editor", "incident_creator", "manage_settings"]],
  ["incident_statuses.view", ["viewer", "incident_editor", "incident_creator", "manage_settings"]],
  ["incident_types.view", ["viewer", "incident_editor", "incident_creator", "manage_settings"]],
  ["incident_roles.view", ["viewer", "incident_editor", "incident_creator", "manage_settings"]],
  ["custom_fields.view", ["viewer", "incident_editor", "incident_creator", "manage_settings"]],
  ["actions.view", ["viewer", "incident_editor", "incident_creator"]],
  ["actions.", ["incident_editor"]],
  ["follow_ups.", ["incident_editor"]],
  ["timeline_items.", ["incident_editor"]],
  ["incident_updates.", ["incident_editor"]],
  ["attachments.view", ["viewer", "incident_editor", "incident_creator"]],
  ["attachments.", ["incident_editor"]],
  ["alerts.view", ["viewer", "incident_editor", "incident_creator"]],
  ["alerts.", ["incident_editor"]],
  ["alert_schema.view", ["viewer", "incident_editor", "manage_settings"]],
  ["alert_schema.", ["manage_settings"]],
  ["alert_sources.view", ["viewer", "incident_editor", "manage_settings"]],
  ["alert_source.", ["manage_settings"]],
  ["users.view", ["viewer", "manage_settings"]],
  ["incident_lifecycles.update", ["manage_settings"]],
  ["organisation_settings.update", ["manage_settings"]],
  ["api_keys.", ["api_keys_manage"]],
];

/** The roles that grant a scope; none for a scope that no emulated operation uses. */
export function rolesOfScope(scope: string): readonly string[] {
  return granted.find(([prefix]) => scope.startsWith(prefix))?.[1] ?? [];
}

/** Roles of which any one carries a scope, by the scope's beginning. Inferred: the vendor publishes no such table, so a read always has the last word. */
const carriers: readonly (readonly [beginning: string, roles: readonly string[]])[] = [
  ["catalog_types.view", ["catalog_viewer", "catalog_editor"]],
  ["catalog_entries.view", ["catalog_viewer", "catalog_editor"]],
  ["catalog_types.", ["catalog_editor"]],
  ["catalog_entries.", ["catalog_editor"]],
  ["incidents.view", ["viewer", "incident_editor", "incident_creator"]],
  ["custom_fields.view", ["viewer", "incident_editor", "manage_settings"]],
  ["organisation_settings.", ["manage_settings"]],
  ["actions.view", ["viewer", "incident_editor"]],
  ["actions.", ["incident_editor"]],
  ["follow_ups.", ["incident_editor"]],
  ["timeline_items.", ["incident_editor"]],
  ["incident_updates.", ["incident_editor"]],
  ["attachments.view", ["viewer", "incident_editor"]],
  ["attachments.", ["incident_editor"]],
  ["alerts.view", ["viewer", "incident_editor"]],
  ["alerts.", ["incident_editor"]],
  ["alert_schema.view", ["viewer", "manage_settings"]],
  ["users.view", ["viewer", "manage_settings"]],
];

/** Roles to choose from for a scope, the narrowest first; none for a scope that no flow of ours uses. */
export function rolesFor(scope: string): readonly string[] {
  return carriers.find(([beginning]) => scope.startsWith(beginning))?.[1] ?? [];
}

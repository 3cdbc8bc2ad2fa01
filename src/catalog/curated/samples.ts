/** Where the value stands that a name in angle brackets means: in the answer to another operation's example. */
export interface Sample {
  readonly operationId: string;
  /** Path in the answer: `contact.id`, `calendars.0.id`. */
  readonly take: string;
}

const of = (operationId: string, take: string): Sample => ({ operationId, take });

/**
 * What examples are filled with: made anew where it can be, so that an example that deletes takes away only what was made for it; looked up
 * where it cannot. `<location>` is the connection's own and `<new>` is text that nothing else has, so neither stands here.
 */
export const samples: Readonly<Record<string, Sample>> = {
  contact: of("highlevel.contacts.create-contact", "contact.id"),
  task: of("highlevel.contacts.create-task", "task.id"),
  note: of("highlevel.contacts.create-note", "note.id"),
  business: of("highlevel.businesses.create-business", "buiseness.id"),
  calendar: of("highlevel.calendars.get-calendars", "calendars.0.id"),
  appointment: of("highlevel.calendars.create-appointment", "id"),
  "appointment-note": of("highlevel.calendars.create-appointment-note", "note.id"),
  pipeline: of("highlevel.opportunities.get-pipelines", "pipelines.0.id"),
  stage: of("highlevel.opportunities.get-pipelines", "pipelines.0.stages.0.id"),
  opportunity: of("highlevel.opportunities.create-opportunity", "opportunity.id"),
  workflow: of("highlevel.workflows.get-workflow", "workflows.0.id"),
  campaign: of("highlevel.campaigns.get-campaigns", "campaigns.0.id"),
  tag: of("highlevel.locations.create-tag", "tag.id"),
  "custom-field": of("highlevel.locations.create-custom-field", "customField.id"),
  company: of("highlevel.locations.get-location", "location.companyId"),
  user: of("highlevel.users.search-users", "users.0.id"),
  incident: of("incident.incidents-v2.create", "incident.id"),
  "timeline-item": of("incident.incident-timeline-items-v2.create", "incident_timeline_item.id"),
  attachment: of("incident.incident-attachments-v1.create", "incident_attachment.id"),
  "follow-up": of("incident.follow-ups-v3.create", "follow_up.id"),
  action: of("incident.actions-v3.create", "action.id"),
  "catalog-type": of("incident.catalog-v3.create-type", "catalog_type.id"),
  entry: of("incident.catalog-v3.create-entry", "catalog_entry.id"),
  "incident-field": of("incident.custom-fields-v2.create", "custom_field.id"),
  "field-option": of("incident.custom-field-options-v1.create", "custom_field_option.id"),
  alert: of("incident.alerts-v2.list", "alerts.0.id"),
  "alert-source": of("incident.alert-sources-v2.create", "alert_source.id"),
  "alert-attribute": of("incident.alert-attributes-v2.create", "alert_attribute.id"),
  "alert-note": of("incident.alert-notes-v1.create", "alert_note.id"),
  "any-severity": of("incident.severities-v1.list", "severities.0.id"),
  severity: of("incident.severities-v1.create", "severity.id"),
  status: of("incident.incident-statuses-v1.create", "incident_status.id"),
  "incident-type": of("incident.incident-types-v1.list", "incident_types.0.id"),
  role: of("incident.incident-roles-v2.list", "incident_roles.0.id"),
  member: of("incident.users-v2.list", "users.0.id"),
  team: of("incident.teams-v3.list", "teams.0.id"),
  conversation: of("highlevel.conversations.create-conversation", "conversation.id"),
  message: of("highlevel.conversations.send-a-new-message", "messageId"),
  "custom-value": of("highlevel.locations.create-custom-value", "customValue.id"),
  "calendar-group": of("highlevel.calendars.create-calendar-group", "group.id"),
  "escalation-path": of("incident.escalations-v2.create-path", "escalation_path.id"),
  escalation: of("incident.escalations-v2.create", "escalation.id"),
  "status-page": of("incident.status-pages-v2.list-status-pages", "status_pages.0.id"),
  "page-incident": of("incident.status-pages-v2.create-status-page-incident", "status_page_incident.id"),
  window: of("incident.maintenance-windows-v1.create", "maintenance_window.id"),
  "api-key": of("incident.api-keys-v1.list", "api_keys.0.id"),
};

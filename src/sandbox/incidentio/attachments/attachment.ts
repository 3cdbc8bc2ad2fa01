import type { IncidentState } from "../state.ts";

/** A plain link, the only type that needs no integration. */
export const LINK = "arbitrary_url";
export const resourceTypes = [
  "pager_duty_incident",
  "opsgenie_alert",
  "datadog_monitor_alert",
  "github_pull_request",
  "gitlab_merge_request",
  "sentry_issue",
  "jira_issue",
  "jsm_alert",
  "atlassian_statuspage_incident",
  "zendesk_ticket",
  "google_calendar_event",
  "outlook_calendar_event",
  "slack_file",
  "salesforce_case",
  LINK,
  "scrubbed",
  "statuspage_incident",
] as const;

/** Something of another system, or a link, that hangs on an incident. It is never changed, and no event tells of it. */
export interface StoredAttachment {
  readonly id: string;
  readonly incidentId: string;
  readonly resourceType: string;
  readonly externalId: string;
  readonly permalink: string;
  readonly title: string;
}

/** Of a link, the other system's id is one of our making; of a resource named by its id, the permalink is. */
export function insertAttachment(
  { attachments, stamps }: IncidentState,
  fields: {
    readonly incidentId: string;
    readonly resourceType: string;
    readonly externalId: string | null;
    readonly permalink: string | null;
    readonly title: string | null;
  },
): StoredAttachment {
  const externalId = fields.externalId ?? stamps.id();
  const permalink = fields.permalink ?? `https://${fields.resourceType.replaceAll("_", "-")}.example.com/${encodeURIComponent(externalId)}`;
  return attachments.add({ ...fields, id: stamps.id(), externalId, permalink, title: fields.title ?? permalink });
}

/** The emoji is not shown. */
export function attachmentShape({ id, incidentId, resourceType, externalId, permalink, title }: StoredAttachment): Record<string, unknown> {
  return { id, incident_id: incidentId, resource: { resource_type: resourceType, external_id: externalId, permalink, title } };
}

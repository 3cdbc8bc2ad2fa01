import { must } from "#lib/must.ts";
import { actorShape } from "./actor.ts";
import { fieldEntriesShape } from "./custom-fields.ts";
import type { Incident } from "./incident-store.ts";
import { embeddedUser, incidentTypeShape, roleShape, severityShape, statusShape } from "./organisation-routes.ts";
import type { Status } from "./organisation.ts";
import type { IncidentState } from "./state.ts";

/** An incident as version 2 of the API shows it. */
export function incidentShape(state: IncidentState, incident: Incident): Record<string, unknown> {
  const { organisation } = state;
  const severity = organisation.severities.find(({ id }) => id === incident.severityId);
  const type = organisation.incidentTypes.find(({ id }) => id === incident.typeId);
  const { id, number, name, summary, mode, visibility, createdAt, updatedAt, creatorKey } = incident;
  return {
    id,
    reference: `INC-${String(number)}`,
    name,
    mode,
    visibility,
    created_at: createdAt,
    updated_at: updatedAt,
    ...(summary !== null && { summary }),
    permalink: `https://app.example.com/incidents/${String(number)}`,
    slack_team_id: "T00000000",
    slack_channel_id: `C${String(number).padStart(8, "0")}`,
    slack_channel_name: `inc-${String(number)}`,
    creator: actorShape(state, creatorKey),
    incident_status: statusShape(statusOf(state, incident)),
    ...(severity !== undefined && { severity: severityShape(severity) }),
    ...(type !== undefined && { incident_type: incidentTypeShape(type) }),
    incident_role_assignments: assignments(state, incident),
    custom_field_entries: fieldEntriesShape(state, incident.values),
    incident_timestamp_values: [],
    duration_metrics: [],
    has_debrief: false,
  };
}

export function statusOf(state: IncidentState, incident: Incident): Status {
  return must(
    state.organisation.statuses.find(({ id }) => id === incident.statusId),
    "a known status",
  );
}

/** Every role, with its user where somebody holds it. */
function assignments(state: IncidentState, incident: Incident): readonly Record<string, unknown>[] {
  return state.organisation.roles.map((role) => {
    const user = state.organisation.users.find(({ id }) => id === incident.assigned[role.id]);
    return { role: roleShape(role), ...(user !== undefined && { assignee: embeddedUser(user) }) };
  });
}

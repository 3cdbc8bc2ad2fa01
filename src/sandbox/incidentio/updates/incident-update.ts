import { must } from "#lib/must.ts";
import { actorShape, type CreatorKey } from "../actor.ts";
import { changeIncident } from "../incident-changes.ts";
import type { Incident } from "../incident-store.ts";
import { severityShape, statusShape } from "../organisation-routes.ts";
import type { IncidentState } from "../state.ts";

/** What somebody told about an incident, with the status and severity that it has from then on. Never changed. */
export interface StoredUpdate {
  readonly id: string;
  readonly incidentId: string;
  /** Markdown. */
  readonly message: string | null;
  readonly statusId: string;
  readonly severityId: string | null;
  /** The incident into which this one was merged. */
  readonly mergedIntoId: string | null;
  readonly creatorKey: CreatorKey;
  readonly createdAt: string;
}

export interface NewUpdate {
  readonly message?: string | undefined;
  readonly statusId?: string | undefined;
  readonly severityId?: string | undefined;
  readonly mergedIntoId?: string;
  readonly creatorKey?: CreatorKey;
  readonly idempotencyKey?: string;
}

/** Records an update, makes its changes, and tells the webhook endpoint as for any change of an incident. */
export function postUpdate(state: IncidentState, incident: Incident, update: NewUpdate): StoredUpdate {
  const { statusId = incident.statusId, severityId = incident.severityId, message = null, mergedIntoId = null, creatorKey = null } = update;
  const { id, now } = { id: state.stamps.id(), now: state.stamps.now() };
  const stored = { id, incidentId: incident.id, message, statusId, severityId, mergedIntoId, creatorKey, createdAt: now };
  state.updates.add(stored, update.idempotencyKey ?? null);
  changeIncident(state, incident, { statusId, severityId }, message);
  return stored;
}

export function updateShape(state: IncidentState, update: StoredUpdate): Record<string, unknown> {
  const { id, incidentId, message, statusId, severityId, mergedIntoId, creatorKey, createdAt } = update;
  const { statuses, severities } = state.organisation;
  const severity = severities.find((known) => known.id === severityId);
  const status = must(
    statuses.find((known) => known.id === statusId),
    "its status",
  );
  return {
    id,
    incident_id: incidentId,
    new_incident_status: statusShape(status),
    updater: actorShape(state, creatorKey),
    created_at: createdAt,
    ...(message !== null && { message }),
    ...(severity !== undefined && { new_severity: severityShape(severity) }),
    ...(mergedIntoId !== null && { merged_into_incident_id: mergedIntoId }),
  };
}

import { must } from "#lib/must.ts";
import type { FieldValues } from "./custom-fields.ts";
import { incidentShape, statusOf } from "./incident-shape.ts";
import type { Incident, IncidentMode, Visibility } from "./incident-store.ts";
import { statusShape } from "./organisation-routes.ts";
import type { IncidentState } from "./state.ts";

export interface NewIncident {
  readonly name: string;
  readonly summary?: string | null;
  readonly statusId?: string | undefined;
  readonly severityId?: string | null;
  readonly typeId?: string | undefined;
  readonly visibility?: Visibility;
  readonly mode?: IncidentMode;
  readonly creatorKey?: Incident["creatorKey"];
  readonly assigned?: Incident["assigned"];
  readonly values?: FieldValues;
  readonly idempotencyKey?: string;
}

/** Adds an incident without an event. It starts in the first live status, with the default type. */
export function insertIncident(state: IncidentState, fields: NewIncident): Incident {
  const { organisation, stamps } = state;
  const at = stamps.now();
  const incident: Incident = {
    id: stamps.id(),
    number: state.incidents.nextNumber,
    name: fields.name,
    summary: fields.summary ?? null,
    severityId: fields.severityId ?? null,
    statusId:
      fields.statusId ??
      must(
        organisation.statuses.find(({ category }) => category === "live"),
        "a live status",
      ).id,
    typeId:
      fields.typeId ??
      must(
        organisation.incidentTypes.find(({ isDefault }) => isDefault),
        "a default incident type",
      ).id,
    visibility: fields.visibility ?? "public",
    mode: fields.mode ?? "standard",
    creatorKey: fields.creatorKey ?? null,
    assigned: fields.assigned ?? {},
    values: fields.values ?? {},
    createdAt: at,
    updatedAt: at,
  };
  state.incidents.add(incident, fields.idempotencyKey ?? null);
  return incident;
}

/** Adds an incident and tells the webhook endpoint. */
export function openIncident(state: IncidentState, fields: NewIncident): Incident {
  const incident = insertIncident(state, fields);
  state.events.incident("incident_created_v2", incident, incidentShape(state, incident));
  return incident;
}

export type IncidentChange = Partial<Pick<Incident, "name" | "summary" | "statusId" | "severityId" | "assigned" | "values">>;

/**
 * Changes what is given, lets the rest be, and tells the webhook endpoint; a change of status makes a second event, with the message of the
 * update that made it.
 */
export function changeIncident(state: IncidentState, incident: Incident, change: IncidentChange, message: string | null = null): void {
  const previous = statusOf(state, incident);
  const { values = {}, assigned = {}, ...plain } = change;
  Object.assign(incident, plain);
  incident.values = { ...incident.values, ...values };
  incident.assigned = { ...incident.assigned, ...assigned };
  incident.updatedAt = state.stamps.after(incident.updatedAt);
  state.events.incident("incident_updated_v2", incident, eventShape(state, incident));
  const now = statusOf(state, incident);
  if (now.id === previous.id) return;
  state.events.incident("incident_status_updated_v2", incident, {
    incident: incidentShape(state, incident),
    previous_status: statusShape(previous),
    new_status: statusShape(now),
    ...(message !== null && { message }),
  });
}

/** An incident as its own events show it: with the message that was told last. */
function eventShape(state: IncidentState, incident: Incident): Record<string, unknown> {
  const told = state.updates.all().findLast(({ incidentId, message }) => incidentId === incident.id && message !== null);
  return { ...incidentShape(state, incident), ...(told !== undefined && { most_recent_update_message: told.message }) };
}

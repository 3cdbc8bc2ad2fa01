import { must } from "#lib/must.ts";
import { linked } from "../catalog-links.ts";
import { objectsOf } from "../body-rules.ts";
import { statusOf } from "../incident-shape.ts";
import type { IncidentState } from "../state.ts";
import type { AlertAttribute, IncidentAlert, StoredAlert } from "./alert-store.ts";

type Shape = Record<string, unknown>;

/** An alert with the attributes that its source fills. */
export function alertShape(state: IncidentState, alert: StoredAlert): Shape {
  const template = state.alerts.sources.get(alert.sourceId)?.template ?? {};
  const attributes = objectsOf(template, "attributes").flatMap((bound) => state.alerts.attributes.get(String(bound["alert_attribute_id"])) ?? []);
  return { ...slimAlert(alert), attributes: attributes.map((attribute) => entryOf(state, alert, attribute)) };
}

function slimAlert(alert: StoredAlert): Shape {
  const { id, sourceId, deduplicationKey, title, description, sourceUrl, status, createdAt, updatedAt, resolvedAt } = alert;
  return {
    id,
    alert_source_id: sourceId,
    deduplication_key: deduplicationKey,
    title,
    status,
    ...(description !== null && { description }),
    ...(sourceUrl !== null && { source_url: sourceUrl }),
    ...(resolvedAt !== null && { resolved_at: resolvedAt }),
    created_at: createdAt,
    updated_at: updatedAt,
  };
}

export function attributeShape({ id, name, type, array, required, emoji }: AlertAttribute): Shape {
  return { id, name, type, array, required, ...(emoji !== null && { emoji }) };
}

/** An attribute of the catalog names a live entry by id, external id or alias; a value that names none is left out. */
function entryOf(state: IncidentState, alert: StoredAlert, attribute: AlertAttribute): Shape {
  const shown = (alert.values[attribute.id] ?? []).flatMap((literal) => valueOf(state, attribute, literal));
  const [first] = shown;
  const value = attribute.array ? { array_value: shown } : first === undefined ? {} : { value: first };
  return { attribute: attributeShape(attribute), ...value };
}

function valueOf(state: IncidentState, { type }: AlertAttribute, literal: string): readonly Shape[] {
  const typeName = catalogTypeOf(state, type);
  if (typeName === null) return [{ label: literal, literal }];
  const entry = linked(state, typeName, literal);
  if (entry === undefined) return [];
  return [{ label: entry.name, literal: entry.id, catalog_entry: { catalog_type_id: entry.typeId, id: entry.id, name: entry.name } }];
}

/** The name of the catalog type that an attribute's type means; null for a plain one. */
export function catalogTypeOf({ catalog }: IncidentState, type: string): string | null {
  const [, id] = /^CatalogEntry\["([^"]+)"\]$/u.exec(type) ?? [];
  return (id === undefined ? catalog.typeNamed(type) : catalog.types.get(id))?.typeName ?? null;
}

/** Here categories go by the names of the dashboard. */
const renamed: Readonly<Record<string, string>> = { live: "active", learning: "post-incident" };

export function incidentAlertShape(state: IncidentState, { id, alertId, incidentId }: IncidentAlert): Shape {
  const incident = must(state.incidents.find(incidentId), "its incident");
  const { category } = statusOf(state, incident);
  return {
    id,
    alert: slimAlert(must(state.alerts.alerts.get(alertId), "its alert")),
    incident: {
      id: incident.id,
      external_id: incident.number,
      name: incident.name,
      reference: `INC-${String(incident.number)}`,
      status_category: renamed[category] ?? category,
      visibility: incident.visibility,
      ...(incident.summary !== null && { summary: incident.summary }),
    },
  };
}

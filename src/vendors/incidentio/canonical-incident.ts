import { isObject } from "#lib/json.ts";
import { eventPayload } from "./event-payload.ts";
import { collected, type KeyedValue } from "./keyed-values.ts";
import { emailIn, instantIn, textBelow, textIn } from "./raw-values.ts";

/** A catalog entry that an incident names. */
export interface NamedEntry {
  readonly id: string;
  readonly externalId: string | null;
  readonly name: string | null;
  readonly aliases: readonly string[];
}

/** What an incident says, in the form in which values are compared. */
export type IncidentValues = {
  readonly name: string | null;
  readonly summary: string | null;
  readonly statusId: string | null;
  /** `live` is what the dashboard calls active, `learning` what it calls post-incident; open, because more may come. */
  readonly statusCategory: string | null;
  readonly severityId: string | null;
};

/** One incident, reduced. */
export interface CanonicalIncident {
  readonly id: string;
  /** `INC-123`. */
  readonly reference: string | null;
  /** Time of change, ISO in UTC. */
  readonly version: string;
  readonly createdAt: string | null;
  /** Private unless the vendor says that it is public: nothing of a private one leaves incident.io (P1). */
  readonly isPrivate: boolean;
  /** Of tests and tutorials, which are no incidents. */
  readonly isDrill: boolean;
  readonly permalink: string | null;
  readonly statusName: string | null;
  readonly severityName: string | null;
  /** Id of the key that opened it. */
  readonly creatorKeyId: string | null;
  /** Addresses of its lead and reporter, in the form in which addresses are compared. */
  readonly leadEmail: string | null;
  readonly reporterEmail: string | null;
  /** By custom field: the catalog entries it names, and its other values as texts. */
  readonly named: Readonly<Record<string, readonly NamedEntry[]>>;
  readonly texts: Readonly<Record<string, readonly string[]>>;
  readonly fields: IncidentValues;
}

type Like = Readonly<Record<string, unknown>>;

/** Reduces an incident, as reads and events show it. */
export function canonicalIncident(incident: Like & { readonly id: string }): CanonicalIncident {
  const values = fieldValues(incident["custom_field_entries"]);
  const mode = textIn(incident["mode"]);
  return {
    id: incident.id,
    reference: textIn(incident["reference"]),
    version: instantIn(incident["updated_at"]) ?? "",
    createdAt: instantIn(incident["created_at"]),
    isPrivate: incident["visibility"] !== "public",
    isDrill: mode === "test" || mode === "tutorial",
    permalink: textIn(incident["permalink"]),
    statusName: textBelow(incident, "incident_status", "name"),
    severityName: textBelow(incident, "severity", "name"),
    creatorKeyId: textBelow(incident, "creator", "api_key", "id"),
    leadEmail: emailOfRole(incident, "lead"),
    reporterEmail: emailOfRole(incident, "reporter"),
    named: collected(values, namedEntry),
    texts: collected(values, textOfValue),
    fields: {
      name: textIn(incident["name"]),
      summary: textIn(incident["summary"]),
      statusId: textBelow(incident, "incident_status", "id"),
      statusCategory: textBelow(incident, "incident_status", "category"),
      severityId: textBelow(incident, "severity", "id"),
    },
  };
}

/** What an event tells of an incident: all of it, or the id alone when it is private. */
export type ShownByIncidentEvent =
  | {
      readonly kind: "shown";
      readonly record: CanonicalIncident;
      /** Id of the status that it left, in an event of a change of status. */
      readonly leftStatusId: string | null;
      /** Markdown that explains the change of status, or that was told last in any other event. */
      readonly message: string | null;
    }
  | { readonly kind: "private"; readonly id: string };

/** Reads the body of an event; null when it is about something else. */
export function shownByIncidentEvent(event: unknown): ShownByIncidentEvent | null {
  const found = eventPayload(event, "incident", ["incident_created_v2", "incident_updated_v2", "incident_status_updated_v2"]);
  if (found === null) return null;
  const { payload, name, isPrivate } = found;
  const incident = name === "incident_status_updated_v2" ? payload["incident"] : payload;
  const id = isObject(incident) ? textIn(incident["id"]) : null;
  if (!isObject(incident) || id === null) return null;
  if (isPrivate) return { kind: "private", id };
  const message = textIn(payload["message"]) ?? textIn(incident["most_recent_update_message"]);
  return { kind: "shown", record: canonicalIncident({ ...incident, id }), leftStatusId: textBelow(payload, "previous_status", "id"), message };
}

function fieldValues(raw: unknown): readonly KeyedValue[] {
  if (!Array.isArray(raw)) return [];
  return raw.flatMap((entry: unknown) => {
    const fieldId = textBelow(entry, "custom_field", "id");
    const values = isObject(entry) ? entry["values"] : null;
    if (fieldId === null || !Array.isArray(values)) return [];
    return values.filter(isObject).map((value) => ({ key: fieldId, value }));
  });
}

function namedEntry(value: Like): NamedEntry | null {
  const entry = value["value_catalog_entry"];
  const id = textBelow(entry, "id");
  if (!isObject(entry) || id === null) return null;
  const aliases = Array.isArray(entry["aliases"]) ? entry["aliases"].flatMap((alias) => textIn(alias) ?? []) : [];
  return { id, externalId: textIn(entry["external_id"]), name: textIn(entry["name"]), aliases: aliases.toSorted() };
}

function textOfValue(value: Like): string | null {
  return textIn(value["value_text"]) ?? textIn(value["value_link"]) ?? textIn(value["value_numeric"]) ?? textBelow(value, "value_option", "value");
}

function emailOfRole(incident: Like, type: string): string | null {
  const assignments = incident["incident_role_assignments"];
  if (!Array.isArray(assignments)) return null;
  const held = assignments.find((assignment: unknown) => textBelow(assignment, "role", "role_type") === type);
  return emailIn(textBelow(held, "assignee", "email"));
}

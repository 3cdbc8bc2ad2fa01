import type { FieldMap } from "#core/mapping/field-map.ts";
import { toldFields, type Reduction } from "#core/mapping/mapped-fields.ts";
import { writeThrough } from "#core/mapping/tell-value.ts";
import type { CanonicalValue, FieldValues, SideRecord } from "#core/record/canonical.ts";
import { isObject } from "#lib/json.ts";
import type { ContactJson } from "./resources/contacts.ts";

export type ContactMapping = Reduction;

/** Where a mapped field lives in a custom field: `customField:<id>`. */
const CUSTOM = "customField:";

/** Reduces a contact, in the shape of GET, of a search row or of an event, to the mapped fields. */
export function canonicalContact(mapping: ContactMapping, contact: ContactJson): SideRecord {
  return { side: "highlevel", id: contact.id, version: contact.dateUpdated ?? "", fields: canonicalFields(mapping, contact), counterpartId: null };
}

export function canonicalFields(mapping: ContactMapping, contact: Readonly<Record<string, unknown>>): FieldValues {
  return toldFields("highlevel", mapping, (map) => rawValue(map, contact));
}

/** What the body of a contact event can show; fields of these that it leaves out are empty (facts, section 8). */
const inEvents: ReadonlySet<string> = new Set([
  "fullName",
  "email",
  "phone",
  "companyName",
  "address1",
  "city",
  "state",
  "country",
  "postalCode",
  "website",
  "source",
  "dateOfBirth",
  "dnd",
  "tags",
  "assignedTo",
]);

/** The mapped fields of an event's contact. Those that events never show are left out: of them it says nothing, not that they are empty. */
export function shownFields(mapping: ContactMapping, event: Readonly<Record<string, unknown>>): FieldValues {
  const fields = mapping.fields.filter(({ left }) => inEvents.has(left) || left.startsWith(CUSTOM));
  return canonicalFields({ ...mapping, fields }, event);
}

function rawValue(map: FieldMap, contact: Readonly<Record<string, unknown>>): unknown {
  if (map.left === "fullName") return fullNameOf(contact);
  if (map.left.startsWith(CUSTOM)) return customValue(contact, map.left.slice(CUSTOM.length));
  // Rows of the search call it otherwise (facts, section 13).
  if (map.left === "address1") return contact["address1"] ?? contact["address"];
  return contact[map.left];
}

/** Names come as two parts; `name` is the fallback of shapes that have only that. The lower-cased display names are never read. */
function fullNameOf(contact: Readonly<Record<string, unknown>>): string {
  const parts = [contact["firstName"], contact["lastName"]].filter((part): part is string => typeof part === "string" && part.trim() !== "");
  if (parts.length > 0) return parts.join(" ");
  return typeof contact["name"] === "string" ? contact["name"] : "";
}

function customValue(contact: Readonly<Record<string, unknown>>, id: string): unknown {
  const fields = contact["customFields"];
  if (!Array.isArray(fields)) return null;
  const found = fields.find((field) => isObject(field) && field["id"] === id) as Readonly<Record<string, unknown>> | undefined;
  return found === undefined ? null : (found["value"] ?? found["fieldValue"] ?? found["field_value"] ?? null);
}

/** The two parts in which HighLevel keeps a name. */
export interface NameParts {
  readonly first: string;
  readonly last: string;
}

export function namePartsOf(contact: Readonly<Record<string, unknown>>): NameParts {
  const text = (key: string): string => (typeof contact[key] === "string" ? contact[key].trim() : "");
  return { first: text("firstName"), last: text("lastName") };
}

/**
 * The body that writes these values; `empty` is what clears a field. Tags are not part of it, because a write of tags replaces them all (M3).
 */
export function writeBody(
  mapping: ContactMapping,
  values: ReadonlyMap<string, CanonicalValue>,
  parts: NameParts,
  empty: null | "",
): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  const custom: { id: string; field_value: unknown }[] = [];
  for (const map of mapping.fields) {
    const shared = values.get(map.field);
    if (shared === undefined || map.left === "tags") continue;
    const value = writeThrough(map, "highlevel", shared);
    if (map.left === "fullName") {
      const { first, last } = splitName(typeof value === "string" ? value : "", parts);
      Object.assign(body, { firstName: first === "" ? empty : first, lastName: last === "" ? empty : last });
    } else if (map.left.startsWith(CUSTOM)) custom.push({ id: map.left.slice(CUSTOM.length), field_value: value ?? "" });
    else body[map.left] = value ?? empty;
  }
  if (custom.length > 0) body["customFields"] = custom;
  return body;
}

/** Keeps a stored part where the new name still begins or ends with it; otherwise splits at the last space. */
export function splitName(fullName: string, stored: NameParts): NameParts {
  if (stored.first !== "" && fullName.startsWith(`${stored.first} `)) return { first: stored.first, last: fullName.slice(stored.first.length + 1) };
  if (stored.last !== "" && fullName.endsWith(` ${stored.last}`)) return { first: fullName.slice(0, -stored.last.length - 1), last: stored.last };
  const space = fullName.lastIndexOf(" ");
  return space === -1 ? { first: fullName, last: "" } : { first: fullName.slice(0, space), last: fullName.slice(space + 1) };
}

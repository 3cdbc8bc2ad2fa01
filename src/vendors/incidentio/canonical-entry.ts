import type { Bridge } from "#core/bridge.ts";
import type { FieldMap } from "#core/mapping/field-map.ts";
import { toldFields, type Reduction } from "#core/mapping/mapped-fields.ts";
import { writeThrough } from "#core/mapping/tell-value.ts";
import { ANY } from "#core/record/names-many.ts";
import { elementsOf } from "#core/record/canonicalise.ts";
import type { CanonicalValue, FieldValues, SideRecord } from "#core/record/canonical.ts";
import type { EntryJson } from "./client.ts";

export type EntryMapping = Pick<Bridge, "entity" | "locationId"> & Reduction;

const ATTRIBUTE = "attribute:";
/**
 * Attribute of ours on every entry: the id of the record in HighLevel. Always written along, so that a list of attributes to update is never
 * empty. No page lets people edit it, so it still names the record when they have taken the external id away.
 */
export const idAttributeOf = ({ entity }: Pick<Bridge, "entity">): string => `hw_${entity}_id`;

/** The id of the attribute that a field maps to, or null when it maps to the entry's name. */
export function attributeOf(map: Pick<FieldMap, "right">): string | null {
  return map.right.startsWith(ATTRIBUTE) ? map.right.slice(ATTRIBUTE.length) : null;
}

/** External id of a record's entry: location and record, so that a link can be found again from here alone (I3). */
export const externalIdOf = (mapping: EntryMapping, recordId: string): string => `${mapping.locationId}:${recordId}`;

/** The HighLevel id in an external id of this location; null for none. */
export function highlevelIdIn(mapping: EntryMapping, externalId: string | null | undefined): string | null {
  const prefix = `${mapping.locationId}:`;
  return typeof externalId === "string" && externalId.startsWith(prefix) && externalId.length > prefix.length
    ? externalId.slice(prefix.length)
    : null;
}

/** The id of many that stands for one entry: what an event names is read alone, before both sides of its link are. */
export const entryMany = (entryId: string): string => `${entryId}/${ANY}`;

/** The entry that such an id stands for. */
export const entryIn = (many: string): string => many.split("/")[0] ?? "";

/** Names are required, so a record without one gets this; it reads back as no name. */
const unnamed = (mapping: EntryMapping, recordId: string): string => `Unnamed ${mapping.entity} ${recordId}`;

export function canonicalEntry(mapping: EntryMapping, entry: EntryJson): SideRecord {
  const own = textOf(entry.attribute_values[idAttributeOf(mapping)]?.value ?? {});
  const marked = highlevelIdIn(mapping, entry.external_id);
  // A vendor may keep less of a long value than of an external id.
  const counterpartId = marked?.startsWith(own) === true ? marked : own || null;
  const fields = toldFields("incident", mapping, (map) => rawValue(mapping, map, entry, counterpartId));
  return { side: "incident", id: entry.id, version: entry.updated_at, fields, counterpartId, ...(counterpartId !== marked && { markerStale: true }) };
}

function rawValue(mapping: EntryMapping, map: FieldMap, entry: EntryJson, recordId: string | null): unknown {
  const attribute = attributeOf(map);
  if (attribute === null) return recordId !== null && entry.name === unnamed(mapping, recordId) ? null : entry.name;
  const value = entry.attribute_values[attribute];
  if (value === undefined) return null;
  if (map.kind === "set") return (value.array_value ?? []).map(textOf);
  return value.value === null || value.value === undefined ? null : textOf(value.value);
}

/** Documents say that `literal` is empty for primitives and `label` holds the text; official tools read `literal`. Both happen. */
const textOf = (literal: { readonly literal?: string | null | undefined; readonly label?: string | null | undefined }): string =>
  literal.literal || literal.label || "";

/** Everything of an entry that these values determine; attributes not named keep what they hold. */
export function entryBody(
  mapping: EntryMapping,
  values: FieldValues,
  changed: readonly string[],
  recordId: string | null,
  aliases: "all" | "id-only",
): Record<string, unknown> {
  const own = recordId === null ? {} : { [idAttributeOf(mapping)]: { value: { literal: recordId } } };
  const attributes = { ...own, ...attributeValues(mapping, values, changed) };
  const named = mapping.fields.find((map) => attributeOf(map) === null);
  const name = named === undefined ? null : writeThrough(named, "incident", values[named.field] ?? null);
  return {
    name: typeof name === "string" ? name : unnamed(mapping, recordId ?? "without id"),
    attribute_values: attributes,
    ...(recordId !== null && { external_id: externalIdOf(mapping, recordId), aliases: aliasesOf(values, recordId, aliases) }),
  };
}

/** The changed fields' attributes as a write tells them; one that is listed as changed and left out here is cleared. */
export function attributeValues(mapping: Pick<Bridge, "fields">, values: FieldValues, changed: readonly string[]): Readonly<Record<string, unknown>> {
  const written = mapping.fields.flatMap((map) => {
    const attribute = attributeOf(map);
    const value =
      attribute === null || !changed.includes(map.field) ? null : attributeValue(map, writeThrough(map, "incident", values[map.field] ?? null));
    return attribute === null || value === null ? [] : [[attribute, value] as const];
  });
  return Object.fromEntries(written);
}

function aliasesOf(values: FieldValues, recordId: string, aliases: "all" | "id-only"): readonly string[] {
  const more = aliases === "all" ? [values["email"], values["phone"]] : [];
  return [recordId, ...more.filter((alias): alias is string => typeof alias === "string")];
}

/** Null clears: the attribute is listed as updated and left out of the payload. */
function attributeValue(map: FieldMap, value: CanonicalValue): unknown {
  if (map.kind === "set") return { array_value: elementsOf(value).map((literal) => ({ literal })) };
  return value === null ? null : { value: { literal: String(value) } };
}

/** Ids of the attributes that a write of these fields touches. */
export function updatedAttributes(mapping: EntryMapping, changed: readonly string[]): readonly string[] {
  const ids = mapping.fields.filter((map) => changed.includes(map.field)).flatMap((map) => attributeOf(map) ?? []);
  return [...ids, idAttributeOf(mapping)];
}

import type { Bridge } from "#core/bridge.ts";
import type { FieldMap } from "#core/mapping/field-map.ts";
import { readThrough } from "#core/mapping/tell-value.ts";
import { canonicalise, elementsOf, sameValue } from "#core/record/canonicalise.ts";
import type { CanonicalValue } from "#core/record/canonical.ts";
import { HOLD_TAG } from "./every-bridge.ts";

type Raw = Readonly<Record<string, unknown>>;

/** The sandboxes' own truth, read past all limits, lags and clients of ours. */
export interface Truth {
  readonly contacts: readonly Raw[];
  readonly entries: readonly Raw[];
}

export interface Comparison {
  readonly pairs: number;
  /** Fields of a pair that differ although no conflict waits for them. */
  readonly unequal: readonly { readonly contactId: string; readonly field: string }[];
  /** Entries beyond the first for one contact, and contacts beyond the first with one e-mail. */
  readonly duplicates: number;
  /** Records without a counterpart although no conflict waits for them. */
  readonly unpaired: number;
}

/**
 * The oracle: pairs the records by the external id and compares every mapped field in canonical form. `waiting` holds `<record id>:<field>`
 * for each open conflict, under both records' ids; the field `*` stands for the whole record.
 */
export function compareSides(
  truth: Truth,
  bridge: Pick<Bridge, "fields" | "locationId" | "defaultCountry">,
  waiting: ReadonlySet<string>,
): Comparison {
  const isAsked = ({ id }: Raw): boolean => waiting.has(`${String(id)}:*`);
  const entriesByContact = new Map<string, Raw[]>();
  let loose = 0;
  for (const entry of truth.entries) {
    const contactId = contactIdOf(entry, bridge.locationId);
    if (contactId !== null) entriesByContact.set(contactId, [...(entriesByContact.get(contactId) ?? []), entry]);
    else if (!isAsked(entry)) loose += 1;
  }
  const known = new Set(truth.contacts.map((contact) => String(contact["id"])));
  const unequal: { contactId: string; field: string }[] = [];
  let unpaired = loose + [...entriesByContact].filter(([id, entries]) => !known.has(id) && !entries.every(isAsked)).length;
  let pairs = 0;
  for (const contact of truth.contacts) {
    const contactId = String(contact["id"]);
    const [entry] = entriesByContact.get(contactId) ?? [];
    if (entry === undefined) unpaired += waiting.has(`${contactId}:*`) ? 0 : 1;
    else {
      pairs += 1;
      for (const field of unequalFields(contact, entry, bridge))
        if (!waits(waiting, contactId, String(entry["id"]), field)) unequal.push({ contactId, field });
    }
  }
  const twins = [...entriesByContact.values()].reduce((sum, entries) => sum + entries.length - 1, 0);
  return { pairs, unequal, duplicates: twins + repeated(truth.contacts.map((contact) => textOf(contact["email"]).toLowerCase())), unpaired };
}

const waits = (waiting: ReadonlySet<string>, contactId: string, entryId: string, field: string): boolean =>
  [contactId, entryId].some((id) => waiting.has(`${id}:${field}`) || waiting.has(`${id}:*`));

function unequalFields(contact: Raw, entry: Raw, bridge: Pick<Bridge, "fields" | "defaultCountry">): readonly string[] {
  const left = (map: FieldMap): CanonicalValue => readThrough(map, "highlevel", leftValue(contact, map, bridge), bridge);
  const right = (map: FieldMap): CanonicalValue => readThrough(map, "incident", rightValue(entry, map, bridge), bridge);
  return bridge.fields.filter((map) => !sameValue(left(map), right(map))).map((map) => map.field);
}

function leftValue(contact: Raw, map: FieldMap, context: { readonly defaultCountry: string }): CanonicalValue {
  if (map.left === "fullName") return canonicalise(map.kind, [contact["firstName"], contact["lastName"]].map(textOf).join(" "), context);
  const custom = /^customField:(.+)$/u.exec(map.left)?.[1];
  if (custom === undefined) return peoplesOwn(map, canonicalise(map.kind, contact[map.left], context));
  const fields = (contact["customFields"] ?? []) as readonly { readonly id: string; readonly value: unknown }[];
  return canonicalise(map.kind, fields.find(({ id }) => id === custom)?.value, context);
}

function rightValue(entry: Raw, map: FieldMap, context: { readonly defaultCountry: string }): CanonicalValue {
  if (map.right === "name") return canonicalise(map.kind, textOf(entry["name"]).startsWith("Unnamed contact ") ? null : entry["name"], context);
  const values = entry["attribute_values"] as Readonly<Record<string, { readonly value?: Shown; readonly array_value?: readonly Shown[] }>>;
  const held = values[map.right.slice("attribute:".length)];
  const shown = map.kind === "set" ? held?.array_value?.map(shownText) : held?.value === undefined ? null : shownText(held.value);
  return peoplesOwn(map, canonicalise(map.kind, shown, context));
}

/** Tags that incidents put on contacts stay in HighLevel. */
function peoplesOwn({ left }: FieldMap, value: CanonicalValue): CanonicalValue {
  return left === "tags" ? elementsOf(value).filter((tag) => tag !== HOLD_TAG && !/^incident-(?:active|inc-\d+)$/u.test(tag)) : value;
}

/** A value of an attribute as incident.io shows it. */
export interface Shown {
  readonly literal?: string;
  readonly label?: string;
}

/** `literal` may be left out, or empty, and then `label` says it. */
export const shownText = ({ literal, label }: Shown): string => literal || label || "";

function contactIdOf(entry: Raw, locationId: string): string | null {
  const external = textOf(entry["external_id"]);
  return external.startsWith(`${locationId}:`) ? external.slice(locationId.length + 1) : null;
}

function repeated(values: readonly string[]): number {
  const given = values.filter((value) => value !== "");
  return given.length - new Set(given).size;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

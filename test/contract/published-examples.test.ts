import { generateKeyPairSync, randomUUID, sign, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { FieldMap } from "#core/mapping/field-map.ts";
import { canonicalise, sameValue } from "#core/record/canonicalise.ts";
import type { CanonicalValue, FieldKind } from "#core/record/canonical.ts";
import { isObject } from "#lib/json.ts";
import { must } from "#lib/must.ts";
import { canonicalFields, namePartsOf, writeBody, type ContactMapping } from "#vendors/highlevel/canonical-contact.ts";
import { createHighLevelContacts } from "#vendors/highlevel/highlevel-contacts.ts";
import { canonicalEntry, entryBody, type EntryMapping } from "#vendors/incidentio/canonical-entry.ts";
import type { EntryJson } from "#vendors/incidentio/client.ts";
import { callEverything } from "./client-calls.ts";
import type { Json } from "./json-schema.ts";
import { describeWithDocuments, describeWithFacts } from "./needs-documents.ts";
import { factsFolder } from "./openapi.ts";
import { objectsIn, publishedEvents, publishedValues } from "./published-values.ts";
import { openDoor } from "./webhook-door.ts";

/** Every plain property of a contact that a person could map, with the kind that suits it. */
const kinds: Readonly<Record<string, FieldKind>> = {
  fullName: "name",
  email: "email",
  phone: "phone",
  website: "url",
  dateOfBirth: "date",
  dnd: "boolean",
  tags: "set",
  ...Object.fromEntries(
    ["address1", "city", "state", "postalCode", "country", "timezone", "source", "companyName", "assignedTo", "gender", "type"].map((name) => [
      name,
      "text" as const,
    ]),
  ),
};
const row = (field: string, kind: FieldKind, left: string): FieldMap => ({
  field,
  kind,
  left,
  right: `attribute:${field}`,
  direction: "both",
  policy: "ask",
  personal: false,
  label: field,
});

interface CustomField {
  readonly id: string;
  readonly raw: unknown;
}
/** Examples repeat one id for every kind of field, so each gets its own. */
function apart(contact: Json): { readonly contact: Json; readonly custom: readonly CustomField[] } {
  const given = Array.isArray(contact["customFields"]) ? (contact["customFields"] as readonly Json[]) : [];
  const customFields = given.map((field, index): Json => ({ ...field, id: `${String(field["id"])}-${String(index)}` }));
  const custom = customFields.map((field) => ({ id: String(field["id"]), raw: field["value"] ?? field["field_value"] ?? field["fieldValue"] }));
  return { contact: { ...contact, customFields }, custom };
}
const kindOf = (raw: unknown): FieldKind => (Array.isArray(raw) ? "set" : typeof raw === "number" ? "number" : "text");
const mappingFor = (contact: Json, custom: readonly CustomField[]): ContactMapping => ({
  defaultCountry: "US",
  fields: [
    ...Object.entries(kinds).flatMap(([name, kind]) => (name === "fullName" || name in contact ? [row(name, kind, name)] : [])),
    ...custom.map(({ id, raw }) => row(`custom_${id}`, kindOf(raw), `customField:${id}`)),
  ],
});

/** Written apart from the code under test: what a person would say is still there. */
function isKept(kind: FieldKind, raw: unknown, kept: CanonicalValue): boolean {
  const text = typeof raw === "string" ? raw.trim() : raw;
  if (text === "" || text === null || text === undefined || (Array.isArray(text) && text.length === 0)) return kept === null || sameValue(kept, []);
  if (Array.isArray(text)) return Array.isArray(kept) && text.every((element) => kept.includes(String(element).trim().toLowerCase()));
  if (isObject(text)) return JSON.stringify(text) === kept;
  if (kind === "phone") return typeof kept === "string" && kept.replaceAll(/\D/gu, "").includes(String(text).replaceAll(/\D/gu, ""));
  if (kind === "email") return kept === String(text).toLowerCase();
  return kept === text;
}

const looksLikeContact = (value: Json): boolean => "email" in value && ("firstName" in value || "customFields" in value);
const nameOf = (contact: Json): unknown =>
  [contact["firstName"], contact["lastName"]].filter((part) => typeof part === "string").join(" ") || contact["name"];

function lostIn(contact: Json, custom: readonly CustomField[], fields: Readonly<Record<string, CanonicalValue>>): readonly string[] {
  const raws: Json = { ...contact, fullName: nameOf(contact), ...Object.fromEntries(custom.map(({ id, raw }) => [`custom_${id}`, raw])) };
  return Object.entries(fields).flatMap(([field, kept]) => (isKept(kinds[field] ?? kindOf(raws[field]), raws[field], kept) ? [] : [field]));
}

describeWithDocuments("what the vendors publish as examples", (documents) => {
  const published = publishedValues(documents, "highlevel").flatMap(({ operation, file, half, value }) =>
    objectsIn(file.includes("/users") ? null : value, looksLikeContact).map((contact, index) => ({
      name: `${file} ${operation} ${half} ${String(index)}`,
      contact,
    })),
  );

  it("are found in such numbers that nothing of the documents can have been passed over", () => {
    expect(published.length).toBeGreaterThanOrEqual(20);
    expect(publishedEvents(documents).length).toBeGreaterThanOrEqual(30);
  });

  it.each(published)("lose nothing when read as a contact, nor when written back: $name", ({ contact: given }) => {
    const { contact, custom } = apart(given);
    const mapping = mappingFor(contact, custom);
    const fields = canonicalFields(mapping, contact);
    expect(lostIn(contact, custom, fields)).toEqual([]);
    const body = writeBody(mapping, new Map(Object.entries(fields)), namePartsOf(contact), "");
    expect(canonicalFields(mapping, { ...body, ...("tags" in contact && { tags: contact["tags"] }) })).toEqual(fields);
  });

  it("are taken by our clients as answers, wherever a document has one", async () => {
    const answers = (["highlevel", "incident"] as const).flatMap((vendor) =>
      publishedValues(documents, vendor).flatMap((shown) => (shown.half === "answer" && !shown.file.includes("/v3/") ? [{ vendor, ...shown }] : [])),
    );
    const undocumented: string[] = [];
    const outcomes = await callEverything(({ vendor, method, path }) => {
      const { name } = must(documents.find(vendor, method, path), path);
      // Versions that came after the documents have no examples; those of the version before are of the same shape.
      const twins = [name, name.replace("/v3/", "/v2/")];
      const shown = answers.find((answer) => answer.vendor === vendor && twins.includes(answer.operation));
      if (shown === undefined) undocumented.push(name);
      return shown?.value ?? {};
    });
    const refused = outcomes.flatMap(({ call, refusal }) => (refusal === null ? [] : [`${call.method} ${call.path}: ${String(refusal)}`]));
    // Without a documented answer there is nothing to take, as after each of incident.io's deletes; and an empty search answer is rightly refused.
    expect(undocumented.filter((name) => !name.startsWith("DELETE /v")).toSorted()).toEqual([
      "GET /contacts/search/duplicate",
      "GET /v2/incident_timeline_items",
      "PATCH /v2/incident_timeline_items/{id}",
      "POST /contacts/search",
      "POST /v2/incident_timeline_items",
      "POST /v2/incident_updates",
      "POST /v3/catalog_entries/actions/bulk_update",
    ]);
    // The documented location token is of another location than the one asked for. Rows of the search of tasks are described as lists of anything; timeline items, and writing updates, came after the documents.
    const later = [...["GET", "POST", "PATCH"].map((method) => `${method} /v2/incident_timeline_items`), "POST /v2/incident_updates"];
    const undescribed = ["POST /contacts/search:", "POST /locations/l/tasks/search:", "POST /oauth/locationToken:", ...later];
    expect(refused.filter((line) => !undescribed.some((operation) => line.startsWith(operation)))).toEqual([]);
    expect(refused).toHaveLength(undescribed.length);
  });

  it("lose nothing when read as a catalog entry, nor when written back", () => {
    const entries = publishedValues(documents, "incident").flatMap(({ half, value }) =>
      half === "answer" ? objectsIn(value, (found) => "attribute_values" in found && "updated_at" in found) : [],
    );
    expect(entries.length).toBeGreaterThanOrEqual(6);
    for (const entry of entries as unknown as readonly EntryJson[]) expectEntryKept(entry);
  });
});

/** Each attribute is mapped twice: as one value and as a list, because the examples fill both. */
function expectEntryKept(entry: EntryJson): void {
  const attributes = Object.entries(entry.attribute_values);
  const fields: readonly FieldMap[] = [
    { ...row("fullName", "name", "fullName"), right: "name" },
    ...attributes.map(([id]) => ({ ...row(`one_${id}`, "text", id), right: `attribute:${id}` })),
    ...attributes.map(([id]) => ({ ...row(`many_${id}`, "set", id), right: `attribute:${id}` })),
  ];
  const mapping: EntryMapping = { entity: "contact", fields, defaultCountry: "US", locationId: "location" };
  const record = canonicalEntry(mapping, entry);
  expect(record).toMatchObject({ id: entry.id, version: entry.updated_at });
  expect(record.fields["fullName"]).toBe(entry.name);
  const text = (literal: { literal?: string | null | undefined; label?: string | null | undefined }): string =>
    literal.literal || literal.label || "";
  for (const [id, { value, array_value: list }] of attributes) {
    if (value) expect(record.fields[`one_${id}`]).toBe(text(value));
    if (list) expect(record.fields[`many_${id}`]).toEqual([...new Set(list.map((item) => text(item).toLowerCase()))].toSorted());
  }
  const single: EntryMapping = { ...mapping, fields: fields.filter(({ field }) => !field.startsWith("many_")) };
  const names = single.fields.map(({ field }) => field);
  const body = entryBody(single, record.fields, names, null, "all");
  const again = canonicalEntry(single, { ...entry, ...body } as unknown as EntryJson);
  expect(again.fields).toEqual(canonicalEntry(single, entry).fields);
}

describeWithDocuments("the events that incident.io publishes as examples", (documents) => {
  const secret = Buffer.from("published-examples-secret");
  const bodies = publishedEvents(documents);

  it("pass our door, each with the catalog entries that it names", async () => {
    const door = await openDoor({ secrets: [`whsec_${secret.toString("base64")}`] });
    for (const body of bodies) {
      const text = JSON.stringify(body);
      const head = { "webhook-id": `msg_${randomUUID()}`, "webhook-timestamp": String(Math.floor(Date.now() / 1_000)) };
      const signature = createHmac("sha256", secret).update(`${head["webhook-id"]}.${head["webhook-timestamp"]}.${text}`).digest("base64");
      const answer = await door.receive("incident", { ...head, "webhook-signature": `v1,${signature}` }, Buffer.from(text));
      expect([body["event_type"], answer]).toEqual([body["event_type"], { status: 200, code: null }]);
    }
    expect(door.committed.map(({ type, quarantine }) => [type, quarantine])).toEqual(bodies.map((body) => [body["event_type"], null]));
    const named = bodies.map((body) => [
      ...new Set(objectsIn(body, (found) => "value_catalog_entry" in found).map((found) => (found["value_catalog_entry"] as Json)["id"])),
    ]);
    expect(door.committed.map(({ marks }) => marks.map(({ recordId }) => recordId.replace(/\/\*$/u, "")))).toEqual(named);
    expect(named.filter((ids) => ids.length > 0).length).toBeGreaterThanOrEqual(3);
  });
});

interface EventField {
  readonly name: string;
  readonly type: string;
  readonly fields?: readonly EventField[];
}
interface EventPage {
  readonly page: string;
  readonly wireType: string | null;
  readonly fields: readonly EventField[];
}

describeWithFacts("the events that HighLevel documents", () => {
  const { events } = JSON.parse(readFileSync(join(factsFolder, "highlevel-webhooks.json"), "utf8")) as { events: readonly EventPage[] };
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const key = publicKey.export({ type: "spki", format: "der" }).toString("base64");
  const isContact = (type: unknown): boolean => typeof type === "string" && type.startsWith("Contact");

  /** The facts keep names and types of the fields, no values; so each gets one of its type. */
  const valueOf = ({ name, type, fields = [] }: EventField): unknown => {
    const samples: Json = {
      email: "Ada@Example.com",
      phone: "+1 202-555-0143",
      firstName: "Ada",
      lastName: "Abara",
      name: "ada abara",
      dateOfBirth: "1990-09-25",
      tags: ["One", "two"],
      website: "https://example.com",
    };
    if (samples[name] !== undefined) return samples[name];
    const inside = Object.fromEntries(fields.map((field) => [field.name, valueOf(field)]));
    if (type.startsWith("array")) return fields.length > 0 ? [inside] : [];
    if (type.startsWith("object")) return inside;
    return type.startsWith("boolean") ? true : type.startsWith("number") ? 7 : `${name} value`;
  };
  const bodies = events.map(({ page, wireType, fields }): Json => {
    const shown = Object.fromEntries(fields.map((field) => [field.name, valueOf(field)]));
    const stamp = { timestamp: new Date().toISOString(), webhookId: randomUUID() };
    return { ...shown, ...stamp, type: wireType ?? page, locationId: "location" };
  });

  it("pass our door, and those of contacts mark their contact", async () => {
    expect(bodies.length).toBeGreaterThanOrEqual(50);
    const door = await openDoor({ keys: [key] });
    for (const body of bodies) {
      const bytes = Buffer.from(JSON.stringify(body));
      const answer = await door.receive("highlevel", { "x-ghl-signature": sign(null, bytes, privateKey).toString("base64") }, bytes);
      expect([body["type"], answer]).toEqual([body["type"], { status: 200, code: null }]);
    }
    expect(door.committed.map(({ type, marks }) => [type, marks.map(({ recordId }) => recordId)])).toEqual(
      bodies.map((body) => [body["type"], isContact(body["type"]) ? [body["id"]] : []]),
    );
    expect(bodies.filter((body) => isContact(body["type"])).length).toBeGreaterThanOrEqual(5);
  });

  it.each(bodies.filter((body) => isContact(body["type"]) && body["type"] !== "ContactDelete"))(
    "lose nothing of a contact when read as a hint: $type",
    (given) => {
      const { contact, custom } = apart(given);
      const mapping = mappingFor(contact, custom);
      // Nothing is called: a hint is read from the event alone.
      const hint = must(createHighLevelContacts({} as never, mapping).hint, "hint")(contact);
      expect(hint?.recordId).toBe(contact["id"]);
      expect(Object.keys(hint?.fields ?? {}).length).toBeGreaterThanOrEqual(15);
      // The event's own type is no property of the contact.
      expect(lostIn(contact, custom, hint?.fields ?? {})).toEqual([]);
    },
  );

  it("give no hint unless they are about a contact that is still there", () => {
    const { hint } = createHighLevelContacts({} as never, { defaultCountry: "US", fields: [row("email", "email", "email")] });
    const without = bodies.filter((body) => hint?.(body) === null).map((body) => body["type"]);
    expect(without.length).toBe(bodies.length - 4);
    expect(without).toContain("ContactDelete");
  });
});

describe("the check of published examples", () => {
  it.each<readonly [FieldKind, unknown, CanonicalValue]>([
    ["text", "London", null],
    ["text", "London", "london"],
    ["email", "ada@example.com", null],
    ["phone", "+1 202-555-0143", "+1202555014"],
    ["set", ["a", "b"], ["a"]],
    ["number", 7, 8],
    ["boolean", false, null],
  ])("sees that %s %j is not kept by %j", (kind, raw, kept) => {
    expect(isKept(kind, raw, kept)).toBe(false);
    expect(isKept(kind, raw, canonicalise(kind, raw, { defaultCountry: "US" }))).toBe(true);
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { FieldMap } from "#core/mapping/field-map.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { FieldKind } from "#core/record/canonical.ts";
import { must } from "#lib/must.ts";
import { createContractWorld, type ContractWorld } from "./contract-world.ts";
import { describeWithFacts } from "./needs-documents.ts";
import { factsFolder } from "./openapi.ts";

const call: CallOptions = { priority: "person" };
const row = (left: string, kind: FieldKind): FieldMap => ({
  field: left,
  kind,
  left,
  right: `attribute:${left}`,
  direction: "both",
  policy: "ask",
  personal: false,
  label: left,
});
const texts = ["address1", "city", "state", "postalCode", "country", "timezone", "source", "companyName", "assignedTo"];
const fields: readonly FieldMap[] = [
  row("fullName", "name"),
  row("email", "email"),
  row("phone", "phone"),
  row("website", "url"),
  row("dateOfBirth", "date"),
  row("dnd", "boolean"),
  row("tags", "set"),
  ...texts.map((name) => row(name, "text")),
];

/** A contact of which every mapped field is set, and what the client makes of it. */
async function shapesOf(world: ContractWorld) {
  const { highlevel, vendors, store, bridge } = world;
  const custom = must(highlevel.control.customFields()[0], "a custom field").id;
  const mapped = { ...bridge, fields: [...fields, row(`customField:${custom}`, "text")], version: 2 };
  await store.saveBridge(mapped);
  const { left } = await vendors.sides(mapped);
  const bodies: unknown[] = [];
  highlevel.control.webhooksTo(async (_headers, body) => {
    bodies.push(JSON.parse(body));
    return 200;
  });
  const id = highlevel.control.createContact({
    ...Object.fromEntries(texts.map((name) => [name, `${name} value`])),
    firstName: "Åda",
    lastName: "O’Hara",
    email: "shapes@example.com",
    phone: "+12025550155",
    website: "https://example.com",
    country: "US",
    timezone: "Europe/Vienna",
    dateOfBirth: "1990-09-25",
    dnd: true,
    tags: ["one", "two"],
    customFields: [{ id: custom, field_value: "gold" }],
  });
  await highlevel.control.settleWebhooks();
  const read = await left.read(id, call);
  let [after, inList]: [string | null, unknown] = [null, undefined];
  do {
    const page = await left.list({ after, since: null }, call);
    inList ??= page.records.find((record) => record.id === id)?.fields;
    after = page.next;
  } while (after !== null);
  const hint = must(left.hint, "hint");
  return { byId: read.kind === "found" ? read.record.fields : null, inList, hint: hint(bodies[0])?.fields ?? {}, shown: hint };
}

describe("one contact", () => {
  it("reads alike by id and as a row of the search, every field of it", async () => {
    const { byId, inList } = await shapesOf(await createContractWorld());
    expect(Object.values(byId ?? { none: null })).not.toContain(null);
    expect(inList).toEqual(byId);
  });

  it("E2 shows in a hint what the event shows, and nothing that events never show", async () => {
    const { byId, hint } = await shapesOf(await createContractWorld());
    const { timezone: _never, ...shown } = must(byId, "the contact");
    expect(hint).toEqual(shown);
  });

  it("E2 shows fields that the event leaves out because they are empty as empty", async () => {
    const { shown } = await shapesOf(await createContractWorld());
    const hint = must(shown({ type: "ContactUpdate", id: "c", firstName: "Ada" }), "a hint").fields;
    expect(hint).toMatchObject({ fullName: "Ada", email: null, city: null, tags: [] });
  });
});

describeWithFacts("the fields of a contact's events", () => {
  it("E2 are, by the facts, those that a hint may speak of", async () => {
    const { events } = JSON.parse(readFileSync(join(factsFolder, "highlevel-webhooks.json"), "utf8")) as {
      events: readonly { readonly page: string; readonly fields: readonly { readonly name: string }[] }[];
    };
    const { hint } = await shapesOf(await createContractWorld());
    for (const page of ["ContactCreate", "ContactUpdate", "ContactTagUpdate", "ContactDndUpdate"]) {
      const documented = must(
        events.find((event) => event.page === page),
        page,
      ).fields.map(({ name }) => name);
      const properties = Object.keys(hint).flatMap((name) => (name === "fullName" ? ["firstName", "lastName", "name"] : name.split(":").slice(0, 1)));
      expect(properties.map((name) => (name === "customField" ? "customFields" : name)).filter((name) => !documented.includes(name))).toEqual([]);
    }
  });
});

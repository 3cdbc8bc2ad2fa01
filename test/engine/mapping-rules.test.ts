import { describe, expect, it } from "vitest";
import type { FieldMap } from "#core/mapping/field-map.ts";
import type { Transform } from "#core/mapping/transform.ts";
import { must } from "#lib/must.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

/** The world's mapping with some rows changed; each change counts, as one that a person makes. */
async function remap(world: World, rows: Readonly<Record<string, Partial<FieldMap>>>): Promise<void> {
  const { fields, version } = await world.bridge();
  await world.change({ version: version + 1, fields: fields.map((map) => ({ ...map, ...rows[map.field] })) });
}

const planField = (world: World): string =>
  must(
    world.highlevel.control.customFields().find(({ name }) => name === "Plan"),
    "the field",
  ).id;

function setPlan(world: World, contact: string, value: string): void {
  world.highlevel.control.editContact(contact, { customFields: [{ id: planField(world), field_value: value }] });
}

function planOf(world: World, contact: string): unknown {
  const found = must(
    world.highlevel.control.contacts().find(({ id }) => id === contact),
    "the contact",
  );
  const custom = found["customFields"] as readonly { readonly id: string; readonly value: unknown }[];
  return custom.find(({ id }) => id === planField(world))?.value ?? null;
}

/** What incident.io holds, as it holds it. */
async function entryPlan(world: World, contact: string): Promise<unknown> {
  const bridge = await world.bridge();
  const plain = { ...bridge, fields: bridge.fields.map(({ transforms: _through, ...map }) => map) };
  const { rightId } = await world.linkOf(contact);
  const entry = await (await world.vendors.sides(plain)).right.read(rightId ?? "", { priority: "person" });
  return must(entry.kind === "found" ? entry.record : null, "the entry").fields["custom_plan"];
}

const levels: Transform = {
  op: "table",
  pairs: [
    { left: "P1", right: "Premium" },
    { left: "B1", right: "Basic" },
  ],
};

describe("a field that is told in other words", () => {
  it("M9 crosses both ways through the table, and nothing is written when nobody edits", async () => {
    const world = await createWorld({ contacts: 2 });
    const contact = firstContact(world);
    setPlan(world, contact, "P1");
    await remap(world, { custom_plan: { transforms: [levels] } });
    await world.load();
    expect(await entryPlan(world, contact)).toBe("Premium");
    world.incident.control.editEntry(must((await world.linkOf(contact)).rightId, "the entry"), null, { hw_custom_plan: "Basic" });
    await world.sweep();
    await world.drain();
    expect(planOf(world, contact)).toBe("B1");
    const quiet = world.writes();
    await world.deliver();
    await world.sweep();
    await world.drain();
    expect(world.writes()).toBe(quiet);
  });

  it("M9 is told anew once its transform changes, and the plan says so before", async () => {
    const world = await createWorld({ contacts: 2 });
    const contact = firstContact(world);
    setPlan(world, contact, "P1");
    await world.load();
    expect(await entryPlan(world, contact)).toBe("P1");
    await remap(world, { custom_plan: { transforms: [levels] } });
    const { items } = await world.app.preview((await world.bridge()).id);
    const written = items.flatMap(({ operations }) => operations.flatMap((operation) => (operation.kind === "update" ? operation.changes : [])));
    expect(written).toMatchObject([{ field: "custom_plan", before: "P1", value: "Premium" }]);
    await world.sweep();
    await world.app.apply(await world.app.preview((await world.bridge()).id));
    expect(await entryPlan(world, contact)).toBe("Premium");
    expect(planOf(world, contact)).toBe("P1");
  });

  it("M9 tells nothing as the fallback, which reads back as nothing", async () => {
    const world = await createWorld({ contacts: 2 });
    const contact = firstContact(world);
    setPlan(world, contact, "");
    await remap(world, { custom_plan: { transforms: [{ op: "fallback", side: "incident", value: "No plan" }] } });
    await world.load();
    expect(await entryPlan(world, contact)).toBe("No plan");
    await world.sweep();
    await world.drain();
    expect(planOf(world, contact) ?? "").toBe("");
    setPlan(world, contact, "Pro");
    await world.deliver();
    await world.drain();
    expect(await entryPlan(world, contact)).toBe("Pro");
    setPlan(world, contact, "");
    await world.deliver();
    await world.drain();
    expect(await entryPlan(world, contact)).toBe("No plan");
    // Later than a flip counts (E3).
    world.clock.advance(3_600_000);
    setPlan(world, contact, "Pro");
    await world.deliver();
    await world.drain();
    world.incident.control.editEntry(must((await world.linkOf(contact)).rightId, "the entry"), null, { hw_custom_plan: "No plan" });
    await world.sweep();
    await world.drain();
    expect(planOf(world, contact) ?? "").toBe("");
  });
});

describe("a field that flows one way at first and another way later", () => {
  it("M8 is filled when the record is made and left alone afterwards", async () => {
    const world = await createWorld({ contacts: 1 });
    const contact = firstContact(world);
    setPlan(world, contact, "Pro");
    await remap(world, { custom_plan: { creates: "to-incident", direction: "off" } });
    await world.load();
    expect(await entryPlan(world, contact)).toBe("Pro");
    setPlan(world, contact, "Basic");
    world.highlevel.control.editContact(contact, { phone: "+12025550177" });
    await world.deliver();
    await world.drain();
    expect(await entryPlan(world, contact)).toBe("Pro");
    expect((await world.linkOf(contact)).base?.["custom_plan"]).toBeUndefined();
  });

  it("M8 is left out of a new record and follows from the first change on", async () => {
    const world = await createWorld({ contacts: 1 });
    const contact = firstContact(world);
    setPlan(world, contact, "Pro");
    await remap(world, { custom_plan: { creates: "off" } });
    await world.load();
    expect(await entryPlan(world, contact)).toBeNull();
    setPlan(world, contact, "Basic");
    await world.deliver();
    await world.drain();
    expect(await entryPlan(world, contact)).toBe("Basic");
  });

  it("M9 asks about a difference once the field is mapped anew, and writes nothing until then", async () => {
    const world = await createWorld({ contacts: 1 });
    const contact = firstContact(world);
    setPlan(world, contact, "Pro");
    await world.load();
    await remap(world, { custom_plan: { direction: "off" } });
    setPlan(world, contact, "Basic");
    await world.deliver();
    await world.drain();
    await remap(world, { custom_plan: { direction: "both", era: 1 } });
    await world.sweep();
    const { items } = await world.app.preview((await world.bridge()).id);
    expect(items.map(({ symbol }) => symbol)).toEqual(["⚠"]);
  });
});

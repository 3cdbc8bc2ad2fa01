import { expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { createWorld, type World } from "../support/in-process-world.ts";

const entriesOf = async (world: World) => world.incident.control.entries(must((await world.bridge()).catalogTypeId, "the type"));

async function worldWithBusiness(more = 0): Promise<{ readonly world: World; readonly id: string }> {
  const world = await createWorld({ entity: "business" });
  const id = world.highlevel.control.createBusiness("Acme Ltd", { phone: "+12025550110", website: "https://acme.example" });
  for (let count = 0; count < more; count += 1) world.highlevel.control.createBusiness(`Business ${String(count)}`);
  await world.load();
  return { world, id };
}

const fieldsOf = async (world: World, id: string) => (await world.entryOf(await world.linkOf(id))).fields;

it("S3 a first load makes an entry for every business, over as many pages as there are", async () => {
  const { world, id } = await worldWithBusiness(204);
  expect(await fieldsOf(world, id)).toEqual({ title: "Acme Ltd", phone: "+12025550110", email: null, website: "https://acme.example" });
  expect(await entriesOf(world)).toHaveLength(205);
});

it("W1 a sweep finds a business's edit and its delete, of which no event tells", async () => {
  const { world, id } = await worldWithBusiness();
  world.highlevel.control.editBusiness(id, { name: "Acme Holdings" });
  await world.sweep();
  await world.drain();
  expect((await fieldsOf(world, id))["title"]).toBe("Acme Holdings");
  world.highlevel.control.deleteBusiness(id);
  await world.sweep();
  await world.drain();
  expect((await world.linkOf(id)).state).toBe("tombstone");
});

it("M1 puts back what somebody changes on an entry and writes nothing to HighLevel", async () => {
  const { world, id } = await worldWithBusiness();
  world.incident.control.editEntry(must((await world.linkOf(id)).rightId, "the entry"), "Another name", {});
  await world.sweep();
  await world.drain();
  expect((await fieldsOf(world, id))["title"]).toBe("Acme Ltd");
  expect(world.highlevel.control.counters().writes).toBe(0);
});

it("E1 sweeps of businesses at rest mark nothing", async () => {
  const { world } = await worldWithBusiness();
  const before = world.writes();
  await world.sweep();
  expect(await world.drain()).toBe(0);
  expect(world.writes()).toBe(before);
});

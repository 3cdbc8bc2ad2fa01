import { expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { contactType, createWorld, type World } from "../support/in-process-world.ts";

type Raw = Readonly<Record<string, unknown>>;
const entriesOf = (world: World): readonly Raw[] => world.incident.control.entries(contactType(world));
const entry = (world: World, id: string | null): Raw | undefined => entriesOf(world).find((one) => one["id"] === id);
const markerOf = (world: World, contact: string): string => `${world.highlevel.locationId}:${contact}`;

/** A contact with an entry that its making has given no answer about, so that nobody has noted whose it is. */
async function madeUnseen(person: Raw): Promise<{ readonly world: World; readonly contact: string; readonly made: string }> {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const contact = world.highlevel.control.createContact(person);
  await world.sweep();
  world.incident.control.setFaults([{ fault: { kind: "timeout-after" }, match: { operation: "POST /v3/catalog_entries" }, times: 1 }]);
  await world.claimOnly([(await world.linkOf(contact)).id]);
  const made = String(must(entriesOf(world).find(({ external_id: id }) => id === markerOf(world, contact)) ?? null, "the entry")["id"]);
  expect(await world.linkOf(contact)).toMatchObject({ rightId: null });
  return { world, contact, made };
}

async function expectOnce(world: World, contact: string, made: string): Promise<void> {
  expect([world.highlevel.control.contacts().length, entriesOf(world).length]).toEqual([2, 2]);
  expect(await world.linkOf(contact)).toMatchObject({ rightId: made, state: "active", dirty: false, openConflicts: 0 });
  expect(entry(world, made)).toMatchObject({ external_id: markerOf(world, contact) });
}

it.each([
  ["taken away", null],
  ["written over with a number of their own", "crm-17"],
  ["spoilt by a slip of the pen", "loc00SandboxHighwire:slip"],
])("I3 an external id that a person has %s is written again, and nothing else is", async (_how, externalId) => {
  const world = await createWorld({ contacts: 2 });
  await world.load();
  const contact = String(world.highlevel.control.contacts()[0]?.["id"]);
  const { rightId } = await world.linkOf(contact);
  const [before, writes] = [entriesOf(world).map(({ updated_at: _at, ...rest }) => rest), world.writes()];
  world.incident.control.identifyEntry(String(rightId), externalId, []);
  await world.load();
  expect(entriesOf(world).map(({ updated_at: _at, ...rest }) => rest)).toEqual(before);
  expect(world.writes() - writes).toBe(1);
  await world.load();
  expect(world.writes() - writes).toBe(1);
});

it.each([
  ["taken away", null],
  ["written over with a number of their own", "crm-17"],
  ["spoilt by a slip of the pen", "loc00SandboxHighwire:slip"],
])("I4 an entry that a create has made unseen is found, not made again, when a person has %s its external id", async (_how, externalId) => {
  const { world, contact, made } = await madeUnseen({ firstName: "Once", email: "once@example.com" });
  world.incident.control.identifyEntry(made, externalId);
  await world.claimOnly([(await world.linkOf(contact)).id]);
  await world.load();
  await expectOnce(world, contact, made);
});

it("I4 an entry that a sweep has met is found by what no person can edit, when everything else of it was changed", async () => {
  const { world, contact, made } = await madeUnseen({ firstName: "Once", email: "once@example.com" });
  world.incident.control.identifyEntry(made, null, []);
  world.incident.control.editEntry(made, "Somebody else", { hw_email: "other@example.com" });
  await world.load();
  await world.load();
  expect([world.highlevel.control.contacts().length, entriesOf(world).length]).toEqual([2, 2]);
  expect(await world.linkOf(contact)).toMatchObject({ rightId: made, dirty: false });
  expect(entry(world, made)).toMatchObject({ external_id: markerOf(world, contact) });
});

it("I2 a person is asked about an entry that no look could find, and nothing is made of it", async () => {
  const { world, contact, made } = await madeUnseen({ firstName: "Once", email: "once@example.com" });
  world.incident.control.identifyEntry(made, null, []);
  world.incident.control.editEntry(made, "Somebody else", { hw_email: "other@example.com" });
  await world.claimOnly([(await world.linkOf(contact)).id]);
  await world.load();
  // Nothing at the vendor could be looked up by: that it was made again nobody can help, but a third one nobody makes.
  expect([world.highlevel.control.contacts().length, entriesOf(world).length]).toEqual([2, 3]);
  const asked = (await world.links()).find(({ rightId }) => rightId === made);
  expect(asked).toMatchObject({ leftId: null, state: "parked", because: "HW_LINK_AMBIGUOUS" });
});

it("I1 links an entry that goes by a number of a person's own to the contact with its e-mail", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const id = world.incident.control.createEntry(contactType(world), "Ada Quist", { hw_email: "ada@example.com" });
  world.incident.control.identifyEntry(id, "crm-17");
  const contact = world.highlevel.control.createContact({ firstName: "Ada", lastName: "Quist", email: "ada@example.com" });
  await world.load();
  await expectOnce(world, contact, id);
});

it("I3 finds links again after a total loss although their external ids, e-mails and numbers are others by then", async () => {
  const world = await createWorld({ contacts: 3 });
  await world.load();
  const contact = String(world.highlevel.control.contacts()[0]?.["id"]);
  const { rightId } = await world.linkOf(contact);
  world.incident.control.identifyEntry(String(rightId), null, []);
  world.incident.control.editEntry(String(rightId), null, { hw_email: "other@example.com", hw_phone: "+12025550177" });
  const reborn = await world.withEmptyStore();
  await reborn.load();
  expect([reborn.highlevel.control.contacts().length, entriesOf(reborn).length]).toEqual([3, 3]);
  expect(await reborn.linkOf(contact)).toMatchObject({ rightId });
  expect(entry(reborn, rightId)).toMatchObject({ external_id: markerOf(reborn, contact) });
});

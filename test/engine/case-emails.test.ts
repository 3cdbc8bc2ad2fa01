import { expect, it } from "vitest";
import { firstContact, type World } from "../support/in-process-world.ts";
import { caseWorld, secondContact, settle, sweepUp } from "../support/case-world.ts";

const tasksOf = (world: World) => world.highlevel.control.tasks().map(({ contactId, completed }) => [contactId, completed]);
const emailOf = (world: World, contactId: string): string => String(world.highlevel.control.contacts().find(({ id }) => id === contactId)?.["email"]);

/** A world whose contacts both have addresses, of which no entry is named. */
async function emailWorld(): Promise<World> {
  const world = await caseWorld("case-task", { emailField: "customer E-mail" });
  for (const [index, id] of [firstContact(world), secondContact(world)].entries())
    world.highlevel.control.editContact(id, { email: `affected${String(index)}@example.com` });
  await settle(world);
  return world;
}

it("S1 an e-mail address in a text field names an affected contact, whatever stands around it, and its removal ends the case", async () => {
  const world = await emailWorld();
  const text = `Ask Ada <${emailOf(world, firstContact(world)).toUpperCase()}>, nobody@example.com; not-an-address`;
  const incident = world.incident.control.addIncident("Checkout is down", [], "public", { fields: { "Customer e-mail": text } });
  await settle(world);
  expect(tasksOf(world)).toEqual([[firstContact(world), false]]);
  const calls = world.highlevel.control.counters().calls;
  await sweepUp(world);
  // A page of contacts: who an address belongs to is not asked again at once.
  expect(world.highlevel.control.counters().calls - calls).toBeLessThanOrEqual(1);
  world.incident.control.editIncident(incident, { fields: { "Customer e-mail": emailOf(world, secondContact(world)) } });
  await settle(world);
  await sweepUp(world);
  expect(tasksOf(world)).toEqual([
    [firstContact(world), true],
    [secondContact(world), false],
  ]);
});

it("P1 asks HighLevel for nobody whom a private incident names", async () => {
  const world = await emailWorld();
  const calls = world.highlevel.control.counters().calls;
  world.incident.control.addIncident("Secret", [], "private", { fields: { "Customer e-mail": emailOf(world, firstContact(world)) } });
  await settle(world);
  expect([tasksOf(world), world.highlevel.control.counters().calls - calls]).toEqual([[], 0]);
});

it("says that incident.io has no such field, and nothing happens until it has", async () => {
  await expect(caseWorld("case-task", { emailField: "Nowhere" })).rejects.toMatchObject({ code: "HW_REQUEST_NOT_FOUND" });
});

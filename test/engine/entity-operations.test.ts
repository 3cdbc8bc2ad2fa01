import { expect, it } from "vitest";
import { caseEntities, plainEntities, type Entity } from "#core/bridge.ts";
import { must } from "#lib/must.ts";
import { entityOperations, setupOperations } from "#main/accounts/entity-operations.ts";
import { caseWorld, openIncident, secondContact, settle, sweepUp } from "../support/case-world.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

/** Text field of the sample organisation that holds addresses. */
const EMAILS = "Customer e-mail";

/** Lets a bridge meet new records, edits and a deletion, as far as its kind has them. */
async function live(world: World, entity: Entity): Promise<void> {
  const { highlevel, incident } = world;
  highlevel.control.addSampleRecords(3);
  const contact = firstContact(world);
  if (isCase(entity)) openIncident(world, [contact]);
  if (entity === "new-contact") incident.control.addIncident("Checkout is down", [], "public", { fields: { [EMAILS]: "ada.quist@example.com" } });
  await settle(world);
  await sweepUp(world);
  highlevel.control.editContact(contact, { website: "https://edited.example" });
  if (entity === "contact") {
    const entry = must((await world.linkOf(secondContact(world))).rightId, "its entry");
    incident.control.editEntry(entry, null, { hw_website: "https://other.example", hw_tags: ["vip"] });
  }
  await settle(world);
  await sweepUp(world);
  highlevel.control.deleteContact(contact);
  await settle(world);
  await sweepUp(world);
}

const isCase = (entity: Entity): boolean => caseEntities.some((one) => one === entity);

async function calledBy(entity: Entity): Promise<readonly string[]> {
  const world = isCase(entity)
    ? await caseWorld(entity, entity === "new-contact" ? { emailField: EMAILS } : {})
    : await createWorld({ contacts: 2, entity });
  if (!isCase(entity)) await world.load();
  await live(world, entity);
  const { left, right } = await world.bridge();
  const called = await Promise.all(
    [left, right].map(async (id) => world.vendors.lastCalls(must(await world.store.connection(world.workspaceId, id), "the connection"))),
  );
  return called.flatMap((calls) => [...calls.keys()]);
}

it.each([...plainEntities, ...caseEntities])("the permissions asked for %s cover every call that such a bridge makes", async (entity) => {
  const called = await calledBy(entity);
  // Cases come from contacts, so their world has a bridge of contacts as well.
  const declared = [entityOperations[entity], setupOperations, ...(isCase(entity) ? [entityOperations.contact] : [])].flatMap(
    ({ highlevel, incident }): readonly string[] => [...highlevel, ...incident],
  );
  expect(called.length).toBeGreaterThan(3);
  expect(called.filter((operation) => !declared.includes(operation))).toEqual([]);
});

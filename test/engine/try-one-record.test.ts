import { expect, it } from "vitest";
import { entityWords } from "#core/entity-words.ts";
import type { Entity } from "#core/bridge.ts";
import type { KeptItem, KeptPlan } from "#core/ports/plan-store.ts";
import { recipeIds, recipes } from "#core/recipes.ts";
import { must } from "#lib/must.ts";
import { entryOf } from "../support/case-world.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";
import { planAtRest } from "../support/plan-at-rest.ts";

const WHO = "tester";

/** Makes a plan of a bridge, carries one of its records out, and takes that back: what the set-up does to try a part of a flow. */
async function tryOne(world: World, entity: Entity): Promise<{ readonly outcome: string | null; readonly undone: KeptPlan["undone"] }> {
  const bridge = must(
    (await world.store.bridges(world.workspaceId)).find((one) => one.entity === entity),
    entityWords[entity],
  );
  const { id } = await world.app.plans.make(bridge.id, WHO);
  expect([entity, (await planAtRest(world, id)).failure]).toEqual([entity, null]);
  const items = async (): Promise<readonly KeptItem[]> => (await world.store.planItems(world.workspaceId, id, { from: 0, limit: 100 })).items;
  const one = must(
    (await items()).find(({ item }) => item.symbol === "+" || item.symbol === "~"),
    `a record of ${entity} that would be written`,
  );
  await world.app.plans.pick(id, {}, false);
  await world.app.plans.pick(id, { positions: [one.position] }, true);
  await world.app.plans.apply(id, { scope: "first" }, WHO);
  await planAtRest(world, id);
  const outcome = (await items()).find(({ position }) => position === one.position)?.outcome ?? null;
  await world.app.plans.undo(id, { rehearse: false }, WHO);
  return { outcome, undone: (await planAtRest(world, id)).undone };
}

it("a part of each flow can be tried on one record in shadow, and leaves nothing behind when it is taken back", async () => {
  const world = await createWorld({ contacts: 2, mode: "shadow", publicUrl: "https://highwire.example.com" });
  world.highlevel.control.setQuirks({ leanTaskCreate: false });
  for (const id of recipeIds) await world.app.flows.setMode(id, { mode: "shadow" }, WHO);
  const contacts = await world.bridge();
  const { id } = await world.app.plans.make(contacts.id, WHO);
  await planAtRest(world, id);
  await world.app.plans.apply(id, { scope: "rest" }, WHO);
  await planAtRest(world, id);
  const contact = firstContact(world);
  // The bridges find or make the field by which incidents name contacts when they first look.
  for (const { id: bridgeId } of await world.store.bridges(world.workspaceId))
    await planAtRest(world, (await world.app.plans.make(bridgeId, WHO)).id);
  world.incident.control.addIncident("Checkout is down", [entryOf(world, contact)]);
  world.highlevel.control.createTask(contact, { title: "Call back" });
  world.highlevel.control.createNote(contact, { body: "They asked about a refund" });
  world.highlevel.control.createAppointment(contact, { title: "Review" });
  // Tags and facts stand on records that others made; a plan knows them only once they are linked.
  const unplanned: readonly Entity[] = ["case-tags", "contact-facts"];
  const parts = [...new Set(recipeIds.flatMap((recipe) => recipes[recipe].own))].filter(
    (entity) => entity !== "contact" && !unplanned.includes(entity),
  );
  for (const id of recipeIds) expect(recipes[id].own.some((entity) => !unplanned.includes(entity))).toBe(true);
  for (const entity of parts) {
    const { outcome, undone } = await tryOne(world, entity);
    expect([entity, outcome, undone]).toEqual([entity, "applied", { restored: 0, removed: 1, changedSince: 0, failed: 0 }]);
  }
});

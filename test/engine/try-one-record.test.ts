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
/** What was made of these at incident.io is emptied, or marked as not to be done: a timeline takes nothing back, and no bridge here passes deletions on. */
const setAside: readonly Entity[] = ["timeline", "follow-up", "action"];
/** These put something on records that others made, and take it off again. */
const onOthers: readonly Entity[] = ["case-tags", "contact-facts"];

/** All that stands at both vendors, without when it was last touched; attributes of the catalog that hold nothing are as good as none. */
async function standing({ highlevel, incident }: World): Promise<unknown> {
  const own = highlevel.control;
  const records = {
    contacts: own.contacts(),
    tasks: own.tasks(),
    notes: own.notes(),
    incidents: incident.control.incidents().map((one) => [one, incident.control.timelineItems(String(one["id"]))]),
    entries: incident.control.entries(),
    attachments: incident.control.attachments(),
    work: [...incident.control.followUps(), ...incident.control.actions()],
  };
  return JSON.parse(JSON.stringify(records, (key, value: unknown) => (isTouch(key) || isEmptyAttribute(value) ? undefined : value)));
}

const isTouch = (key: string): boolean => /^(?:dateUpdated|updated_?at|last_?activity)/iu.test(key);

function isEmptyAttribute(value: unknown): boolean {
  if (typeof value !== "object" || value === null || !("attribute" in value || "value" in value || "array_value" in value)) return false;
  return !JSON.stringify(value).includes('"literal"');
}

function nameOf({ highlevel }: World, contactId: string): string {
  const contact = must(
    highlevel.control.contacts().find(({ id }) => id === contactId),
    "the contact",
  );
  return `${String(contact["firstName"])} ${String(contact["lastName"])}`;
}

interface Tried {
  readonly title: string;
  readonly outcome: string | null;
  /** What stood at both vendors while it was tried. */
  readonly meanwhile: unknown;
  readonly undone: KeptPlan["undone"];
}

/** Makes a plan of a bridge, carries one of its records out, and takes that back: what the set-up does to try a part of a flow. */
async function tryOne(world: World, entity: Entity): Promise<Tried> {
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
  const meanwhile = await standing(world);
  await world.app.plans.undo(id, { rehearse: false }, WHO);
  return { title: one.item.title, outcome, meanwhile, undone: (await planAtRest(world, id)).undone };
}

it("a part of each flow can be tried on one record in shadow, and leaves nothing behind when it is taken back", async () => {
  const world = await createWorld({ contacts: 2, mode: "shadow", publicUrl: "https://highwire.example.com" });
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
  const parts = [...new Set(recipeIds.flatMap((recipe) => recipes[recipe].own))].filter((entity) => entity !== "contact");
  for (const entity of parts) {
    const before = await standing(world);
    const { title, outcome, meanwhile, undone } = await tryOne(world, entity);
    const { restored, ...others } = must(undone, "what was taken back");
    const standsOnOthers = onOthers.includes(entity);
    expect([entity, outcome, others]).toEqual([entity, "applied", { removed: standsOnOthers ? 0 : 1, changedSince: 0, failed: 0 }]);
    expect([entity, restored > 0]).toEqual([entity, standsOnOthers]);
    expect([entity, meanwhile]).not.toEqual([entity, before]);
    if (!setAside.includes(entity)) expect([entity, await standing(world)]).toEqual([entity, before]);
    if (standsOnOthers) expect(title).toBe(nameOf(world, contact));
  }
});

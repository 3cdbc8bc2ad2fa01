import { expect, it } from "vitest";
import type { Bridge } from "#core/bridge.ts";
import type { BridgeId } from "#core/ids.ts";
import { must } from "#lib/must.ts";
import { newBridges } from "#main/default-mapping.ts";
import { caseWorld, contactEntry, openIncident, settle, sweepUp } from "../support/case-world.ts";
import { firstContact, type World } from "../support/in-process-world.ts";

/** A world in which tasks are kept in step with entries, follow-ups and actions at once, cases make tasks of their own, and people's work is taken. */
async function busyWorld(): Promise<World> {
  const world = await caseWorld("follow-up", { takesNew: true });
  for (const { id } of world.incident.control.followUps()) world.incident.control.deleteFollowUp(String(id));
  for (const { id } of world.incident.control.actions()) world.incident.control.deleteAction(String(id));
  const { workspaceId, left, right, cases } = await world.bridge();
  const [one, other] = await Promise.all([left, right].map((id) => world.store.connection(workspaceId, id)));
  for (const entity of ["task", "case-task", "action", "case-tags", "timeline"] as const) {
    const given = { id: world.ports.random.uuid() as BridgeId, name: entity, left: must(one, "HighLevel"), right: must(other, "incident.io") };
    const bridge = newBridges[entity]({ ...given, mode: "live" });
    await world.store.saveBridge(bridge.cases === null ? bridge : { ...bridge, cases: must(cases, "its rules") });
  }
  await settle(world);
  await sweepUp(world);
  return world;
}

const bridgeOf = async (world: World, entity: Bridge["entity"]): Promise<Bridge> =>
  must(
    (await world.store.bridges(world.workspaceId)).find((bridge) => bridge.entity === entity),
    entity,
  );
const counts = ({ highlevel, incident }: World) => ({
  tasks: highlevel.control.tasks().length,
  followUps: incident.control.followUps().length,
  actions: incident.control.actions().length,
});

/** Events and sweeps, until nobody has anything to do; then once more, in which nothing may be written. Returns the writes that it took. */
async function comeToRest(world: World): Promise<number> {
  const before = world.writes();
  await settle(world);
  await settle(world);
  await sweepUp(world);
  const writes = world.writes() - before;
  await settle(world);
  await sweepUp(world);
  expect(world.writes() - before).toBe(writes);
  return writes;
}

it("E4 all bridges over the same tasks come to rest after one task, one edit and the end of the incident", async () => {
  const world = await busyWorld();
  const incident = openIncident(world, [firstContact(world)]);
  // The case's own task and tags; the task's entry.
  expect(await comeToRest(world)).toBeLessThanOrEqual(4);
  expect(counts(world)).toEqual({ tasks: 1, followUps: 0, actions: 0 });

  const task = world.highlevel.control.createTask(firstContact(world), { title: "Call back" });
  // Entry, follow-up and action.
  expect(await comeToRest(world)).toBe(3);
  expect(counts(world)).toEqual({ tasks: 2, followUps: 1, actions: 1 });

  const followUp = String(world.incident.control.followUps()[0]?.["id"]);
  world.incident.control.editFollowUp(followUp, { title: "Call back today", status: "completed" });
  // The task, then its entry and its action.
  expect(await comeToRest(world)).toBe(3);
  expect(world.highlevel.control.tasks().find(({ id }) => id === task)).toMatchObject({ title: "Call back today", completed: true });
  expect(world.incident.control.actions()).toMatchObject([
    { status: "completed", description: expect.stringMatching(/^Call back today\n/u) as string },
  ]);

  const made = world.incident.control.createFollowUp(incident, { title: "Write to them" });
  // The task and its entry: what began as a follow-up gets no action as well.
  expect(await comeToRest(world)).toBe(2);
  expect(counts(world)).toEqual({ tasks: 3, followUps: 2, actions: 1 });
  world.incident.control.editFollowUp(made, { status: "not_doing" });
  expect(await comeToRest(world)).toBe(2);

  world.incident.control.editIncident(incident, { status: "Closed" });
  // The case's own task and the tags; that task's entry.
  expect(await comeToRest(world)).toBeLessThanOrEqual(4);
  expect(counts(world)).toEqual({ tasks: 3, followUps: 2, actions: 1 });
  expect((await world.links()).filter(({ state }) => state === "parked")).toEqual([]);
});

it("E4 a write is told to the other bridges over the same record at once, and counted", async () => {
  const world = await busyWorld();
  openIncident(world, [firstContact(world)]);
  const task = world.highlevel.control.createTask(firstContact(world), { title: "Call back" });
  await comeToRest(world);
  world.incident.control.editFollowUp(String(world.incident.control.followUps()[0]?.["id"]), { title: "Call back today" });
  await world.deliver();
  // HighLevel has no event for an edited task, and no sweep has run.
  await world.drain();
  const { id: bridgeId } = await bridgeOf(world, "task");
  const link = must(await world.store.linkOf(world.workspaceId, bridgeId, "highlevel", `${firstContact(world)}/${task}`), "the entry's link");
  expect(link.right?.fields["title"]).toBe("Call back today");
  const { steps } = await world.app.why(link.id);
  expect(steps[0]).toMatchObject({ chain: ["a write of our own, by another bridge"], sentence: "Wrote Title in incident.io." });
});

it("E4 behind three hops nothing more is written: the link is parked with its chain, until a person lets it go on", async () => {
  const world = await busyWorld();
  openIncident(world, [firstContact(world)]);
  const task = world.highlevel.control.createTask(firstContact(world), { title: "Call back" });
  await comeToRest(world);
  const { id: bridgeId } = await bridgeOf(world, "task");
  const recordId = `${firstContact(world)}/${task}`;
  const mark = { workspaceId: world.workspaceId, bridgeId, side: "highlevel", recordId, reason: "hop-3", priority: "webhook" } as const;
  await world.store.markDirty([mark], world.clock.now());
  await world.drain();
  const linkNow = async () => must(await world.store.linkOf(world.workspaceId, bridgeId, "highlevel", recordId), "the link");
  expect((await linkNow()).state).toBe("active");

  world.highlevel.control.editTask(task, { title: "Call back today" });
  await world.store.markDirty([mark], world.clock.now());
  const before = world.writes();
  await world.drain();
  expect(world.writes()).toBe(before);
  expect(await linkNow()).toMatchObject({ state: "parked", because: "HW_HOPS_SPENT" });
  const { headline, steps } = await world.app.why((await linkNow()).id);
  expect(headline).toContain("Our own writes go in circles");
  expect(steps[0]?.chain).toEqual(["our own writes, by three bridges in a row"]);

  await world.app.redrive({ linkId: (await linkNow()).id });
  await world.drain();
  expect(await linkNow()).toMatchObject({ state: "active", right: { fields: { title: "Call back today" } } });
});

it("E4 the tags that cases put on contacts do not cross to their entries and back, and people's own do", async () => {
  const world = await busyWorld();
  const contact = firstContact(world);
  const tagsBridge = await bridgeOf(world, "case-tags");
  await world.app.setHoldTag(tagsBridge.id, "Marketing-Hold", "test");
  const entryTags = () => JSON.stringify((contactEntry(world, contact)["attribute_values"] as Readonly<Record<string, unknown>>)["hw_tags"]);
  const before = entryTags();
  const incident = openIncident(world, [contact]);
  await comeToRest(world);
  const tags = () => world.highlevel.control.contacts()[0]?.["tags"];
  expect(tags()).toEqual(expect.arrayContaining(["incident-active", "marketing-hold"]));
  expect(entryTags()).toBe(before);
  world.highlevel.control.addTag(contact, "vip");
  await comeToRest(world);
  expect(entryTags()).toContain("vip");
  expect(entryTags()).not.toMatch(/incident-|marketing-hold/u);
  // Somebody puts them on the entry: they are none of the contact's either.
  world.incident.control.editEntry(String(contactEntry(world, contact)["id"]), null, { hw_tags: ["vip", "incident-active", "marketing-hold"] });
  await comeToRest(world);
  world.incident.control.editIncident(incident, { status: "Closed" });
  await comeToRest(world);
  expect(tags()).not.toEqual(expect.arrayContaining(["incident-active"]));
  expect(tags()).not.toEqual(expect.arrayContaining(["marketing-hold"]));
  expect(tags()).toEqual(expect.arrayContaining(["vip"]));
});

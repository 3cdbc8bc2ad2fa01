import { expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

/** A world whose bridge keeps tasks in step, with one task of the first contact, linked and at rest. */
async function worldWithTask(): Promise<{ readonly world: World; readonly id: string; readonly record: string }> {
  const world = await createWorld({ contacts: 2, entity: "task" });
  world.highlevel.control.setQuirks({ leanTaskCreate: false });
  const contact = firstContact(world);
  const id = world.highlevel.control.createTask(contact, {
    title: "Call back",
    body: "<p>About the <b>outage</b></p>",
    dueDate: "2026-12-01T09:30:00Z",
  });
  await world.load();
  return { world, id, record: `${contact}/${id}` };
}

const taskOf = (world: World, id: string): Readonly<Record<string, unknown>> =>
  must(
    world.highlevel.control.tasks().find((task) => task["id"] === id),
    "the task",
  );
/** The entries of the bridge's type. */
const entriesOf = async (world: World) => world.incident.control.entries(must((await world.bridge()).catalogTypeId, "the type"));
const fieldsOf = async (world: World, record: string) => (await world.entryOf(await world.linkOf(record))).fields;

it("S3 a first load makes an entry of a type of its own for every task", async () => {
  const { world, record } = await worldWithTask();
  expect(world.incident.control.types().map(({ type_name }) => type_name)).toContain('Custom["HighLevelTask"]');
  expect(await fieldsOf(world, record)).toEqual({
    title: "Call back",
    body: "About the outage",
    dueAt: "2026-12-01T09:30:00.000Z",
    completed: false,
    assigneeId: null,
    contactId: firstContact(world),
  });
  expect(await entriesOf(world)).toMatchObject([{ external_id: `${world.highlevel.locationId}:${record}` }]);
});

it("S1 a task's events bring its entry into step, in one write each", async () => {
  const { world, id, record } = await worldWithTask();
  const before = world.writes();
  world.highlevel.control.completeTask(id);
  await world.deliver();
  await world.drain();
  expect((await fieldsOf(world, record))["completed"]).toBe(true);
  expect(world.writes()).toBe(before + 1);
  const made = world.highlevel.control.createTask(firstContact(world), { title: "Send the report" });
  await world.deliver();
  await world.drain();
  expect((await fieldsOf(world, `${firstContact(world)}/${made}`))["title"]).toBe("Send the report");
  expect(world.writes()).toBe(before + 2);
});

it("W1 a sweep finds a task's edit, of which HighLevel tells nothing", async () => {
  const { world, id, record } = await worldWithTask();
  world.highlevel.control.editTask(id, { title: "Call back today" });
  await world.deliver();
  expect(await world.drain()).toBe(0);
  await world.sweep("narrow");
  await world.drain();
  expect((await fieldsOf(world, record))["title"]).toBe("Call back today");
});

it("W1 a task whose event does not say whose it is does not wait for a sweep, and one that is gone by then does no harm", async () => {
  const { world } = await worldWithTask();
  world.highlevel.control.setQuirks({ leanTaskCreate: true });
  const made = world.highlevel.control.createTask(firstContact(world), { title: "Send the report" });
  const gone = world.highlevel.control.createTask(firstContact(world), { title: "Never mind" });
  world.highlevel.control.deleteTask(gone);
  await world.deliver();
  await world.drain();
  expect((await fieldsOf(world, `${firstContact(world)}/${made}`))["title"]).toBe("Send the report");
  expect(await entriesOf(world)).toHaveLength(2);
});

it("M1 an entry's edits reach the task, completing by its own call, and nothing is written when they come back", async () => {
  const { world, id, record } = await worldWithTask();
  const entry = must((await world.linkOf(record)).rightId, "the entry");
  world.incident.control.editEntry(entry, null, { hw_completed: "true" });
  await world.sweep();
  await world.drain();
  expect(taskOf(world, id)).toMatchObject({ completed: true, title: "Call back" });
  expect(world.highlevel.control.counters().byOperation["PUT /contacts/{contactId}/tasks/{taskId}/completed"]).toBe(1);
  world.incident.control.editEntry(entry, "Call back soon", { hw_due_at: "2026-12-02T10:00:00Z", hw_completed: "false" });
  await world.sweep();
  await world.drain();
  expect(taskOf(world, id)).toMatchObject({ completed: false, title: "Call back soon", dueDate: "2026-12-02T10:00:00.000Z" });
  const before = world.writes();
  await world.deliver();
  await world.sweep();
  await world.drain();
  expect(world.writes()).toBe(before);
});

it("E1 sweeps of tasks at rest mark nothing, although reads tell no time of change", async () => {
  const { world } = await worldWithTask();
  const before = world.calls();
  await world.sweep();
  expect(await world.drain()).toBe(0);
  expect(world.calls() - before).toBeLessThanOrEqual(2);
});

it("D4 a deleted task ends its link and leaves the entry, unless the bridge says otherwise", async () => {
  const { world, id, record } = await worldWithTask();
  world.highlevel.control.deleteTask(id);
  await world.deliver();
  await world.drain();
  expect((await world.linkOf(record)).state).toBe("tombstone");
  expect(await entriesOf(world)).toHaveLength(1);
  const other = await worldWithTask();
  await other.world.change({ onDelete: "delete" });
  other.world.highlevel.control.deleteTask(other.id);
  await other.world.deliver();
  await other.world.drain();
  expect(await entriesOf(other.world)).toHaveLength(0);
});

it("A2 leaves an entry alone that somebody made in incident.io, and says where tasks begin", async () => {
  const { world } = await worldWithTask();
  const type = must((await world.bridge()).catalogTypeId, "the type");
  world.incident.control.createEntry(type, "Made here", {});
  await world.sweep();
  await world.drain();
  const left = (await world.links()).filter(({ leftId }) => leftId === null);
  expect(left).toMatchObject([{ state: "excluded", because: "HW_LINK_BEGINS_ELSEWHERE" }]);
  const { headline } = await world.app.why(must(left[0]?.rightId, "the entry"));
  expect(headline).toMatch(/begin at the other vendor/u);
  expect(world.highlevel.control.tasks()).toHaveLength(1);
});

it("X5 an emptied due date, which HighLevel does not take, parks the link with the field's name, and a new one brings it on", async () => {
  const { world, id, record } = await worldWithTask();
  const entry = must((await world.linkOf(record)).rightId, "the entry");
  world.incident.control.editEntry(entry, null, { hw_due_at: "" });
  await world.sweep();
  await world.drain();
  expect(await world.linkOf(record)).toMatchObject({ state: "parked", because: "HW_VENDOR_VALIDATION" });
  world.incident.control.editEntry(entry, null, { hw_due_at: "2026-12-03T08:00:00Z" });
  await world.sweep();
  await world.drain();
  expect(await world.linkOf(record)).toMatchObject({ state: "active" });
  expect(taskOf(world, id)).toMatchObject({ dueDate: "2026-12-03T08:00:00.000Z" });
});

it("I3 an installation that lost everything finds type and entries again and makes none anew", async () => {
  const { world } = await worldWithTask();
  const types = world.incident.control.types().length;
  const again = await createWorld({ entity: "task", seed: 77, vendorsOf: world });
  await again.load();
  expect(await entriesOf(again)).toHaveLength(1);
  expect(again.incident.control.types()).toHaveLength(types);
  expect(await again.links()).toMatchObject([{ state: "active" }]);
});

it("X4 a contact's event marks no task, and a task's event no contact", async () => {
  const { world, id } = await worldWithTask();
  world.highlevel.control.editContact(firstContact(world), { website: "https://other.example" });
  await world.deliver();
  expect(await world.drain()).toBe(0);
  const contacts = await createWorld({ contacts: 1, vendorsOf: world, seed: 78 });
  await contacts.load();
  contacts.highlevel.control.completeTask(id);
  await contacts.deliver();
  expect((await contacts.links()).filter(({ leftId }) => leftId?.includes("/") === true)).toEqual([]);
});

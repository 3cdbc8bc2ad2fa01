import { expect, it } from "vitest";
import { completeTask } from "#engine/complete-task.ts";
import { addEveryBridge } from "#main/demo/every-bridge.ts";
import type { LinkRow } from "#core/ports/store.ts";
import { must } from "#lib/must.ts";
import { openIncident, settle } from "../support/case-world.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

/** A contact on an incident, with a task, a note and an appointment, in a world with every flow. */
async function busyContact(): Promise<{ readonly world: World; readonly contact: string; readonly task: string }> {
  const world = await createWorld({ contacts: 2 });
  await addEveryBridge(world.ports, await world.bridge());
  world.highlevel.control.setQuirks({ leanTaskCreate: false });
  await world.load();
  const contact = firstContact(world);
  openIncident(world, [contact]);
  const task = world.highlevel.control.createTask(contact, { title: "Call back" });
  world.highlevel.control.createNote(contact, { body: "They asked about a refund" });
  world.highlevel.control.createAppointment(contact, { title: "Review" });
  await settle(world);
  return { world, contact, task };
}

it("gathers a contact's tasks, notes, appointments and incidents on one timeline, newest first, page by page without a gap", async () => {
  const { world, contact } = await busyContact();
  const { id } = await world.linkOf(contact);
  const whole = await world.app.timelineOf(id, { limit: 100 });
  const kinds = new Set(whole.items.map(({ entity }) => entity));
  for (const kind of ["contact", "task", "case-task", "timeline", "appointment"] as const) expect(kinds).toContain(kind);
  const ids = whole.items.map(({ entry }) => entry.id);
  expect(ids).toEqual(ids.toSorted().toReversed());
  const paged: string[] = [];
  let before: string | null = null;
  do {
    const page = await world.app.timelineOf(id, { limit: 3, ...(before !== null && { before }) });
    paged.push(...page.items.map(({ entry }) => entry.id));
    before = page.next;
  } while (before !== null);
  expect(paged).toEqual(ids);
  const tasks = await world.app.timelineOf(id, { limit: 100, entities: ["task"] });
  expect(tasks.items.length).toBeGreaterThan(0);
  expect(tasks.items.every(({ entity }) => entity === "task")).toBe(true);
  expect(tasks.items.map(({ title }) => title)).toContain("Call back");
});

it("A1 completes a task on both sides as a person's choice, with an intent, once", async () => {
  const { world, contact, task } = await busyContact();
  const records = await world.app.recordsOf((await world.linkOf(contact)).id);
  const { link } = must(
    records.find(({ bridge, link: one }) => bridge.entity === "task" && one.leftId === `${contact}/${task}`),
    "the task's link",
  );
  const after = await world.app.completeTask(link.id, "ada");
  expect(after).toMatchObject({ openConflicts: 0, state: "active" });
  expect(after.left?.fields["completed"]).toBe(true);
  expect(after.right?.fields["completed"]).toBe(true);
  expect(world.highlevel.control.tasks().find((one) => one["id"] === task)).toMatchObject({ completed: true });
  const { steps } = await world.app.why(link.id);
  expect(steps.map(({ sentence }) => sentence)).toEqual(
    expect.arrayContaining(["A person completed this task in Highwire.", "Wrote Completed in HighLevel.", "Wrote Completed in incident.io."]),
  );
  expect(steps.some(({ entry }) => entry.kind === "write" && entry.intentId !== null)).toBe(true);
  const writes = world.writes();
  await expect(world.app.completeTask(link.id, "ada")).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
  expect(world.writes()).toBe(writes);
});

it("refuses to complete what is no task, and what a flow that rests would not write", async () => {
  const { world, contact, task } = await busyContact();
  const own = await world.linkOf(contact);
  await expect(world.app.completeTask(own.id, "ada")).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
  const records = await world.app.recordsOf(own.id);
  const { link, bridge } = must(
    records.find(({ link: one }) => one.leftId === `${contact}/${task}`),
    "the task's link",
  );
  await world.app.setBridgeMode(bridge.id, "paused", "ada");
  await expect(world.app.completeTask(link.id, "ada")).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
  expect(await world.store.conflicts(world.workspaceId, { state: "open", linkId: link.id, limit: 5 })).toEqual([]);
});

/** A task whose edit has been read, and whose write to incident.io has failed and waits for its retry. */
async function taskThatWaits(edit: { readonly done: boolean }): Promise<{ readonly world: World; readonly link: LinkRow }> {
  const world = await createWorld({ contacts: 1, entity: "task" });
  world.highlevel.control.setQuirks({ leanTaskCreate: false });
  const contact = firstContact(world);
  const task = world.highlevel.control.createTask(contact, { title: "Call back" });
  await world.load();
  world.highlevel.control.editTask(task, { title: "Call back today" });
  if (edit.done) world.highlevel.control.completeTask(task);
  await world.deliver();
  await world.sweep();
  world.incident.control.setFaults(["PUT", "POST"].map((method) => ({ fault: { kind: "500-before" }, match: { method } })));
  const { id } = await world.linkOf(`${contact}/${task}`);
  expect((await world.claimOnly([id])).get(id)).toBe("failed");
  world.incident.control.setFaults([]);
  const link = await world.linkOf(`${contact}/${task}`);
  expect(link).toMatchObject({ dirty: true, attempts: 1, left: { fields: { title: "Call back today" } } });
  return { world, link };
}

it("M1 X6 an edit that waits for its retry still waits, and travels, after somebody has pressed Complete on an older page", async () => {
  const { world, link } = await taskThatWaits({ done: true });
  await expect(world.app.completeTask(link.id, "ada")).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
  const { dueAt, attempts, firstFailedAt } = link;
  expect(await world.store.link(world.workspaceId, link.id)).toMatchObject({ dirty: true, dueAt, attempts, firstFailedAt });
  await world.drain();
  expect((await world.entryOf(link)).fields).toMatchObject({ title: "Call back today", completed: true });
});

it("M1 an edit that waits for its retry travels when completing its task was cut off halfway", async () => {
  const { world, link } = await taskThatWaits({ done: false });
  const cutOff: typeof world.store = {
    ...world.store,
    resolveConflict: async () => {
      throw new Error("killed here");
    },
  };
  await expect(completeTask({ store: cutOff, clock: world.clock, owner: "person" }, link, "ada")).rejects.toThrow("killed here");
  await world.drain();
  expect((await world.entryOf(link)).fields).toMatchObject({ title: "Call back today" });
  await world.app.completeTask(link.id, "ada");
  await world.drain();
  expect((await world.entryOf(link)).fields).toMatchObject({ completed: true });
});

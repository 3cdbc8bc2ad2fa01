import { expect, it } from "vitest";
import { must } from "#lib/must.ts";
import type { PlanId } from "#core/ids.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

/** A world of four linked contacts, in which a plan has just brought two edits of the first contact over. */
async function worldWithRun(): Promise<{ readonly world: World; readonly plan: PlanId; readonly before: Awaited<ReturnType<World["entryOf"]>> }> {
  const world = await createWorld({ contacts: 4 });
  await world.load();
  await world.change({ mode: "paused" });
  const before = await world.entryOf(await world.linkOf(firstContact(world)));
  world.highlevel.control.editContact(firstContact(world), { phone: "+12025550107", website: "https://new.example.com/", tags: ["vip"] });
  const plan = await world.app.preview((await world.bridge()).id);
  expect(await world.app.apply(plan)).toMatchObject({ applied: 1 });
  return { world, plan: plan.id, before };
}

const entryNow = async (world: World) => world.entryOf(await world.linkOf(firstContact(world)));
const goOn = async (world: World): Promise<void> => {
  await world.change({ mode: "live" });
  await world.deliver();
  await world.sweep();
  await world.drain();
};

it("A3 a run is taken back: its fields have their old values, and each waits until a person says which value holds", async () => {
  const { world, plan, before } = await worldWithRun();
  expect(await world.app.undo(plan)).toEqual({ restored: 3, removed: 0, changedSince: 0, failed: 0 });
  expect((await entryNow(world)).fields).toEqual(before.fields);
  const writes = world.writes();
  await goOn(world);
  expect(world.writes()).toBe(writes);
  const open = await world.store.conflicts(world.workspaceId, { state: "open", limit: 10 });
  expect(open.map(({ kind, field }) => `${kind} ${field}`).toSorted()).toEqual(["undone phone", "undone tags", "undone website"]);
  const phone = must(
    open.find(({ field }) => field === "phone"),
    "the phone's conflict",
  );
  expect(phone).toMatchObject({ left: "+12025550107", right: before.fields["phone"] });
  await world.app.resolveConflict(phone.id, { choose: "left" }, "test");
  await world.drain();
  expect((await entryNow(world)).fields["phone"]).toBe("+12025550107");
});

it("A3 what somebody has changed since stays, and the rest is taken back", async () => {
  const { world, plan, before } = await worldWithRun();
  const { rightId } = await world.linkOf(firstContact(world));
  world.incident.control.editEntry(must(rightId, "the entry"), null, { hw_phone: "+12025550199", hw_tags: ["vip", "by-hand"] });
  expect(await world.app.undo(plan)).toMatchObject({ restored: 2, changedSince: 1 });
  const { fields } = await entryNow(world);
  expect(fields).toMatchObject({ phone: "+12025550199", website: before.fields["website"] });
  expect(fields["tags"]).toContain("by-hand");
});

it("A3 an edit that nobody took over stays due when its contact's run is taken back", async () => {
  const { world, plan } = await worldWithRun();
  world.highlevel.control.editContact(firstContact(world), { email: "later@example.com" });
  await world.app.undo(plan);
  await goOn(world);
  expect((await entryNow(world)).fields["email"]).toBe("later@example.com");
});

it("A3 records that a run made are deleted again, also more than the brake allows, and stay away", async () => {
  const world = await createWorld({ contacts: 30, mode: "paused" });
  const plan = await world.app.preview((await world.bridge()).id);
  await world.app.apply(plan);
  const { rightId } = await world.linkOf(firstContact(world));
  world.incident.control.editEntry(must(rightId, "the entry"), "Renamed by hand", {});
  expect(await world.app.undo(plan.id)).toEqual({ restored: 0, removed: 29, changedSince: 1, failed: 0 });
  expect((await world.bridge()).brake).toBeNull();
  await goOn(world);
  const type = must((await world.bridge()).catalogTypeId, "the type");
  expect(world.incident.control.entries(type).map(({ name }) => name)).toEqual(["Renamed by hand"]);
  expect(world.highlevel.control.contacts()).toHaveLength(30);
});

it("S4 a rehearsal tells the same and writes nothing", async () => {
  const { world, plan } = await worldWithRun();
  const writes = world.writes();
  expect(await world.app.undo(plan, { rehearse: true })).toEqual({ restored: 3, removed: 0, changedSince: 0, failed: 0 });
  expect(world.writes()).toBe(writes);
  expect(await world.app.undo(plan)).toMatchObject({ restored: 3 });
});

/** What of a link says that it is due, why, and what was seen last. */
async function dueState(world: World): Promise<unknown> {
  const link = await world.linkOf(firstContact(world));
  const { dirty, dirtyReasons, dueAt, priority, attempts, firstFailedAt, left, right, base, changedAt } = link;
  return { dirty, dirtyReasons, dueAt, priority, attempts, firstFailedAt, left, right, base, changedAt };
}

it("M1 W1 an edit that nobody has looked at yet travels after a rehearsal has read it", async () => {
  const { world, plan } = await worldWithRun();
  await goOn(world);
  const { rightId } = await world.linkOf(firstContact(world));
  world.incident.control.editEntry(must(rightId, "the entry"), null, { hw_phone: "+12025550188" });
  await world.app.undo(plan, { rehearse: true });
  await world.sweep();
  await world.drain();
  expect(world.highlevel.control.contacts()[0]).toMatchObject({ phone: "+12025550188" });
});

it("S4 a rehearsal learns nothing: a retry that waits keeps its time, its attempts and what it is about", async () => {
  const { world, plan } = await worldWithRun();
  await goOn(world);
  world.highlevel.control.editContact(firstContact(world), { email: "later@example.com" });
  await world.deliver();
  world.incident.control.setFaults([
    { fault: { kind: "500-before" }, match: { method: "PUT" }, times: 1 },
    { fault: { kind: "500-before" }, match: { method: "POST" }, times: 1 },
  ]);
  const { id } = await world.linkOf(firstContact(world));
  expect((await world.claimOnly([id])).get(id)).toBe("failed");
  world.incident.control.setFaults([]);
  const before = await dueState(world);
  expect(before).toMatchObject({ dirty: true, attempts: 1 });
  const [entry] = (await world.store.journal(world.workspaceId, { linkId: id, kinds: ["write"], limit: 10 })).filter(
    ({ detail }) => detail["outcome"] === "confirmed",
  );
  await world.app.undo(plan, { rehearse: true });
  await world.app.desk.activity.undo(must(entry, "a write").id, "ann", true);
  expect(await dueState(world)).toEqual(before);
  await world.drain();
  expect((await entryNow(world)).fields["email"]).toBe("later@example.com");
});

it("S4 a rehearsal that cannot read says so, and counts no failure against the link", async () => {
  const { world, plan } = await worldWithRun();
  const before = await dueState(world);
  world.incident.control.setFaults([{ fault: { kind: "500-before" }, match: { method: "GET" } }]);
  expect(await world.app.undo(plan, { rehearse: true })).toEqual({ restored: 0, removed: 0, changedSince: 0, failed: 1 });
  expect(await dueState(world)).toEqual(before);
});

it("A3 taking back twice takes back once, and what failed is taken back by the second go", async () => {
  const { world, plan } = await worldWithRun();
  world.incident.control.setFaults([
    { fault: { kind: "500-before" }, match: { method: "POST" }, times: 1 },
    { fault: { kind: "500-before" }, match: { method: "PUT" }, times: 1 },
  ]);
  expect(await world.app.undo(plan)).toMatchObject({ failed: 1 });
  world.incident.control.setFaults([]);
  expect(await world.app.undo(plan)).toMatchObject({ restored: 3, failed: 0 });
  const writes = world.writes();
  expect(await world.app.undo(plan)).toEqual({ restored: 0, removed: 0, changedSince: 0, failed: 0 });
  expect(world.writes()).toBe(writes);
});

it("A1 every write of a run and of its taking back says so in its chain, in words", async () => {
  const { world, plan } = await worldWithRun();
  await world.app.undo(plan);
  const { steps } = await world.app.why(firstContact(world));
  const chains = steps.map(({ chain }) => chain.join(" · "));
  expect(chains.some((chain) => chain.includes(`the plan ${plan}`))).toBe(true);
  expect(chains.some((chain) => chain.includes(`taking back the plan ${plan}`))).toBe(true);
  await expect(world.app.undo("no-such-plan")).rejects.toMatchObject({ code: "HW_REQUEST_NOT_FOUND" });
  expect(await world.app.runs(5)).toMatchObject([{ kind: "run", detail: { plan, operations: 1 } }]);
});

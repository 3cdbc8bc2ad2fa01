import { expect, it } from "vitest";
import { LEASE_MS } from "#engine/reconcile/lease.ts";
import { createWorld, firstContact } from "../support/in-process-world.ts";

it("S4 a preview names what the run then does, and writes nothing itself", async () => {
  const world = await createWorld({ contacts: 10, mode: "paused" });
  const bridge = await world.bridge();
  const plan = await world.app.preview(bridge.id);
  expect(plan.counts).toMatchObject({ create: 10, update: 0, same: 0 });
  // Making the catalog type is setting up, not syncing.
  const setUp = world.writes();
  expect(await world.app.preview(bridge.id)).toMatchObject({ counts: plan.counts });
  expect(world.writes()).toBe(setUp);
  const result = await world.app.apply(plan);
  expect(result).toEqual({ applied: 10, unchanged: 0, drifted: 0, failed: 0, needsPerson: 0 });
  expect((await world.app.preview(bridge.id)).counts).toMatchObject({ create: 0, same: 10 });
});

it("S4 apply leaves alone what changed since the plan, and that record's next ordinary run writes it", async () => {
  const world = await createWorld({ contacts: 3, mode: "paused" });
  const bridge = await world.bridge();
  const plan = await world.app.preview(bridge.id);
  const contact = firstContact(world);
  world.highlevel.control.editContact(contact, { phone: "+12025550101" });
  expect(await world.app.apply(plan)).toMatchObject({ applied: 2, drifted: 1 });
  expect(await world.linkOf(contact)).toMatchObject({ rightId: null, dirty: true });
  await world.change({ mode: "live" });
  await world.drain();
  expect((await world.entryOf(await world.linkOf(contact))).fields["phone"]).toBe("+12025550101");
});

it("S4 a person's run reads both records anew, however fresh the page that listed them", async () => {
  const world = await createWorld({ contacts: 2 });
  await world.load();
  const contact = firstContact(world);
  world.highlevel.control.editContact(contact, { phone: "+12025550102" });
  await world.app.syncContact((await world.linkOf(contact)).id);
  expect((await world.entryOf(await world.linkOf(contact))).fields["phone"]).toBe("+12025550102");
});

it("S4 a plan counts what a person chose for a conflict", async () => {
  const world = await createWorld({ contacts: 2 });
  await world.load();
  const contact = firstContact(world);
  const link = await world.linkOf(contact);
  world.highlevel.control.editContact(contact, { phone: "+12025550103" });
  world.incident.control.editEntry(link.rightId as string, null, { hw_phone: "+1 202 555 0104" });
  await world.sweep();
  await world.drain();
  const [conflict] = await world.store.conflicts(world.workspaceId, { state: "open", linkId: link.id, limit: 5 });
  await world.change({ mode: "paused" });
  expect((await world.app.preview(link.bridgeId)).counts).toMatchObject({ needsPerson: 1, update: 0 });
  await world.app.resolveConflict(conflict!.id, { choose: "right" }, "test");
  const plan = await world.app.preview(link.bridgeId);
  expect(plan.counts).toMatchObject({ needsPerson: 0, update: 1 });
  expect(await world.app.apply(plan)).toMatchObject({ applied: 1, drifted: 0 });
  expect(world.highlevel.control.contacts()[0]).toMatchObject({ phone: "+12025550104" });
});

it("S4 a bridge that only watches says what it would write, and writes nothing at either vendor", async () => {
  const world = await createWorld({ contacts: 3, mode: "shadow" });
  await world.vendors.sides(await world.bridge());
  // Making the catalog type is setting up, not syncing.
  const setUp = world.writes();
  await world.load();
  expect(world.writes()).toBe(setUp);
  const told = await world.store.journal(world.workspaceId, { kinds: ["no-write"], limit: 10 });
  expect(told.map(({ detail }) => detail)).toEqual(Array(3).fill({ reason: "shadow", operations: ["create incident"] }));
});

it("S4 I1 apply links a contact to an entry that no sweep has met yet", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  await world.change({ mode: "paused" });
  const type = (await world.bridge()).catalogTypeId ?? "";
  const entry = world.incident.control.createEntry(type, "Ada Quist", { hw_email: "ada.quist@example.com" });
  const contact = world.highlevel.control.createContact({ firstName: "Ada", lastName: "Quist", email: "ada.quist@example.com" });
  const plan = await world.app.preview((await world.bridge()).id);
  expect(plan.counts).toMatchObject({ create: 0, update: 1, same: 1 });
  expect(await world.app.apply(plan)).toMatchObject({ applied: 1, drifted: 0, failed: 0 });
  expect(await world.linkOf(contact)).toMatchObject({ rightId: entry, state: "active", dirty: false });
  expect(world.incident.control.entries(type)).toHaveLength(2);
});

it("S2 S4 a plan, a run that is taken back and a look that somebody asks for wait for a link that another worker holds just then", async () => {
  const world = await createWorld({ contacts: 2, mode: "shadow" });
  await world.load();
  const { id: bridgeId } = await world.bridge();
  const { workspaceId, store, clock } = world;
  const link = await world.linkOf(firstContact(world));
  const heldElsewhere = async (heldMs: number): Promise<void> => {
    const now = clock.now();
    const held = await store.claim({ workspaceId, bridgeId, owner: "another", limit: 1, now, leaseUntil: now + heldMs, only: [link.id] });
    expect(held).toHaveLength(1);
  };
  const plan = await world.app.preview(bridgeId);
  await heldElsewhere(LEASE_MS);
  expect(await world.app.apply(plan)).toMatchObject({ applied: 2, failed: 0 });
  await heldElsewhere(1_000);
  world.highlevel.control.editContact(firstContact(world), { phone: "+12025550105" });
  expect(await world.app.syncContact(link.id)).toMatchObject({ dirty: false });
  await heldElsewhere(LEASE_MS);
  expect(await world.app.undo(plan.id)).toMatchObject({ removed: 2, failed: 0 });
});

it("S4 what another worker holds all the while is left to it, and told as not written", async () => {
  const world = await createWorld({ contacts: 2, mode: "shadow" });
  await world.load();
  const { id: bridgeId } = await world.bridge();
  const plan = await world.app.preview(bridgeId);
  const link = await world.linkOf(firstContact(world));
  const { workspaceId, store, clock } = world;
  const now = clock.now();
  await store.claim({ workspaceId, bridgeId, owner: "another", limit: 1, now, leaseUntil: now + 600_000, only: [link.id] });
  expect(await world.app.apply(plan)).toMatchObject({ applied: 1, failed: 1 });
  expect(await world.linkOf(firstContact(world))).toMatchObject({ rightId: null, dirty: true });
});

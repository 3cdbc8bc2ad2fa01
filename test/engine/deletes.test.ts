import { expect, it } from "vitest";
import type { ConflictRow } from "#core/ports/store.ts";
import { sweepSide } from "#engine/sweep/sweep-side.ts";
import { createWorld, firstContact } from "../support/in-process-world.ts";

it("D1 does not believe that a record is gone while the connection can read nothing at all", async () => {
  const world = await createWorld({ contacts: 3 });
  await world.change({ onDelete: "delete" });
  await world.load();
  const contact = firstContact(world);
  const link = await world.linkOf(contact);
  // The location's contacts all answer "not found", as when a token was moved to another location.
  const foreign = { kind: "answer", status: 403, message: "The token does not have access to this location.", commits: false } as const;
  world.highlevel.control.setFaults([
    { fault: { kind: "answer", status: 400, message: "Contact not found", commits: false }, match: { operation: "GET /contacts/{contactId}" } },
    { fault: foreign },
  ]);
  await world.store.markDirty(
    [{ workspaceId: world.workspaceId, bridgeId: link.bridgeId, side: "highlevel", recordId: contact, reason: "missing", priority: "sweep" }],
    world.clock.now(),
  );
  await world.claimOnly([link.id]);
  const after = await world.linkOf(contact);
  expect(after.state).toBe("active");
  expect(after.dirty).toBe(true);
  expect(world.incident.control.entries().some(({ id }) => id === link.rightId)).toBe(true);
});

it("D2 a stale update does not bring back a record whose delete was confirmed", async () => {
  const world = await createWorld({ contacts: 3 });
  await world.change({ onDelete: "delete" });
  await world.load();
  const contact = firstContact(world);
  const link = await world.linkOf(contact);
  world.highlevel.control.editContact(contact, { phone: "+12025550166" });
  const stale = [...world.mailbox];
  await world.deliver();
  await world.drain();
  world.highlevel.control.deleteContact(contact);
  await world.deliver();
  await world.drain();
  expect(await world.linkOf(contact)).toMatchObject({ state: "tombstone" });
  expect(world.incident.control.entries().some(({ id }) => id === link.rightId)).toBe(false);
  world.mailbox.push(...stale.map((delivery) => ({ ...delivery })));
  await world.store.markDirty(
    [{ workspaceId: world.workspaceId, bridgeId: link.bridgeId, side: "highlevel", recordId: contact, reason: "webhook", priority: "webhook" }],
    world.clock.now(),
  );
  await world.deliver();
  await world.sweep();
  await world.drain();
  expect(await world.linkOf(contact)).toMatchObject({ state: "tombstone" });
  expect(world.highlevel.control.contacts()).toHaveLength(2);
  expect(world.incident.control.entries().some(({ id }) => id === link.rightId)).toBe(false);
});

it("D3 keeps the survivor and asks when one side deleted what the other had edited", async () => {
  const world = await createWorld({ contacts: 3 });
  await world.change({ onDelete: "delete" });
  await world.load();
  const contact = firstContact(world);
  const link = await world.linkOf(contact);
  world.incident.control.editEntry(link.rightId as string, null, { hw_phone: "+1 202 555 0133" });
  world.highlevel.control.deleteContact(contact);
  await world.deliver();
  await world.drain();
  const [conflict] = await world.store.conflicts(world.workspaceId, { state: "open", linkId: link.id, limit: 5 });
  expect(conflict).toMatchObject({ kind: "delete-edit" });
  expect(world.incident.control.entries().some(({ id }) => id === link.rightId)).toBe(true);
  await world.app.resolveConflict(conflict!.id, { choose: "keep" }, "test");
  await world.drain();
  expect(await world.store.link(world.workspaceId, link.id)).toMatchObject({ state: "tombstone", openConflicts: 0 });
  expect(world.incident.control.entries().some(({ id }) => id === link.rightId)).toBe(true);
});

it("M2 withdraws a question about a field whose record is deleted before it is answered, and asks about the whole record", async () => {
  const world = await createWorld({ contacts: 3 });
  await world.load();
  const contact = firstContact(world);
  const link = await world.linkOf(contact);
  world.highlevel.control.editContact(contact, { phone: "+12025550144" });
  world.incident.control.editEntry(link.rightId as string, null, { hw_phone: "+1 202 555 0133" });
  await world.deliver();
  await world.drain();
  const open = async (): Promise<readonly ConflictRow[]> => world.store.conflicts(world.workspaceId, { state: "open", linkId: link.id, limit: 5 });
  const [asked] = await open();
  expect(asked).toMatchObject({ kind: "field", field: "phone" });
  world.highlevel.control.deleteContact(contact);
  await world.deliver();
  await world.drain();
  expect(await open()).toMatchObject([{ kind: "delete-edit", field: "*", resolution: null }]);
  await expect(world.app.resolveConflict(asked!.id, { choose: "left" }, "test")).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
  expect(await world.store.conflict(world.workspaceId, asked!.id)).toMatchObject({ left: "+12025550144", right: "+12025550133" });
});

it("D4 by default a delete ends the link and leaves the other side alone", async () => {
  const world = await createWorld({ contacts: 3 });
  await world.load();
  const contact = firstContact(world);
  const link = await world.linkOf(contact);
  world.highlevel.control.deleteContact(contact);
  await world.sweep();
  await world.drain();
  expect(await world.linkOf(contact)).toMatchObject({ state: "tombstone" });
  expect(world.incident.control.entries().some(({ id }) => id === link.rightId)).toBe(true);
});

it("D4 absence from a list deletes nothing: the record is read by its id", async () => {
  const world = await createWorld({ contacts: 3 });
  await world.change({ onDelete: "delete" });
  await world.load();
  world.clock.advance(60_000);
  const sides = await world.vendors.sides(await world.bridge());
  await sweepSide({
    ports: world.ports,
    bridge: await world.bridge(),
    port: { ...sides.left, list: async () => ({ records: [], next: null, total: 0 }), read: async (id, call) => sides.left.read(id, call) },
    reach: "full",
  });
  await world.drain();
  expect((await world.links()).map(({ state }) => state)).toEqual(["active", "active", "active"]);
  expect(world.highlevel.control.contacts()).toHaveLength(3);
});

it("D5 stops before the twenty-first delete of one run until a person releases the brake", async () => {
  const world = await createWorld({ contacts: 30 });
  await world.change({ onDelete: "delete" });
  await world.load();
  const entriesBefore = world.incident.control.entries().length;
  for (const { id } of world.highlevel.control.contacts()) if (typeof id === "string") world.highlevel.control.deleteContact(id);
  await world.deliver();
  await world.drain();
  expect(entriesBefore - world.incident.control.entries().length).toBe(20);
  const bridge = await world.bridge();
  expect(bridge.brake).not.toBeNull();
  await world.app.releaseBrake(bridge.id, "test");
  await world.drain();
  expect(entriesBefore - world.incident.control.entries().length).toBe(30);
});

import { expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

/** A contact whose catalog entry somebody deleted, after which nothing has looked yet. */
async function worldWithLoss(): Promise<{ readonly world: World; readonly contact: string; readonly entry: string }> {
  const world = await createWorld({ contacts: 3 });
  await world.load();
  const contact = firstContact(world);
  const entry = must((await world.linkOf(contact)).rightId, "the entry");
  world.incident.control.archiveEntry(entry);
  return { world, contact, entry };
}

it("D1 tells which side a record is missing on, proven by another read, and writes nothing", async () => {
  const { world, contact, entry } = await worldWithLoss();
  const writes = world.writes();
  const { id } = await world.linkOf(contact);
  const check = await world.app.desk.check(id, "ada");
  expect(check.sides).toEqual([
    { side: "highlevel", recordId: contact, state: "found" },
    { side: "incident", recordId: entry, state: "missing" },
  ]);
  expect(world.writes()).toBe(writes);
  const [note] = await world.store.journal(world.workspaceId, { linkId: id, kinds: ["asked"], limit: 1 });
  expect(note).toMatchObject({ cause: ["person ada"], detail: { verb: "verify", states: ["found", "missing"] } });
});

it("I1 creates a missing record again, and both follow each other as before", async () => {
  const { world, contact } = await worldWithLoss();
  const { id } = await world.linkOf(contact);
  await world.app.desk.repair(id, { do: "create", side: "incident" }, "ada");
  await world.drain();
  const link = await world.linkOf(contact);
  expect(link).toMatchObject({ id, state: "active", openConflicts: 0 });
  expect(world.incident.control.entries().map((one) => one["id"])).toContain(link.rightId);
  world.highlevel.control.editContact(contact, { phone: "+12025550144" });
  await world.sweep();
  await world.drain();
  expect((await world.entryOf(await world.linkOf(contact))).fields["phone"]).toBe("+12025550144");
});

it("M4 links a record with another one that a person names, and asks where the two differ", async () => {
  const world = await createWorld({ contacts: 3 });
  await world.load();
  const contact = firstContact(world);
  const { id } = await world.linkOf(contact);
  world.highlevel.control.deleteContact(contact);
  const other = world.highlevel.control.createContact({ firstName: "Somebody", lastName: "Else", email: "other@example.com", phone: "+12025550146" });
  await world.app.desk.repair(id, { do: "relink", side: "highlevel", recordId: other }, "ada");
  await world.drain();
  const link = await world.linkOf(other);
  expect(link).toMatchObject({ id, leftId: other, state: "active", because: null });
  expect(link.openConflicts).toBeGreaterThan(0);
});

it("I1 links a record with one that was seen alone before, whose row goes over into it", async () => {
  const world = await createWorld({ contacts: 3 });
  await world.load();
  const contact = firstContact(world);
  const { id } = await world.linkOf(contact);
  const { email } = must(
    world.highlevel.control.contacts().find((one) => one["id"] === contact),
    "the contact",
  );
  const other = world.highlevel.control.createContact({ firstName: "Made", lastName: "Anew", email: String(email) });
  await world.deliver();
  await world.drain();
  world.highlevel.control.deleteContact(contact);
  const seen = must(await world.store.linkOf(world.workspaceId, (await world.bridge()).id, "highlevel", other), "the row of the new one");
  expect(seen.rightId).toBeNull();
  await world.app.desk.repair(id, { do: "relink", side: "highlevel", recordId: other }, "ada");
  await world.drain();
  expect(await world.linkOf(other)).toMatchObject({ id, leftId: other, state: "active", because: null });
  expect(await world.store.link(world.workspaceId, seen.id)).toBeNull();
});

it("I2 refuses a record that is linked already", async () => {
  const { world, contact } = await worldWithLoss();
  const [, second] = world.highlevel.control.contacts();
  const taken = must((await world.linkOf(String(second?.["id"]))).rightId, "the other's entry");
  const { id } = await world.linkOf(contact);
  await expect(world.app.desk.repair(id, { do: "relink", side: "incident", recordId: taken }, "ada")).rejects.toMatchObject({
    code: "HW_REQUEST_CONFLICT",
  });
});

it("D4 ends a link on a person's word and writes nothing after", async () => {
  const { world, contact } = await worldWithLoss();
  const { id } = await world.linkOf(contact);
  await world.app.desk.repair(id, { do: "unlink" }, "ada");
  const writes = world.writes();
  world.highlevel.control.editContact(contact, { phone: "+12025550145" });
  await world.sweep();
  await world.drain();
  expect(world.writes()).toBe(writes);
  expect(await world.store.link(world.workspaceId, id)).toMatchObject({ state: "unlinked" });
});

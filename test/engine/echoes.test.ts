import { expect, it } from "vitest";
import { MOST_EVENTS } from "#core/ports/claims.ts";
import { createWorld, firstContact } from "../support/in-process-world.ts";

const ofPerson = { owner: "person", limit: 1, leaseUntil: Number.MAX_SAFE_INTEGER } as const;

it("E1 writes nothing more once both sides are equal, however often it is swept, marked and told again", async () => {
  const world = await createWorld({ contacts: 12 });
  await world.load();
  const quiet = world.writes();
  for (let round = 0; round < 3; round += 1) {
    await world.sweep();
    for (const link of await world.links()) await world.app.syncContact(link.id);
    await world.drain();
  }
  expect(world.writes()).toBe(quiet);
  expect((await world.store.counts(world.workspaceId))["in-sync"]).toBe(12);
});

it("E2 knows its own write coming back by what it says, and reads neither side for it", async () => {
  const world = await createWorld({ contacts: 3 });
  await world.load();
  const link = await world.linkOf(firstContact(world));
  world.incident.control.editEntry(link.rightId as string, null, { hw_phone: "+1 202 555 0188" });
  await world.sweep();
  await world.drain();
  expect(world.highlevel.control.contacts().find(({ id }) => id === link.leftId)).toMatchObject({ phone: "+12025550188" });
  const calls = world.calls();
  expect(world.mailbox.length).toBeGreaterThan(0);
  await world.deliver();
  await world.drain();
  expect(world.calls()).toBe(calls);
  const [newest] = await world.store.journal(world.workspaceId, { linkId: link.id, limit: 1 });
  expect(newest).toMatchObject({ kind: "no-write", detail: { reason: "echo" } });
});

it("E2 takes an edit for an edit although so many echoes stand before it that one claim does not show it", async () => {
  const world = await createWorld({ contacts: 2 });
  await world.load();
  const contact = firstContact(world);
  for (let echo = 0; echo < MOST_EVENTS; echo += 1) world.highlevel.control.editContact(contact, { dnd: echo % 2 === 0 });
  await world.deliver();
  world.clock.advance(1_000);
  world.highlevel.control.editContact(contact, { phone: "+12025550166" });
  await world.deliver();
  await world.drain();
  expect((await world.entryOf(await world.linkOf(contact))).fields["phone"]).toBe("+12025550166");
});

it("A2 takes a decision on every event, although more came than one claim shows", async () => {
  const world = await createWorld({ contacts: 2 });
  await world.load();
  const contact = firstContact(world);
  for (let edit = 0; edit <= 2 * MOST_EVENTS; edit += 1)
    world.highlevel.control.editContact(contact, { website: `https://${String(edit)}.example.com/` });
  await world.deliver();
  await world.drain();
  const { id } = await world.linkOf(contact);
  const [held] = await world.store.claim({
    ...ofPerson,
    workspaceId: world.workspaceId,
    bridgeId: (await world.bridge()).id,
    now: world.clock.now(),
    only: [id],
  });
  expect(held?.events).toEqual([]);
});

it("E2 takes an edit by a person for an edit although it follows our own write at once", async () => {
  const world = await createWorld({ contacts: 3 });
  await world.load();
  const link = await world.linkOf(firstContact(world));
  world.incident.control.editEntry(link.rightId as string, null, { hw_phone: "+1 202 555 0188" });
  await world.sweep();
  await world.drain();
  world.highlevel.control.editContact(link.leftId as string, { phone: "+12025550177" });
  await world.deliver();
  await world.drain();
  expect((await world.entryOf(link)).fields["phone"]).toBe("+12025550177");
});

it("E3 freezes a field that somebody keeps setting back and lets the others go on", async () => {
  const world = await createWorld({ contacts: 2 });
  await world.load();
  const link = await world.linkOf(firstContact(world));
  const contact = link.leftId as string;
  const phones = ["+12025550101", "+12025550102"];
  for (let flip = 0; flip < 8; flip += 1) {
    world.highlevel.control.editContact(contact, { phone: phones[flip % 2] as string, website: `https://${String(flip)}.example.com/` });
    await world.deliver();
    await world.drain();
    world.clock.advance(20_000);
  }
  const conflicts = await world.store.conflicts(world.workspaceId, { state: "open", linkId: link.id, limit: 10 });
  expect(conflicts.map(({ kind, field }) => `${kind} ${field}`)).toEqual(["oscillation phone"]);
  expect((await world.entryOf(link)).fields["website"]).toBe("https://7.example.com/");
  const writes = world.writes();
  world.highlevel.control.editContact(contact, { phone: phones[0] as string });
  await world.deliver();
  await world.drain();
  expect(world.writes()).toBe(writes);
});

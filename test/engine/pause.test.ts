import { expect, it } from "vitest";
import { resumeLink } from "#engine/pause-link.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

async function pausedWorld(): Promise<{ readonly world: World; readonly contact: string }> {
  const world = await createWorld({ contacts: 3 });
  await world.load();
  const contact = firstContact(world);
  const { id } = await world.linkOf(contact);
  expect(await world.app.pauseContact(id, "ada")).toMatchObject({ state: "excluded", because: "HW_LINK_PAUSED", dirty: false });
  return { world, contact };
}

it("neither reads nor writes a paused contact, whatever happens on either side, and tells each time why", async () => {
  const { world, contact } = await pausedWorld();
  const { id, rightId } = await world.linkOf(contact);
  const website = async (): Promise<unknown> => (await world.entryOf(await world.linkOf(contact))).fields["website"];
  const [writes, before] = [world.writes(), await website()];
  world.highlevel.control.editContact(contact, { website: "https://new.example" });
  world.incident.control.editEntry(String(rightId), null, { hw_phone: "+12025550199" });
  await world.deliver();
  await world.drain();
  await world.sweep();
  await world.drain();
  await world.app.syncContact(id);
  expect(world.writes()).toBe(writes);
  expect(await world.linkOf(contact)).toMatchObject({ state: "excluded", because: "HW_LINK_PAUSED" });
  expect((await world.app.why(id)).headline).toBe("Paused by a person: nothing of it is written until somebody resumes it.");
  expect((await world.app.why(id)).steps.map(({ sentence }) => sentence)).toContain("Nothing written: a person paused this contact.");
  expect(await website()).toBe(before);
});

it("brings everything that changed meanwhile into step when it is resumed", async () => {
  const { world, contact } = await pausedWorld();
  const { id, rightId } = await world.linkOf(contact);
  world.highlevel.control.editContact(contact, { website: "https://new.example" });
  world.incident.control.editEntry(String(rightId), null, { hw_phone: "+12025550199" });
  await world.deliver();
  await world.drain();
  expect(await world.app.resumeContact(id, "ada")).toMatchObject({ state: "active", because: null });
  await world.drain();
  const link = await world.linkOf(contact);
  expect((await world.entryOf(link)).fields["website"]).toBe("https://new.example");
  expect(world.highlevel.control.contacts().find((one) => one["id"] === contact)).toMatchObject({ phone: "+12025550199" });
  expect(link).toMatchObject({ dirty: false, openConflicts: 0 });
});

it("leaves a paused contact out of a plan, and says so", async () => {
  const { world, contact } = await pausedWorld();
  world.highlevel.control.editContact(contact, { website: "https://new.example" });
  const plan = await world.app.preview((await world.bridge()).id);
  expect(plan.items.find(({ leftId }) => leftId === contact)).toMatchObject({
    symbol: "⊘",
    operations: [],
    because: "No write: a person paused this contact.",
  });
  expect(plan.counts).toMatchObject({ skip: 1, same: 2, update: 0 });
});

it("refuses to pause what has ended, and leaves a second pause or resume alone", async () => {
  const { world, contact } = await pausedWorld();
  const { id } = await world.linkOf(contact);
  const journal = async () => (await world.store.journal(world.workspaceId, { linkId: id, kinds: ["config"], limit: 9 })).length;
  await world.app.pauseContact(id, "ada");
  expect(await journal()).toBe(1);
  await world.app.resumeContact(id, "ada");
  await world.app.resumeContact(id, "ada");
  expect(await journal()).toBe(2);
  await world.app.erase(contact, "ada");
  await expect(world.app.pauseContact(id, "ada")).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
  await expect(world.app.pauseContact("nobody" as typeof id, "ada")).rejects.toMatchObject({ code: "HW_REQUEST_NOT_FOUND" });
});

it("waits for a worker to let go of the contact before it is paused", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const { id, workspaceId, bridgeId } = await world.linkOf(firstContact(world));
  const now = world.clock.now();
  await world.store.claim({ workspaceId, bridgeId, owner: "worker", limit: 1, now, leaseUntil: now + 1_000, only: [id] });
  const paused = world.app.pauseContact(id, "ada");
  for (let step = 0; step < 30; step += 1) await world.clock.sleep(50);
  expect(await paused).toMatchObject({ because: "HW_LINK_PAUSED" });
});

it("M1 an edit that waits for its retry travels after a pause, also when the resuming was cut off before it looked", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const contact = firstContact(world);
  const { id } = await world.linkOf(contact);
  world.highlevel.control.editContact(contact, { website: "https://new.example" });
  await world.deliver();
  world.incident.control.setFaults(["PUT", "POST"].map((method) => ({ fault: { kind: "500-before" }, match: { method } })));
  expect((await world.claimOnly([id])).get(id)).toBe("failed");
  world.incident.control.setFaults([]);
  await world.app.pauseContact(id, "ada");
  await world.drain();
  expect(await world.linkOf(contact)).toMatchObject({ because: "HW_LINK_PAUSED", dirty: false });
  await resumeLink({ ...world.ports, owner: "person" }, await world.linkOf(contact), "ada");
  await world.sweep();
  await world.drain();
  expect((await world.entryOf(await world.linkOf(contact))).fields["website"]).toBe("https://new.example");
});

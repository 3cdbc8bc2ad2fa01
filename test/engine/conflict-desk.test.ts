import { expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { createWorld, type World } from "../support/in-process-world.ts";

const MINUTE = 60_000;

/** Contacts whose website both sides changed to different values, all waiting for a person. */
async function worldWithConflicts(count: number): Promise<{ readonly world: World; readonly contacts: readonly string[] }> {
  const world = await createWorld({ contacts: count });
  await world.load();
  const contacts = world.highlevel.control.contacts().map(({ id }) => String(id));
  for (const [index, contact] of contacts.entries()) {
    world.highlevel.control.editContact(contact, { website: `https://left-${String(index)}.example.com/` });
    const { rightId } = await world.linkOf(contact);
    world.incident.control.editEntry(must(rightId, "the entry"), null, { hw_website: `https://right-${String(index)}.example.com/` });
  }
  await world.sweep();
  await world.drain();
  return { world, contacts };
}

const group = async (world: World) => ({ bridgeId: (await world.bridge()).id, kind: "field", field: "website" }) as const;
const websiteOf = (world: World, contact: string): unknown => world.highlevel.control.contacts().find(({ id }) => id === contact)?.["website"];

it("M1 one answer settles all conflicts of one cause, each with its own entry in the journal", async () => {
  const { world, contacts } = await worldWithConflicts(38);
  const [cause] = await world.app.desk.causes();
  expect(cause).toMatchObject({ kind: "field", field: "website", label: "Website", open: 38 });
  const settled = await world.app.desk.settle({ which: { group: await group(world) }, resolution: { choose: "right" }, graceMs: 0 }, "ada");
  expect(settled).toMatchObject({ refused: 0, left: 0 });
  expect(settled.settled).toHaveLength(38);
  await world.drain();
  expect(contacts.map((contact) => websiteOf(world, contact))).toEqual(contacts.map((_id, index) => `https://right-${String(index)}.example.com/`));
  const told = await world.store.journal(world.workspaceId, { kinds: ["resolved"], limit: 200 });
  expect(told.filter(({ detail, cause: chain }) => detail["choose"] === "right" && chain.includes("person ada"))).toHaveLength(38);
});

it("M2 nothing is written while an answer can still be taken back, and what was taken back waits again", async () => {
  const { world, contacts } = await worldWithConflicts(2);
  const writes = world.writes();
  const { settled, until } = await world.app.desk.settle(
    { which: { group: await group(world) }, resolution: { choose: "left" }, graceMs: MINUTE },
    "ada",
  );
  expect(until).toBe(world.clock.now() + MINUTE);
  expect(await world.app.desk.causes()).toEqual([]);
  const [first, second] = settled;
  expect(await world.app.desk.reopen([must(first, "the first")], "ada")).toEqual([first]);
  world.clock.advance(MINUTE);
  await world.drain();
  expect(world.writes() - writes).toBe(1);
  expect(await world.app.desk.causes()).toMatchObject([{ open: 1 }]);
  expect(await world.app.desk.reopen([must(second, "the second")], "ada")).toEqual([]);
  expect(contacts).toHaveLength(2);
});

it("M1 an answer made a rule settles the others and is asked no more, and the losing value is kept", async () => {
  const { world, contacts } = await worldWithConflicts(3);
  const { version } = await world.bridge();
  const which = { group: await group(world) };
  await world.app.desk.settle({ which, resolution: { choose: "right" }, always: true, graceMs: 0 }, "ada");
  await world.drain();
  const bridge = await world.bridge();
  expect(bridge.fields.find(({ field }) => field === "website")?.policy).toBe("incident");
  expect(bridge.version).toBe(version + 1);
  const contact = must(contacts[0], "a contact");
  world.highlevel.control.editContact(contact, { website: "https://later-left.example.com/" });
  world.incident.control.editEntry(must((await world.linkOf(contact)).rightId, "the entry"), null, {
    hw_website: "https://later-right.example.com/",
  });
  await world.sweep();
  await world.drain();
  expect(websiteOf(world, contact)).toBe("https://later-right.example.com/");
  expect(await world.app.desk.causes()).toEqual([]);
  expect(await world.store.conflicts(world.workspaceId, { state: "decided", limit: 9 })).toMatchObject([{ left: "https://later-left.example.com/" }]);
  const [rule] = await world.store.journal(world.workspaceId, { kinds: ["config"], limit: 1 });
  expect(rule).toMatchObject({ cause: ["person ada"], detail: { field: "website", policy: "incident", before: "ask" } });
});

it("takes as a rule only that a side wins, and as an answer only what the kind allows", async () => {
  const { world } = await worldWithConflicts(1);
  const { desk } = world.app;
  const which = { group: await group(world) };
  await expect(desk.settle({ which, resolution: { choose: "both" }, always: true, graceMs: 0 }, "ada")).rejects.toMatchObject({
    code: "HW_REQUEST_INVALID",
  });
  await expect(desk.settle({ which, resolution: { choose: "keep" }, graceMs: 0 }, "ada")).rejects.toMatchObject({ code: "HW_REQUEST_INVALID" });
  expect(await desk.causes()).toMatchObject([{ open: 1 }]);
});

it("M5 a typed value is brought into the form that is compared", async () => {
  const { world } = await worldWithConflicts(1);
  const [conflict] = await world.store.conflicts(world.workspaceId, { state: "open", limit: 1 });
  const { id } = must(conflict, "the conflict");
  await world.app.resolveConflict(id, { choose: "value", value: "  https://typed.example.com/ " }, "ada");
  expect((await world.store.conflict(world.workspaceId, id))?.resolution).toEqual({ choose: "value", value: "https://typed.example.com/" });
});

it("tells of a conflict what was last agreed on, as long as the journal knows it, and who wrote what", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const contact = String(world.highlevel.control.contacts()[0]?.["id"]);
  world.highlevel.control.editContact(contact, { website: "https://agreed.example.com/" });
  await world.sweep();
  await world.drain();
  world.highlevel.control.editContact(contact, { website: "https://left.example.com/" });
  world.incident.control.editEntry(must((await world.linkOf(contact)).rightId, "the entry"), null, { hw_website: "https://right.example.com/" });
  await world.sweep();
  await world.drain();
  const [conflict] = await world.store.conflicts(world.workspaceId, { state: "open", limit: 1 });
  const story = await world.app.desk.conflict(must(conflict, "the conflict").id);
  expect(story.agreed).toEqual({ known: true, value: "https://agreed.example.com/" });
  expect(story.conflict).toMatchObject({ left: "https://left.example.com/", right: "https://right.example.com/" });
  expect(story.right.writtenAt).not.toBeNull();
  expect(story.left).toMatchObject({ recordId: contact, writtenAt: null });
  await expect(world.app.desk.conflict("none" as never)).rejects.toMatchObject({ code: "HW_REQUEST_NOT_FOUND" });
});

it("X8 tells what waits for a person: what stops most first, and nothing that a person paused", async () => {
  const { world } = await worldWithConflicts(2);
  const bridge = await world.bridge();
  expect(await world.app.desk.needsYou()).toMatchObject([{ kind: "conflicts", cause: { open: 2 }, label: "Website" }]);
  await world.change({ brake: { at: 5, plannedDeletes: 412, linked: 500 } });
  await world.app.setConnectionState(bridge.right, "paused", "ada");
  const ends = world.clock.now() + MINUTE;
  await world.store.changeConnection(world.workspaceId, bridge.left, (current) => ({
    ...current,
    state: "paused",
    pausedBecause: "HW_VENDOR_REAUTH_NEEDED",
    facts: { ...current.facts, tokenExpiresAt: ends },
  }));
  expect((await world.app.desk.needsYou()).map(({ kind }) => kind)).toEqual(["connection", "brake", "conflicts", "token"]);
  expect((await world.app.desk.needsYou())[1]).toMatchObject({ deletes: 412, since: 5 });
});

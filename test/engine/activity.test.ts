import { expect, it } from "vitest";
import type { ErrorCode } from "#core/error-registry.ts";
import type { JournalEntry, JournalRow } from "#core/ports/store.ts";
import { must } from "#lib/must.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

/** A contact whose phone was changed in HighLevel and whose change has arrived. */
async function worldWithWrite(): Promise<{ readonly world: World; readonly write: JournalRow }> {
  const world = await createWorld({ contacts: 2 });
  await world.load();
  world.highlevel.control.editContact(firstContact(world), { phone: "+12025550199" });
  await world.deliver();
  await world.drain();
  return { world, write: await newest(world, "write") };
}

async function newest(world: World, kind: JournalEntry["kind"]): Promise<JournalRow> {
  const [row] = await world.store.journal(world.workspaceId, { kinds: [kind], limit: 1 });
  return must(row, `an entry of kind ${kind}`);
}

const phoneNow = async (world: World): Promise<unknown> => (await world.entryOf(await world.linkOf(firstContact(world)))).fields["phone"];

it("A1 tells of a write its event, what differed, the rule and the proof, each with where to look", async () => {
  const { world, write } = await worldWithWrite();
  const story = await world.app.desk.activity.tell(write.id);
  expect(story).toMatchObject({ result: "done", sentence: "Wrote Phone in incident.io." });
  const [cause, record, ...rest] = story.chain;
  expect(cause).toMatchObject({ evidence: { kind: "event", source: "highlevel" } });
  expect(cause?.text).toMatch(/^HighLevel's event .+ \(ContactUpdate\)$/u);
  expect(record?.evidence).toEqual({ kind: "link", id: write.linkId });
  expect(rest.map(({ text }) => text)).toEqual([
    expect.stringMatching(/^Phone differed from what was last agreed; the other \d+ fields did not$/u),
    "Rule for Phone: flows both ways, a person is asked when both changed",
    "Wrote Phone in incident.io.",
    "Confirmed by incident.io: what came back is the new value last agreed",
  ]);
  expect(story.steps.map(({ name }) => name)).toEqual(["received", "queued", "merged", "done"]);
  expect(story.event?.signedBy).toMatch(/public key/u);
});

it("A2 tells of what was not written that it was our own write coming back, and which one", async () => {
  const { world, write } = await worldWithWrite();
  const link = await world.linkOf(firstContact(world));
  await world.store.appendJournal(
    world.workspaceId,
    [
      {
        kind: "no-write",
        linkId: link.id,
        bridgeId: link.bridgeId,
        intentId: null,
        side: null,
        cause: ["webhook incident e9"],
        detail: { reason: "echo" },
        values: [],
      },
    ],
    write.at + 12_000,
  );
  const { chain, result } = await world.app.desk.activity.tell((await newest(world, "no-write")).id);
  expect(result).toBe("nothing");
  expect(chain.at(-1)).toEqual({ text: "Our own write was 12 s before", evidence: { kind: "entry", id: write.id } });
});

it("lists with name, flow, result and how long it took since the event", async () => {
  const { world, write } = await worldWithWrite();
  const { lines } = await world.app.desk.activity.list({ kinds: ["write"], limit: 5 });
  const line = must(
    lines.find(({ entry }) => entry.id === write.id),
    "the write",
  );
  expect(line.title).not.toBeNull();
  expect(line).toMatchObject({ flow: (await world.bridge()).name, result: "done" });
  expect(line.tookMs).toBeGreaterThanOrEqual(0);
});

it("A3 takes one write back, tells before what that would be, and notes who asked", async () => {
  const { world, write } = await worldWithWrite();
  const before = write.values.find(({ field }) => field === "phone")?.before;
  const { activity } = world.app.desk;
  expect(await activity.undo(write.id, "ada", true)).toMatchObject({ restored: 1 });
  expect(await phoneNow(world)).toBe("+12025550199");
  expect(await activity.undo(write.id, "ada", false)).toMatchObject({ restored: 1, failed: 0 });
  expect(await phoneNow(world)).toBe(before);
  expect(await newest(world, "asked")).toMatchObject({ cause: ["person ada"], detail: { verb: "undo", entry: write.id } });
  const config = await newest(world, "asked");
  await expect(activity.undo(config.id, "ada", true)).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
});

it("S1 feeds an event again: its link is looked at because of it, and what is equal is not written", async () => {
  const { world, write } = await worldWithWrite();
  const writes = world.writes();
  expect(await world.app.desk.activity.replay(write.id, "ada")).toBeGreaterThan(0);
  await world.drain();
  expect(world.writes()).toBe(writes);
  const told = await world.store.journal(world.workspaceId, { linkId: must(write.linkId, "its link"), kinds: ["no-write"], limit: 1 });
  expect(told[0]?.cause).toEqual(write.cause);
  await expect(world.app.desk.activity.replay((await newest(world, "linked")).id, "ada")).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
});

/** A contact whose phone incident.io refuses, until the fault is lifted. */
async function worldWithRefusal(): Promise<World> {
  const { world } = await worldWithWrite();
  world.incident.control.setFaults([{ fault: { kind: "status", status: 422 } as never, match: { method: "PUT" } }]);
  world.highlevel.control.editContact(firstContact(world), { phone: "+12025550177" });
  await world.deliver();
  await world.drain();
  world.incident.control.setFaults([]);
  return world;
}

it("X6 tries again what gave up, all of one error at once, and it arrives", async () => {
  const world = await worldWithRefusal();
  const { bridgeId, because } = await world.linkOf(firstContact(world));
  expect(because).not.toBeNull();
  expect(await world.app.desk.activity.retry({ bridgeId, code: because as ErrorCode }, "ada")).toBe(1);
  await world.drain();
  expect(await phoneNow(world)).toBe("+12025550177");
  expect(await newest(world, "asked")).toMatchObject({ detail: { verb: "retry", links: 1, about: because } });
});

it("X6 leaves alone what somebody says does not matter, keeps the reason where erasure reaches it, and looks again at the next change", async () => {
  const world = await worldWithRefusal();
  const { activity } = world.app.desk;
  const { id } = await world.linkOf(firstContact(world));
  expect(await activity.ignore({ linkIds: [id] }, "Their old number.", "ada")).toBe(1);
  expect(await world.app.desk.needsYou()).toEqual([]);
  expect(await newest(world, "asked")).toMatchObject({ linkId: id, detail: { verb: "ignore" }, values: [{ after: "Their old number." }] });
  expect(await activity.ignore({ linkIds: [id] }, "", "ada")).toBe(0);
  world.highlevel.control.editContact(firstContact(world), { phone: "+12025550188" });
  await world.deliver();
  await world.drain();
  expect(await world.linkOf(firstContact(world))).toMatchObject({ state: "active", because: null });
  expect(await phoneNow(world)).toBe("+12025550188");
});

it("P5 notes who looked at masked values", async () => {
  const { world, write } = await worldWithWrite();
  await world.app.desk.activity.reveal(write.id, "values", "ada");
  expect(await newest(world, "asked")).toMatchObject({
    linkId: write.linkId,
    detail: { verb: "reveal", what: "values", entry: write.id },
    values: [],
  });
});

import { expect, it } from "vitest";
import type { Store } from "#core/ports/store.ts";
import { claim, claimed, conflict, entry, event, intent, linked, makeWorld, mark, settlement, T0 } from "./contract-world.ts";
import { aRun, aWorkflow } from "./workflow-samples.ts";

const ADA = { email: "ada@example.com", fullName: "Ada" } as const;

export function eraseContract(open: () => Store): void {
  it("P4 empties values, base, conflicts, intents, journal values and events of a person, and keeps ids and keys to know them by", async () => {
    const world = await makeWorld(open());
    const id = await linked(world, "ada", "entry-ada", { left: ADA, right: ADA });
    await open().markDirty([mark(world, "ada", { keyHashes: ["key-of-ada"] })], T0 + 1);
    await open().commitEvents([event(world, "e1", "ada"), event(world, "e2", "other", { body: new TextEncoder().encode(`{"of":"ada"}`) })], T0 + 1);
    const [held] = await claim(world, { now: T0 + 2, only: [id] });
    await open().recordIntents(world.workspaceId, [intent(held!)], T0 + 2);
    const values = [{ field: "email", before: null, after: ADA.email }];
    const journal = [entry({ linkId: id, bridgeId: world.bridge.id, values })];
    await open().settle(world.workspaceId, [settlement(held!, { open: [conflict("email")], journal })], T0 + 3);
    expect(await open().erase(world.workspaceId, [id], "everywhere", T0 + 4)).toEqual({ links: 1, events: 2, entries: 1 });
    const row = await open().link(world.workspaceId, id);
    expect(row).toMatchObject({
      leftId: "ada",
      rightId: "entry-ada",
      state: "excluded",
      because: "HW_LINK_ERASED",
      base: null,
      openConflicts: 0,
      dirty: false,
    });
    expect(row?.left?.fields).toEqual({});
    expect(row?.right?.fields).toEqual({});
    expect((await open().listLinks({ workspaceId: world.workspaceId, search: "ada@example", sort: "name", limit: 5 })).links).toEqual([]);
    expect((await open().linksByKeys(world.workspaceId, world.bridge.id, "highlevel", ["key-of-ada"])).map((link) => link.id)).toEqual([id]);
    expect(await open().conflicts(world.workspaceId, { state: "open", limit: 5 })).toEqual([]);
    const [closed] = await open().conflicts(world.workspaceId, { state: "closed", limit: 5 });
    expect(closed).toMatchObject({ left: null, right: null });
    expect((await open().journal(world.workspaceId, { linkId: id, limit: 5 })).flatMap((line) => line.values)).toEqual([]);
    expect(await open().verifyJournal(world.workspaceId)).toMatchObject({ brokenAt: null });
    await open().markDirty([mark(world, "ada")], T0 + 5);
    const [again] = await claim(world, { now: T0 + 5, only: [id] });
    expect(again).toMatchObject({ unfinished: [], events: [], conflicts: [] });
  });

  it("P4 takes bodies that hold a text by which the person is known, in any case, and none that holds it as a part of another", async () => {
    const world = await makeWorld(open());
    const id = await linked(world, "known", "entry-known");
    const name = 'Zoë "Zo" King';
    const inAscii = JSON.stringify({ name }).replace("ë", String.raw`\u00EB`);
    const bodies = ['{"text":"From Ada@Example.com"}', JSON.stringify({ name }), inAscii, "Ada@example.com, no JSON", '{"of":"grada@example.com"}'];
    await open().commitEvents(
      bodies.map((body, index) => event(world, `e${String(index)}`, `c${String(index)}`, { body: new TextEncoder().encode(body) })),
      T0 + 1,
    );
    expect(await open().erase(world.workspaceId, [id], "everywhere", T0 + 2, ["ada@example.com", name])).toMatchObject({ events: 4 });
    const left = await Promise.all(bodies.map((_, index) => open().event(world.workspaceId, { source: "highlevel", eventId: `e${String(index)}` })));
    expect(left.map((found) => found?.body === null)).toEqual([true, true, true, true, false]);
    expect(left.at(-1)?.decision).toBeNull();
  });

  it("P4 takes the link out of the hands of whoever holds it, so that nothing is written back", async () => {
    const world = await makeWorld(open());
    const link = await claimed(world, "ada");
    await open().erase(world.workspaceId, [link.id], "everywhere", T0 + 1);
    const result = await open().settle(
      world.workspaceId,
      [settlement(link, { patch: { left: { version: "v1", fields: ADA, seenAt: T0 }, state: "active" } })],
      T0 + 2,
    );
    expect(result).toEqual({ settled: [], lost: [link.id] });
    expect((await open().link(world.workspaceId, link.id))?.left).toBeNull();
  });

  it("T1, P4 touches nobody else, and nothing of another workspace", async () => {
    const [world, other] = [await makeWorld(open()), await makeWorld(open())];
    const id = await linked(world, "ada", "entry-ada", { left: ADA });
    const bob = await linked(world, "bob", "entry-bob", { left: { email: "bob@example.com" } });
    const theirs = await linked(other, "ada", "entry-ada", { left: ADA });
    await open().commitEvents([event(world, "e1", "bob")], T0 + 1);
    await open().erase(world.workspaceId, [id, theirs], "everywhere", T0 + 2);
    expect((await open().link(world.workspaceId, bob))?.left?.fields).toEqual({ email: "bob@example.com" });
    expect((await open().link(other.workspaceId, theirs))?.left?.fields).toEqual(ADA);
    const [held] = await claim(world, { now: T0 + 3, only: [bob] });
    expect(held?.events).toHaveLength(1);
  });

  it("P4 takes with an erased link's later events only those that wait and are about it", async () => {
    const world = await makeWorld(open());
    const id = await linked(world, "ada", "entry-ada");
    await open().erase(world.workspaceId, [id], "everywhere", T0 + 1);
    const other = event(world, "e2", "bob", { body: new TextEncoder().encode(`{"of":"ada"}`) });
    await open().commitEvents([event(world, "e1", "ada"), other], T0 + 2);
    expect(await open().erase(world.workspaceId, [id], "waiting", T0 + 3)).toEqual({ links: 1, events: 1, entries: 0 });
    expect(await open().erase(world.workspaceId, [id], "waiting", T0 + 4)).toEqual({ links: 1, events: 0, entries: 0 });
    const held = await claim(world, { now: T0 + 5 });
    expect(held.map(({ leftId, events }) => ({ of: leftId, events: events.length }))).toEqual([{ of: "bob", events: 1 }]);
  });

  it("P4 empties with an erased link's later events the runs that they began, and those that these began", async () => {
    const world = await makeWorld(open());
    const { workspaceId } = world;
    const workflow = aWorkflow(workspaceId);
    await open().workflows.saveWorkflow(workflow);
    const id = await linked(world, "ada", "entry-ada");
    await open().erase(workspaceId, [id], "everywhere", T0 + 1);
    const trigger = { id: "ada", email: "ada@example.com" };
    const signal = { kind: "event", source: "highlevel", type: "ContactUpdate", data: trigger } as const;
    const begun = aRun(workflow, { cause: "webhook highlevel e1", names: ["ada"], trigger });
    const inTurn = aRun(workflow, { cause: `run ${begun.id} r`, trigger: { email: "ada@example.com" }, parent: { runId: begun.id, path: "r" } });
    const other = aRun(workflow, { cause: "webhook highlevel e2", names: ["bob"], trigger: { id: "bob" } });
    await open().commitEvents([{ ...event(world, "e1", "ada"), workflows: { start: [begun], names: ["ada"], signal } }], T0 + 2);
    await open().workflows.startRuns(workspaceId, [inTurn, other], T0 + 2);
    expect(await open().erase(workspaceId, [id], "waiting", T0 + 3)).toMatchObject({ events: 1 });
    for (const { id: runId } of [begun, inTurn])
      expect(await open().workflows.run(workspaceId, runId)).toMatchObject({
        state: "cancelled",
        because: "HW_LINK_ERASED",
        trigger: null,
        names: [],
      });
    expect(await open().workflows.run(workspaceId, other.id)).toMatchObject({ state: "going", trigger: { id: "bob" } });
  });
}

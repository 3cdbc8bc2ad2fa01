import { expect, it } from "vitest";
import type { Store } from "#core/ports/store.ts";
import { claim, event, linked, makeWorld, mark, MINUTE, settlement, T0 } from "./contract-world.ts";

export function ingestContract(open: () => Store): void {
  it("X1 commits events and dirty marks together, and hands the events to whoever claims the link", async () => {
    const world = await makeWorld(open());
    const body = Uint8Array.of(0x7b, 0x00, 0xff, 0x7d);
    expect(await open().commitEvents([event(world, "e1", "c1", { body }), event(world, "e2", "c2")], T0)).toEqual(["new", "new"]);
    const links = await claim(world);
    expect(links.map((link) => link.leftId).toSorted()).toEqual(["c1", "c2"]);
    const first = links.find((link) => link.leftId === "c1");
    expect(first?.events).toHaveLength(1);
    expect(first?.events[0]).toMatchObject({ source: "highlevel", eventId: "e1", type: "ContactUpdate", recordId: "c1", receivedAt: T0 });
    expect([...(first?.events[0]?.body ?? [])]).toEqual([...body]);
  });

  it("X1 keeps each body of a commit as it came, whether empty or a megabyte, beside an event that came before", async () => {
    const world = await makeWorld(open());
    const bodies = [Uint8Array.of(), new Uint8Array(1_000_000).fill(0x61), Uint8Array.of(0x00, 0xff), Uint8Array.of(), Uint8Array.of(0x7b, 0x7d)];
    const events = bodies.map((body, index) => event(world, `e${String(index)}`, `c${String(index)}`, { body }));
    const again = event(world, "e2", "c2", { body: Uint8Array.of(0x01, 0x02, 0x03) });
    await open().commitEvents(events.slice(2, 3), T0);
    expect(await open().commitEvents([...events.slice(0, 2), again, ...events.slice(3)], T0 + 1)).toEqual(["new", "new", "duplicate", "new", "new"]);
    const kept = new Map((await claim(world, { now: T0 + 1 })).flatMap((link) => link.events.map(({ eventId, body }) => [eventId, body] as const)));
    bodies.forEach((body, index) => expect(Buffer.compare(kept.get(`e${String(index)}`) ?? Buffer.from("none"), body)).toBe(0));
  });

  it("X1 makes a held link due again for an event that comes meanwhile, and hands it to the next who claims it", async () => {
    const world = await makeWorld(open());
    await linked(world, "c1", "entry-c1");
    await open().commitEvents([event(world, "e1", "c1")], T0);
    const [held] = await claim(world);
    await open().commitEvents([event(world, "e2", "c1")], T0 + 1);
    await open().settle(world.workspaceId, [settlement(held!, { processed: [{ source: "highlevel", eventId: "e1", decision: "in-sync" }] })], T0 + 2);
    expect(await open().nextDueAt()).toBeLessThanOrEqual(T0 + 2);
    const [again] = await claim(world, { now: T0 + 3 });
    expect(again?.events.map(({ eventId }) => eventId)).toEqual(["e2"]);
  });

  it("X1 loses none of a storm, in whatever small numbers its links are claimed, and gives each once", async () => {
    const world = await makeWorld(open());
    const records = Array.from({ length: 60 }, (_unused, index) => `c${index}`);
    for (const round of [1, 2])
      await open().commitEvents(
        records.map((id) => event(world, `${id}-${round}`, id)),
        T0 + round,
      );
    const given: string[] = [];
    for (let links = await claim(world, { now: T0 + 9, limit: 7 }); links.length > 0; links = await claim(world, { now: T0 + 9, limit: 7 })) {
      expect(links.every(({ events }) => events.length === 2)).toBe(true);
      given.push(...links.map(({ leftId }) => String(leftId)));
    }
    expect(given.toSorted()).toEqual(records.toSorted());
  });

  it("X7 hands out no event's record before it is due, nor tells that there is work", async () => {
    const world = await makeWorld(open());
    const later = { ...mark(world, "c1"), dueAt: T0 + MINUTE };
    await open().commitEvents([event(world, "e1", "c1", { marks: [later] })], T0);
    expect(await claim(world, { now: T0 + MINUTE - 1 })).toEqual([]);
    expect((await open().bridgesWithWork(T0 + MINUTE - 1, 1_000)).map(({ bridgeId }) => bridgeId)).not.toContain(world.bridge.id);
    expect((await open().bridgesWithWork(T0 + MINUTE, 1_000)).map(({ bridgeId }) => bridgeId)).toContain(world.bridge.id);
    await open().commitEvents([event(world, "e2", "c1")], T0 + 1);
    expect((await claim(world, { now: T0 + 1 })).map(({ leftId }) => leftId)).toEqual(["c1"]);
  });

  it("S2 counts as due what events mark", async () => {
    const world = await makeWorld(open());
    await linked(world, "c1", "entry-c1");
    await open().commitEvents([event(world, "e1", "c1"), event(world, "e2", "c2")], T0);
    expect((await open().counts(world.workspaceId)).dirty).toBe(2);
    await claim(world);
    expect((await open().counts(world.workspaceId)).dirty).toBe(2);
  });

  it("X3 ignores an event that came before, in another batch or the same one, and marks nothing for it", async () => {
    const world = await makeWorld(open());
    expect(await open().commitEvents([event(world, "e1", "c1"), event(world, "e1", "c1"), event(world, "e2", "c1")], T0)).toEqual([
      "new",
      "duplicate",
      "new",
    ]);
    const [link] = await claim(world);
    await open().settle(
      world.workspaceId,
      [
        settlement(link!, {
          processed: [
            { source: "highlevel", eventId: "e1", decision: "in-sync" },
            { source: "highlevel", eventId: "e2", decision: "in-sync" },
          ],
        }),
      ],
      T0,
    );
    expect(await open().commitEvents([event(world, "e1", "c1")], T0 + 5)).toEqual(["duplicate"]);
    expect(await open().dueCount(world.workspaceId, world.bridge.id)).toBe(0);
  });

  it("X3 takes an event id for new when another source or workspace has used it", async () => {
    const [world, other] = [await makeWorld(open()), await makeWorld(open())];
    await open().commitEvents([event(world, "same", "c1")], T0);
    const again = [
      event(other, "same", "c1"),
      event(world, "same", "r1", { source: "incident", connectionId: world.bridge.right, marks: [mark(world, "r1", { side: "incident" })] }),
    ];
    expect(await open().commitEvents(again, T0)).toEqual(["new", "new"]);
  });

  it("X1 of racing commits of one event exactly one is new", async () => {
    const world = await makeWorld(open());
    const answers = await Promise.all(Array.from({ length: 8 }, () => open().commitEvents([event(world, "raced", "c1")], T0)));
    expect(answers.flat().filter((answer) => answer === "new")).toHaveLength(1);
    expect(await claim(world)).toHaveLength(1);
  });

  it("X2 keeps an event in quarantine without marking anything", async () => {
    const world = await makeWorld(open());
    expect(await open().commitEvents([event(world, "sha256:00", null, { quarantine: "not-json" })], T0)).toEqual(["new"]);
    expect(await claim(world)).toEqual([]);
  });

  it("X2 takes ids and types with characters that a database refuses", async () => {
    const world = await makeWorld(open());
    const odd = event(world, "e\u0000\ud800", "c\u0000", { type: "T\u0000" });
    expect(await open().commitEvents([odd, event(world, "e2", "c2")], T0)).toEqual(["new", "new"]);
    expect(await claim(world)).toHaveLength(2);
  });

  it("commits nothing for no events", async () => {
    expect(await open().commitEvents([], T0)).toEqual([]);
    expect(await open().markDirty([], T0)).toBe(0);
  });

  it("S2 marking twice is marking once, with all reasons, the better priority and the earlier time", async () => {
    const world = await makeWorld(open());
    expect(await open().markDirty([mark(world, "c1", { reason: "sweep", priority: "sweep", dueAt: T0 + 900 })], T0)).toBe(1);
    expect(
      await open().markDirty(
        [
          mark(world, "c1", { reason: "webhook", priority: "webhook", dueAt: T0 + 300 }),
          mark(world, "c1", { reason: "backfill", priority: "backfill", dueAt: T0 + 600 }),
        ],
        T0 + 100,
      ),
    ).toBe(0);
    const row = await open().linkOf(world.workspaceId, world.bridge.id, "highlevel", "c1");
    expect(row).toMatchObject({ dirty: true, dirtySince: T0, dueAt: T0 + 300, priority: "webhook", leftId: "c1", rightId: null, state: "active" });
    expect(row?.dirtyReasons.toSorted()).toEqual(["backfill", "sweep", "webhook"]);
    expect((await open().counts(world.workspaceId)).total).toBe(1);
  });

  it("E4 keeps how many of our own writes stand behind a mark, beside any other reason", async () => {
    const world = await makeWorld(open());
    const reasons = ["hop-3", "webhook", "hop-1", "restore", "hop-2"] as const;
    await open().markDirty(
      reasons.map((reason) => mark(world, "c1", { reason })),
      T0,
    );
    const row = await open().linkOf(world.workspaceId, world.bridge.id, "highlevel", "c1");
    expect(row?.dirtyReasons.toSorted()).toEqual([...reasons].toSorted());
  });

  it("S2 counts each link that changed state once, also when one call marks it twice", async () => {
    const world = await makeWorld(open());
    expect(await open().markDirty([mark(world, "c1"), mark(world, "c1"), mark(world, "r1", { side: "incident" })], T0)).toBe(2);
  });

  it("S2 marks an existing link by either record", async () => {
    const world = await makeWorld(open());
    const id = await linked(world, "c1", "r1");
    expect(await open().markDirty([mark(world, "r1", { side: "incident", reason: "sweep" })], T0 + 50)).toBe(1);
    expect(await open().link(world.workspaceId, id)).toMatchObject({
      dirty: true,
      dirtySince: T0 + 50,
      dirtyReasons: ["sweep"],
      leftId: "c1",
      rightId: "r1",
    });
  });

  it("S2 of racing marks of a record never seen one row comes out", async () => {
    const world = await makeWorld(open());
    const names = ["a", "b", "c", "d", "e"];
    const changed = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        open().markDirty(
          (index % 2 === 0 ? names : names.toReversed()).map((name) => mark(world, name)),
          T0,
        ),
      ),
    );
    expect(changed.reduce((sum, count) => sum + count, 0)).toBe(5);
    expect((await open().counts(world.workspaceId)).total).toBe(5);
  });

  it("S2 two bridges keep the same record apart", async () => {
    const world = await makeWorld(open());
    const other = await makeWorld(open(), { workspaceId: world.workspaceId });
    expect(await open().markDirty([mark(world, "c1"), mark(other, "c1")], T0)).toBe(2);
    expect(await claim(world)).toHaveLength(1);
    expect(await claim(other)).toHaveLength(1);
  });

  it("X6 a machine's mark does not shorten the wait of a failing link, a person's does", async () => {
    const world = await makeWorld(open());
    await open().markDirty([mark(world, "c1")], T0);
    const [link] = await claim(world);
    await open().settle(world.workspaceId, [settlement(link!, { again: { at: T0 + 10 * MINUTE, failed: true } })], T0);
    await open().markDirty([mark(world, "c1", { reason: "sweep", priority: "sweep" })], T0 + 10);
    expect((await open().link(world.workspaceId, link!.id))?.dueAt).toBe(T0 + 10 * MINUTE);
    await open().markDirty([mark(world, "c1", { reason: "person", priority: "person" })], T0 + 20);
    expect(await open().link(world.workspaceId, link!.id)).toMatchObject({ dueAt: T0 + 20, priority: "person" });
  });

  it("tells listeners of due work", async () => {
    const world = await makeWorld(open());
    const heard: string[] = [];
    const stop = await open().listen(["work"], (_topic, workspace) => heard.push(workspace));
    await open().markDirty([mark(world, "c1")], T0);
    await expect.poll(() => heard).toContain(world.workspaceId);
    await stop();
  });
}

import { expect, it } from "vitest";
import type { LinkId } from "#core/ids.ts";
import type { Store } from "#core/ports/store.ts";
import { claim, claimed, event, linked, makeWorld, mark, MINUTE, settlement, T0 } from "./contract-world.ts";

export function claimContract(open: () => Store): void {
  it("S2 a claimed link is nobody else's until its lease ends, then its fence rises", async () => {
    const world = await makeWorld(open());
    await open().markDirty([mark(world, "c1")], T0);
    const [first] = await claim(world);
    expect(await claim(world, { owner: "worker-2" })).toEqual([]);
    expect(await claim(world, { owner: "worker-2", now: T0 + MINUTE - 1 })).toEqual([]);
    const [second] = await claim(world, { owner: "worker-2", now: T0 + MINUTE });
    expect(second?.id).toBe(first?.id);
    expect(second!.fence).toBeGreaterThan(first!.fence);
  });

  it("W1 counts of what is dirty only what was marked for a reason, is due by then and has not failed, also while it is held or marked once more", async () => {
    const world = await makeWorld(open());
    const count = (by = T0) => open().dueCount(world.workspaceId, world.bridge.id, { reason: "backfill", by });
    const loaded = { reason: "backfill", priority: "backfill" } as const;
    await open().markDirty([mark(world, "c1", loaded), mark(world, "c2"), mark(world, "c3", { ...loaded, dueAt: T0 + 10 })], T0);
    expect([await count(), await count(T0 + 10)]).toEqual([1, 2]);
    await open().markDirty([mark(world, "c1"), mark(world, "c2", loaded)], T0);
    expect(await count()).toBe(2);
    const held = await claim(world);
    expect(await count()).toBe(2);
    const [kept, failed] = ["c1", "c2"].map((id) => held.find(({ leftId }) => leftId === id));
    await open().settle(world.workspaceId, [settlement(failed!, { again: { at: T0, failed: true } })], T0);
    expect(await count()).toBe(1);
    await open().settle(world.workspaceId, [settlement(kept!)], T0);
    await open().markDirty([mark(world, "c1"), mark(world, "c2")], T0);
    expect(await count()).toBe(0);
    expect(await open().dueCount(world.workspaceId, world.bridge.id)).toBe(2);
  });

  it("S2 racing claimers never share a link, and together get all", async () => {
    const world = await makeWorld(open());
    await open().markDirty(
      Array.from({ length: 60 }, (_, index) => mark(world, `c${String(index)}`)),
      T0,
    );
    const rounds = await Promise.all(Array.from({ length: 6 }, (_, index) => claim(world, { owner: `worker-${String(index)}`, limit: 10 })));
    const rest = await claim(world);
    const ids = [...rounds.flat(), ...rest].map((link) => link.id);
    expect(ids).toHaveLength(60);
    expect(new Set(ids).size).toBe(60);
  });

  it("X7 claims by priority first, then by due time, and leaves what is not due", async () => {
    const world = await makeWorld(open());
    await open().markDirty(
      [
        mark(world, "backfill", { priority: "backfill", dueAt: T0 - 500 }),
        mark(world, "late", { priority: "webhook", dueAt: T0 - 10 }),
        mark(world, "early", { priority: "webhook", dueAt: T0 - 20 }),
        mark(world, "person", { priority: "person" }),
        mark(world, "future", { priority: "person", dueAt: T0 + 1 }),
      ],
      T0,
    );
    expect((await claim(world, { limit: 3 })).map((link) => link.leftId)).toEqual(["person", "early", "late"]);
    expect((await claim(world)).map((link) => link.leftId)).toEqual(["backfill"]);
    expect((await claim(world, { now: T0 + 1 })).map((link) => link.leftId)).toEqual(["future"]);
  });

  it("X7 marks a thousand links in one call, new and known alike, and counts those that were clean", async () => {
    const world = await makeWorld(open());
    const marks = Array.from({ length: 1_000 }, (_, index) => mark(world, `c${String(index)}`, { dueAt: T0 + MINUTE }));
    expect(await open().markDirty(marks.slice(0, 500), T0)).toBe(500);
    expect(await open().markDirty(marks, T0)).toBe(500);
    expect(
      await open().markDirty(
        [...marks, ...marks].map((one) => ({ ...one, dueAt: T0 })),
        T0,
      ),
    ).toBe(0);
    const ids = (await claim(world, { limit: 2_000 })).map(({ leftId }) => leftId);
    expect(new Set(ids)).toEqual(new Set(marks.map(({ recordId }) => recordId)));
    expect(ids).toHaveLength(1_000);
  });

  it("claims named links, due or not, dirty or not, as long as nobody holds them", async () => {
    const world = await makeWorld(open());
    const clean = await linked(world, "c1", "r1");
    await open().markDirty([mark(world, "c2", { dueAt: T0 + MINUTE })], T0);
    const waiting = await open().linkOf(world.workspaceId, world.bridge.id, "highlevel", "c2");
    const held = await claimed(world, "c3");
    const got = await claim(world, { only: [clean, waiting!.id, held.id, "unknown" as LinkId] });
    expect(got.map((link) => link.id).toSorted()).toEqual([clean, waiting!.id].toSorted());
    expect(await claim(world, { only: [] })).toEqual([]);
  });

  it("S1 claims nothing for who has not heard that the bridge has another mode, and marks wait for the next", async () => {
    const world = await makeWorld(open());
    await open().markDirty([mark(world, "c1")], T0);
    const { mode } = world.bridge;
    await open().changeBridge(world.workspaceId, world.bridge.id, (bridge) => ({ ...bridge, mode: "shadow" }));
    expect(await claim(world, { mode })).toEqual([]);
    expect(await claim(world, { mode: "shadow" })).toHaveLength(1);
  });

  it("S2 a clean link that its settlement makes due waits since then", async () => {
    const world = await makeWorld(open());
    const id = await linked(world, "c1", "r1");
    const [link] = await claim(world, { only: [id] });
    await open().settle(world.workspaceId, [settlement(link!, { again: { at: T0 + 9, failed: false } })], T0 + 3);
    expect(await open().link(world.workspaceId, id)).toMatchObject({ dirty: true, dirtySince: T0 + 3, dueAt: T0 + 9 });
  });

  it("S2 a clean link that was claimed by name is clean again after settling", async () => {
    const world = await makeWorld(open());
    const id = await linked(world, "c1", "r1");
    const [link] = await claim(world, { only: [id] });
    await open().settle(world.workspaceId, [settlement(link!)], T0 + 1);
    expect(await open().link(world.workspaceId, id)).toMatchObject({ dirty: false, dueAt: null });
  });

  it("T1 claims nothing in another workspace's name", async () => {
    const [world, other] = [await makeWorld(open()), await makeWorld(open())];
    const link = await claimed(world, "c1");
    await open().settle(world.workspaceId, [settlement(link, { again: { at: T0, failed: false } })], T0);
    expect(
      await open().claim({ workspaceId: other.workspaceId, bridgeId: world.bridge.id, owner: "w", limit: 9, now: T0, leaseUntil: T0 + MINUTE }),
    ).toEqual([]);
    expect(
      await open().claim({
        workspaceId: other.workspaceId,
        bridgeId: world.bridge.id,
        owner: "w",
        limit: 9,
        now: T0,
        leaseUntil: T0 + MINUTE,
        only: [link.id],
      }),
    ).toEqual([]);
  });

  it("renewing keeps a lease alive for those who still hold it, and for nobody else", async () => {
    const world = await makeWorld(open());
    const [kept, lost] = [await claimed(world, "c1"), await claimed(world, "c2")];
    await claim(world, { owner: "worker-2", now: T0 + MINUTE, only: [lost.id] });
    const held = await open().renew(
      world.workspaceId,
      [kept, lost].map(({ id, fence }) => ({ id, fence })),
      T0 + 5 * MINUTE,
    );
    expect(held).toEqual([kept.id]);
    expect(await claim(world, { now: T0 + 4 * MINUTE, only: [kept.id] })).toEqual([]);
    expect(await claim(world, { now: T0 + 5 * MINUTE, only: [kept.id] })).toHaveLength(1);
    expect(await open().renew(world.workspaceId, [], T0)).toEqual([]);
  });

  it("gives events of both records, oldest first, at most twenty, and none that were processed", async () => {
    const world = await makeWorld(open());
    const id = await linked(world, "c1", "r1");
    const many = Array.from({ length: 25 }, (_, index) => event(world, `h${String(index)}`, "c1"));
    await open().commitEvents(
      [event(world, "i1", "r1", { source: "incident", connectionId: world.bridge.right, marks: [mark(world, "r1", { side: "incident" })] })],
      T0 + 1,
    );
    await open().commitEvents(many, T0 + 2);
    const [link] = await claim(world, { now: T0 + 3, only: [id] });
    expect(link?.events).toHaveLength(20);
    expect(link?.events[0]).toMatchObject({ source: "incident", eventId: "i1", recordId: "r1" });
    const processed = link!.events.map(({ source, eventId }) => ({ source, eventId, decision: "in-sync" }));
    await open().settle(world.workspaceId, [settlement(link!, { processed, again: { at: T0 + 4, failed: false } })], T0 + 4);
    const [next] = await claim(world, { now: T0 + 4, only: [id] });
    expect(next?.events).toHaveLength(6);
  });

  it("E2 knows of what is due again that it is, beside what had made it due", async () => {
    const world = await makeWorld(open());
    await open().commitEvents([event(world, "e1", "c1")], T0);
    const [link] = await claim(world);
    const processed = [{ source: "highlevel", eventId: "e1", decision: "acted" }] as const;
    await open().settle(world.workspaceId, [settlement(link!, { processed, again: { at: T0 + 1, failed: false } })], T0 + 1);
    await open().commitEvents([event(world, "e2", "c1")], T0 + 2);
    const [again] = await claim(world, { now: T0 + 2 });
    expect([...again!.dirtyReasons].toSorted()).toEqual(["again", "webhook"]);
    await open().settle(world.workspaceId, [settlement(again!)], T0 + 3);
    expect(await open().link(world.workspaceId, again!.id)).toMatchObject({ dirty: false, dirtyReasons: [] });
  });

  it("A2 keeps an event for the next claim as long as no decision was taken on it", async () => {
    const world = await makeWorld(open());
    await open().commitEvents([event(world, "e1", "c1")], T0);
    const [link] = await claim(world);
    await open().settle(world.workspaceId, [settlement(link!, { again: { at: T0 + 1, failed: true } })], T0);
    const [again] = await claim(world, { now: T0 + 1 });
    expect(again?.events.map(({ eventId }) => eventId)).toEqual(["e1"]);
    expect(again).toMatchObject({ attempts: 1, firstFailedAt: T0 });
  });
}

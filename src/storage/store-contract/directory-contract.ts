import { expect, it } from "vitest";
import type { Store } from "#core/ports/store.ts";
import { claim, makeWorld, mark, MINUTE, settlement, T0, type World } from "./contract-world.ts";

/** About the one directory that spans workspaces. The tests build on each other, so they run in order on a store of their own. */
export function directoryContract(open: () => Store): void {
  it("knows of no work in an empty store", async () => {
    expect(await open().nextDueAt()).toBeNull();
    expect(await open().bridgesWithWork(T0, 10)).toEqual([]);
  });

  it("X9 names bridges with due work in the order of their ids, once each, without those whose work is not due", async () => {
    const worlds = [await makeWorld(open()), await makeWorld(open()), await makeWorld(open())];
    const [one, two, three] = worlds.toSorted((first, next) => (first.bridge.id < next.bridge.id ? -1 : 1)) as [World, World, World];
    await open().markDirty([mark(two, "c1", { dueAt: T0 + 20 }), mark(two, "c2", { dueAt: T0 + 10 })], T0);
    await open().markDirty([mark(one, "c1", { dueAt: T0 + 5 })], T0);
    await open().markDirty([mark(three, "c1", { dueAt: T0 + MINUTE })], T0);
    expect(await open().nextDueAt()).toBe(T0 + 5);
    expect(await open().bridgesWithWork(T0, 10)).toEqual([]);
    expect(await open().bridgesWithWork(T0 + 30, 10)).toEqual([
      { workspaceId: one.workspaceId, bridgeId: one.bridge.id, dueAt: T0 + 5 },
      { workspaceId: two.workspaceId, bridgeId: two.bridge.id, dueAt: T0 + 10 },
    ]);
    expect((await open().bridgesWithWork(T0 + 30, 1)).map(({ bridgeId }) => bridgeId)).toEqual([one.bridge.id]);
    expect((await open().bridgesWithWork(T0 + 30, 1, one.bridge.id)).map(({ bridgeId }) => bridgeId)).toEqual([two.bridge.id]);
    expect(await open().bridgesWithWork(T0 + 30, 10, two.bridge.id)).toEqual([]);

    const held = await claim(one, { now: T0 + 30 });
    expect((await open().bridgesWithWork(T0 + 30, 10)).map(({ bridgeId }) => bridgeId)).toEqual([two.bridge.id]);
    await open().settle(one.workspaceId, [settlement(held[0]!)], T0 + 31);
    for (const link of await claim(two, { now: T0 + 30 }))
      await open().settle(two.workspaceId, [settlement(link, { again: { at: T0 + 40, failed: false } })], T0 + 31);
    expect(await open().nextDueAt()).toBe(T0 + 40);
    const rest = await claim(two, { now: T0 + 40 });
    await open().settle(
      two.workspaceId,
      rest.map((link) => settlement(link)),
      T0 + 41,
    );
    expect(await open().nextDueAt()).toBe(T0 + MINUTE);
    await open().settle(
      three.workspaceId,
      (await claim(three, { now: T0 + MINUTE })).map((link) => settlement(link)),
      T0 + MINUTE,
    );
    expect(await open().nextDueAt()).toBeNull();
  });

  it("S2 a bridge whose holder died has work again when the lease ends", async () => {
    const world = await makeWorld(open());
    await open().markDirty([mark(world, "c1")], T0);
    await claim(world);
    expect(await open().bridgesWithWork(T0 + MINUTE - 1, 10)).toEqual([]);
    expect(await open().bridgesWithWork(T0 + MINUTE, 10)).toHaveLength(1);
    const [link] = await claim(world, { now: T0 + MINUTE });
    await open().settle(world.workspaceId, [settlement(link!)], T0 + MINUTE);
  });

  it("X9 claiming part of a backlog leaves the bridge with work", async () => {
    const world = await makeWorld(open());
    await open().markDirty(
      Array.from({ length: 5 }, (_, index) => mark(world, `c${String(index)}`)),
      T0,
    );
    const some = await claim(world, { limit: 2 });
    expect(await open().bridgesWithWork(T0, 10)).toHaveLength(1);
    await claim(world, { limit: 3 });
    expect(await open().bridgesWithWork(T0, 10)).toEqual([]);
    await open().markDirty([mark(world, some[0]!.leftId!)], T0);
    expect(await open().bridgesWithWork(T0, 10)).toEqual([]);
    await open().settle(
      world.workspaceId,
      some.map((link) => settlement(link)),
      T0,
    );
    expect(await open().bridgesWithWork(T0, 10)).toHaveLength(1);
  });
}

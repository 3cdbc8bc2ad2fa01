import { expect, it } from "vitest";
import type { Store } from "#core/ports/store.ts";
import { claim, claimed, intent, makeWorld, MINUTE, settlement, T0 } from "./contract-world.ts";

export function intentContract(open: () => Store): void {
  it("S5 an intent is written and released while the fence holds, and comes back unfinished to the next holder", async () => {
    const world = await makeWorld(open());
    const link = await claimed(world, "c1");
    const mine = intent(link, {
      action: "create",
      recordId: null,
      changes: [{ field: "tags", kind: "set", before: null, value: ["a\u0000", "b"], add: ["a\u0000", "b"], remove: [] }],
    });
    expect(await open().recordIntents(world.workspaceId, [mine], T0)).toEqual([mine.id]);
    expect(await open().markSent(world.workspaceId, [mine.id], T0)).toEqual([mine.id]);
    const [next] = await claim(world, { now: T0 + MINUTE, owner: "worker-2" });
    expect(next?.unfinished).toHaveLength(1);
    expect(next?.unfinished[0]).toMatchObject({ ...mine, state: "sent", createdAt: T0 });
  });

  it("S2 a lost fence writes no intent and releases none", async () => {
    const world = await makeWorld(open());
    const link = await claimed(world, "c1");
    const before = intent(link);
    await open().recordIntents(world.workspaceId, [before], T0);
    await claim(world, { now: T0 + MINUTE, owner: "worker-2" });
    expect(await open().recordIntents(world.workspaceId, [intent(link)], T0 + MINUTE)).toEqual([]);
    expect(await open().markSent(world.workspaceId, [before.id], T0 + MINUTE)).toEqual([]);
  });

  it("S2 a passed lease releases no intent, even when nobody took the link", async () => {
    const world = await makeWorld(open());
    const link = await claimed(world, "c1");
    const mine = intent(link);
    await open().recordIntents(world.workspaceId, [mine], T0);
    expect(await open().markSent(world.workspaceId, [mine.id], T0 + MINUTE)).toEqual([]);
    expect(await open().markSent(world.workspaceId, [mine.id], T0 + MINUTE - 1)).toEqual([mine.id]);
    expect(await open().markSent(world.workspaceId, [mine.id], T0 + MINUTE - 1)).toEqual([]);
  });

  it("S2 a settled link writes no intent under its old fence", async () => {
    const world = await makeWorld(open());
    const link = await claimed(world, "c1");
    await open().settle(world.workspaceId, [settlement(link)], T0);
    expect(await open().recordIntents(world.workspaceId, [intent(link)], T0)).toEqual([]);
  });

  it("I4 tells the creates of one bridge and side that were sent and of whose outcome nobody knows, newest first", async () => {
    const world = await makeWorld(open());
    const other = await makeWorld(open());
    const [one, two, three] = await Promise.all(["c1", "c2", "c3"].map(async (id) => claimed(world, id)));
    const create = { action: "create", recordId: null, side: "incident" } as const;
    const [old, young, kept, changed] = [intent(one!, create), intent(two!, create), intent(three!, create), intent(three!)];
    await open().recordIntents(world.workspaceId, [old], T0);
    await open().recordIntents(world.workspaceId, [young, kept, changed], T0 + 1);
    await open().markSent(world.workspaceId, [old.id, young.id, changed.id], T0 + 2);
    const told = await open().unknownCreates(world.workspaceId, world.bridge.id, "incident");
    expect(told.map(({ id, state, createdAt }) => [id, state, createdAt])).toEqual([
      [young.id, "sent", T0 + 1],
      [old.id, "sent", T0],
    ]);
    expect(told[0]?.changes).toEqual(young.changes);
    expect(await open().unknownCreates(world.workspaceId, world.bridge.id, "highlevel")).toEqual([]);
    expect(await open().unknownCreates(other.workspaceId, other.bridge.id, "incident")).toEqual([]);
    const outcome = { id: old.id, recordId: null, code: null };
    await open().settle(world.workspaceId, [settlement(one!, { outcomes: [{ ...outcome, state: "confirmed" }] })], T0 + 3);
    expect((await open().unknownCreates(world.workspaceId, world.bridge.id, "incident")).map(({ id }) => id)).toEqual([young.id]);
  });

  it("I4 tells which links of a bridge have sent a write to a record and know nothing of its outcome yet", async () => {
    const world = await makeWorld(open());
    const other = await makeWorld(open());
    const [one, two] = await Promise.all(["c1", "c2"].map(async (id) => claimed(world, id)));
    const write = { action: "update", side: "highlevel", recordId: "c9" } as const;
    const [sent, again, kept] = [intent(one!, write), intent(one!, write), intent(two!, write)];
    await open().recordIntents(world.workspaceId, [sent, again, kept], T0);
    expect(await open().openWriters(world.workspaceId, world.bridge.id, "highlevel", "c9")).toEqual([]);
    await open().markSent(world.workspaceId, [sent.id, again.id], T0 + 1);
    expect(await open().openWriters(world.workspaceId, world.bridge.id, "highlevel", "c9")).toEqual([one!.id]);
    expect(await open().openWriters(world.workspaceId, world.bridge.id, "incident", "c9")).toEqual([]);
    expect(await open().openWriters(world.workspaceId, world.bridge.id, "highlevel", "c1")).toEqual([]);
    expect(await open().openWriters(other.workspaceId, other.bridge.id, "highlevel", "c9")).toEqual([]);
    const outcomes = [sent, again].map(({ id }) => ({ id, state: "confirmed", recordId: "c9", code: null }) as const);
    await open().settle(world.workspaceId, [settlement(one!, { outcomes })], T0 + 2);
    expect(await open().openWriters(world.workspaceId, world.bridge.id, "highlevel", "c9")).toEqual([]);
  });

  it("I4 an intent stays unfinished while its outcome is unknown, and leaves once it is known", async () => {
    const world = await makeWorld(open());
    const first = await claimed(world, "c1");
    const [unsure, sure] = [intent(first), intent(first, { action: "stamp", changes: [] })];
    await open().recordIntents(world.workspaceId, [unsure, sure], T0);
    await open().markSent(world.workspaceId, [unsure.id, sure.id], T0);
    await open().settle(
      world.workspaceId,
      [
        settlement(first, {
          again: { at: T0, failed: true },
          outcomes: [
            { id: unsure.id, state: "unknown", recordId: null, code: "HW_VENDOR_TIMEOUT" },
            { id: sure.id, state: "confirmed", recordId: "r1", code: null },
          ],
        }),
      ],
      T0,
    );
    const [second] = await claim(world);
    expect(second?.unfinished.map(({ id, state }) => `${id} ${state}`)).toEqual([`${unsure.id} unknown`]);
    expect(second?.unfinished[0]?.changes).toEqual(unsure.changes);
    await open().settle(
      world.workspaceId,
      [settlement(second!, { outcomes: [{ id: unsure.id, state: "abandoned", recordId: null, code: null }], again: { at: T0, failed: false } })],
      T0,
    );
    const [third] = await claim(world);
    expect(third?.unfinished).toEqual([]);
  });

  it("S5 records many intents at once, only those of links still held", async () => {
    const world = await makeWorld(open());
    const [held, lost] = [await claimed(world, "c1"), await claimed(world, "c2")];
    await open().settle(world.workspaceId, [settlement(lost)], T0);
    const intents = [intent(held), intent(lost), intent(held)];
    expect((await open().recordIntents(world.workspaceId, intents, T0)).toSorted()).toEqual([intents[0]!.id, intents[2]!.id].toSorted());
    expect(await open().recordIntents(world.workspaceId, [], T0)).toEqual([]);
    expect(await open().markSent(world.workspaceId, [], T0)).toEqual([]);
  });

  it("T1 releases no intent in another workspace's name", async () => {
    const [world, other] = [await makeWorld(open()), await makeWorld(open())];
    const link = await claimed(world, "c1");
    const mine = intent(link);
    await open().recordIntents(world.workspaceId, [mine], T0);
    expect(await open().recordIntents(other.workspaceId, [intent(link)], T0)).toEqual([]);
    expect(await open().markSent(other.workspaceId, [mine.id], T0)).toEqual([]);
  });
}

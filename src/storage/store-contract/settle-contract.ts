import { expect, it } from "vitest";
import type { LinkId } from "#core/ids.ts";
import type { Store } from "#core/ports/store.ts";
import { claim, claimed, conflict, entry, event, intent, linked, makeWorld, mark, MINUTE, observation, settlement, T0 } from "./contract-world.ts";

export function settleContract(open: () => Store): void {
  it("settles everything of a link at once: ids, state, base, observations, flips", async () => {
    const world = await makeWorld(open());
    const link = await claimed(world, "c1");
    const patch = {
      rightId: "r1",
      state: "active" as const,
      because: null,
      linkedAt: T0 + 5,
      base: { email: { l: "f1", r: "f1" }, tags: { l: ["a"], r: ["a"] } },
      left: observation({ fullName: "Ana \u0000 \ud83d\ude00", tags: ["x"], age: 4, vip: true, phone: null }, "v7", T0 + 1),
      right: observation({ email: "a@example.com" }, "w1", T0 + 2),
      flips: { email: [{ at: T0, value: "f0" }] },
    };
    expect(await open().settle(world.workspaceId, [settlement(link, { patch })], T0 + 9)).toEqual({ settled: [link.id], lost: [] });
    expect(await open().link(world.workspaceId, link.id)).toMatchObject({
      ...patch,
      id: link.id,
      leftId: "c1",
      dirty: false,
      dirtySince: null,
      dirtyReasons: [],
      dueAt: null,
      attempts: 0,
      firstFailedAt: null,
      openConflicts: 0,
      changedAt: T0 + 9,
    });
    expect((await open().linkOf(world.workspaceId, world.bridge.id, "incident", "r1"))?.id).toBe(link.id);
  });

  it("leaves what a patch does not name, and empties what it names as null", async () => {
    const world = await makeWorld(open());
    const id = await linked(world, "c1", "r1", { left: { email: "a@example.com" } });
    const [link] = await claim(world, { only: [id] });
    await open().settle(
      world.workspaceId,
      [settlement(link!, { patch: { base: null, right: null, rightId: null, because: "HW_SOMETHING", state: "excluded" } })],
      T0 + 1,
    );
    const row = await open().link(world.workspaceId, id);
    expect(row).toMatchObject({ leftId: "c1", rightId: null, base: null, right: null, state: "excluded", because: "HW_SOMETHING", linkedAt: T0 });
    expect(row?.left?.fields).toEqual({ email: "a@example.com" });
    expect(await open().linkOf(world.workspaceId, world.bridge.id, "incident", "r1")).toBeNull();
  });

  it("S2 a lost fence settles nothing of it: no patch, outcome, conflict, decision or journal", async () => {
    const world = await makeWorld(open());
    await open().commitEvents([event(world, "e1", "c1")], T0);
    const [old] = await claim(world);
    const mine = intent(old!);
    await open().recordIntents(world.workspaceId, [mine], T0);
    const [now] = await claim(world, { now: T0 + MINUTE, owner: "worker-2" });
    const late = settlement(old!, {
      patch: { rightId: "r1" },
      outcomes: [{ id: mine.id, state: "confirmed", recordId: null, code: null }],
      open: [conflict("email")],
      processed: [{ source: "highlevel", eventId: "e1", decision: "late" }],
      journal: [entry({ linkId: old!.id })],
    });
    expect(await open().settle(world.workspaceId, [late], T0 + MINUTE)).toEqual({ settled: [], lost: [old!.id] });
    expect(await open().journal(world.workspaceId, { limit: 10 })).toEqual([]);
    expect(await open().conflicts(world.workspaceId, { state: "open", limit: 10 })).toEqual([]);
    expect(await open().link(world.workspaceId, now!.id)).toMatchObject({ rightId: null, dirty: true });
    const [third] = await claim(world, { now: T0 + 3 * MINUTE });
    expect(third?.events).toHaveLength(1);
    expect(third?.unfinished).toHaveLength(1);
  });

  it("S2 settling twice under one fence settles once", async () => {
    const world = await makeWorld(open());
    const link = await claimed(world, "c1");
    const done = settlement(link, { journal: [entry({ linkId: link.id })] });
    expect((await open().settle(world.workspaceId, [done], T0)).settled).toEqual([link.id]);
    expect((await open().settle(world.workspaceId, [done], T0)).lost).toEqual([link.id]);
    expect(await open().journal(world.workspaceId, { limit: 10 })).toHaveLength(1);
  });

  it("S2 a mark during the claim keeps the link dirty after settling", async () => {
    const world = await makeWorld(open());
    const link = await claimed(world, "c1");
    await open().markDirty([mark(world, "c1", { reason: "sweep", priority: "sweep" })], T0 + 1);
    expect(await claim(world, { now: T0 + 1 })).toEqual([]);
    await open().settle(world.workspaceId, [settlement(link)], T0 + 2);
    expect(await open().link(world.workspaceId, link.id)).toMatchObject({ dirty: true });
    expect(await claim(world, { now: T0 + 2 })).toHaveLength(1);
  });

  it("X6 counts failed attempts in a row and when they began, and forgets them with the first success", async () => {
    const world = await makeWorld(open());
    const first = await claimed(world, "c1");
    await open().settle(world.workspaceId, [settlement(first, { again: { at: T0 + 10, failed: true } })], T0 + 1);
    expect(await claim(world, { now: T0 + 9 })).toEqual([]);
    const [second] = await claim(world, { now: T0 + 10 });
    await open().settle(world.workspaceId, [settlement(second!, { again: { at: T0 + 20, failed: true } })], T0 + 11);
    const [third] = await claim(world, { now: T0 + 20 });
    expect(third).toMatchObject({ attempts: 2, firstFailedAt: T0 + 1, dirty: true });
    await open().settle(world.workspaceId, [settlement(third!, { again: { at: T0 + 30, failed: false } })], T0 + 21);
    const [fourth] = await claim(world, { now: T0 + 30 });
    expect(fourth).toMatchObject({ attempts: 2, firstFailedAt: T0 + 1 });
    await open().settle(world.workspaceId, [settlement(fourth!)], T0 + 31);
    expect(await open().link(world.workspaceId, first.id)).toMatchObject({ attempts: 0, firstFailedAt: null, dirty: false });
  });

  it("absorbs the other record's row: one link remains, and both ids find it", async () => {
    const world = await makeWorld(open());
    await open().markDirty([mark(world, "r1", { side: "incident" })], T0);
    const other = await open().linkOf(world.workspaceId, world.bridge.id, "incident", "r1");
    const link = await claimed(world, "c1");
    const result = await open().settle(world.workspaceId, [settlement(link, { patch: { leftId: "c1", rightId: "r1" }, absorb: other!.id })], T0);
    expect(result.settled).toEqual([link.id]);
    expect((await open().linkOf(world.workspaceId, world.bridge.id, "incident", "r1"))?.id).toBe(link.id);
    expect(await open().link(world.workspaceId, other!.id)).toBeNull();
    expect((await open().counts(world.workspaceId)).total).toBe(1);
  });

  it("keeps what was due on an absorbed row due on the one that took it in", async () => {
    const world = await makeWorld(open());
    await open().markDirty([mark(world, "r1", { side: "incident" })], T0);
    const other = await open().linkOf(world.workspaceId, world.bridge.id, "incident", "r1");
    const link = await claimed(world, "c1");
    await open().settle(world.workspaceId, [settlement(link, { patch: { leftId: "c1", rightId: "r1" }, absorb: other!.id })], T0);
    expect(await open().link(world.workspaceId, link.id)).toMatchObject({ dirty: true, dueAt: T0 });
    expect(await claim(world, { now: T0 })).toMatchObject([{ id: link.id, leftId: "c1", rightId: "r1" }]);
  });

  it("S2 refuses to absorb a row that another worker holds, frees the link and tries it again soon", async () => {
    const world = await makeWorld(open());
    const other = await claimed(world, "r1", "incident");
    const link = await claimed(world, "c1");
    const result = await open().settle(world.workspaceId, [settlement(link, { patch: { rightId: "r1" }, absorb: other.id, journal: [entry()] })], T0);
    expect(result).toEqual({ settled: [], lost: [link.id] });
    expect(await open().link(world.workspaceId, link.id)).toMatchObject({ rightId: null, dirty: true });
    expect(await open().journal(world.workspaceId, { limit: 5 })).toEqual([]);
    expect(await claim(world, { now: T0 + MINUTE / 2, only: [link.id] })).toHaveLength(1);
  });

  it("A1 a link that takes in one with unanswered writes is due at once, to give an account of them", async () => {
    const world = await makeWorld(open());
    const [other, quiet] = [await claimed(world, "r1", "incident"), await claimed(world, "r2", "incident")];
    const [sent, refused] = [intent(other, { side: "highlevel", action: "create", recordId: null }), intent(quiet)];
    await open().recordIntents(world.workspaceId, [sent, refused], T0);
    await open().markSent(world.workspaceId, [sent.id, refused.id], T0);
    const outcomes = [{ id: refused.id, state: "rejected", recordId: null, code: "HW_VENDOR_RATE_LIMITED" }] as const;
    const parked = { state: "parked", because: "HW_VENDOR_SCOPE_MISSING" } as const;
    await open().settle(world.workspaceId, [settlement(other, { patch: parked }), settlement(quiet, { patch: parked, outcomes })], T0);
    const [link, second] = [await claimed(world, "c1"), await claimed(world, "c2")];
    const settlements = [
      settlement(link, { patch: { rightId: "r1" }, absorb: other.id }),
      settlement(second, { patch: { rightId: "r2" }, absorb: quiet.id }),
    ];
    expect((await open().settle(world.workspaceId, settlements, T0 + 1)).lost).toEqual([]);
    expect(await open().link(world.workspaceId, link.id)).toMatchObject({ dirty: true, dueAt: T0 + 1, dirtyReasons: ["webhook", "again"] });
    expect(await open().link(world.workspaceId, second.id)).toMatchObject({ dirty: false, dueAt: null });
    const due = await claim(world, { now: T0 + 1 });
    expect(due.map(({ id, unfinished }) => [id, unfinished.map((one) => one.id)])).toEqual([[link.id, [sent.id]]]);
  });

  it("A1 a refused settlement keeps what failed for certain, with its entry, and of what was done only to which record", async () => {
    const world = await makeWorld(open());
    await linked(world, "c1", "r1");
    const link = await claimed(world, "c2");
    const [done, failed] = [intent(link, { action: "create", recordId: null }), intent(link, { action: "stamp", changes: [] })];
    await open().recordIntents(world.workspaceId, [done, failed], T0);
    await open().markSent(world.workspaceId, [done.id, failed.id], T0);
    const refused = settlement(link, {
      patch: { rightId: "r1" },
      outcomes: [
        { id: done.id, state: "confirmed", recordId: "r1", code: null },
        { id: failed.id, state: "rejected", recordId: null, code: "HW_VENDOR_RATE_LIMITED" },
      ],
      open: [conflict("email")],
      journal: [entry({ intentId: done.id }), entry({ kind: "failed", intentId: failed.id }), entry({ kind: "linked" })],
    });
    expect(await open().settle(world.workspaceId, [refused], T0)).toEqual({ settled: [], lost: [link.id] });
    const journal = await open().journal(world.workspaceId, { limit: 10 });
    expect(journal.map(({ kind, intentId }) => [kind, intentId])).toEqual([["failed", failed.id]]);
    expect(await open().conflicts(world.workspaceId, { state: "open", limit: 10 })).toEqual([]);
    const [next] = await claim(world, { now: T0 + MINUTE });
    expect(next?.unfinished.map(({ id, state, recordId }) => [id, state, recordId])).toEqual([[done.id, "unknown", "r1"]]);
  });

  it("I1 a settlement that takes a third link's record is refused and leaves the row that it would have absorbed", async () => {
    const world = await makeWorld(open());
    await linked(world, "c1", "r1");
    await open().markDirty([mark(world, "r2", { side: "incident" })], T0);
    const other = await open().linkOf(world.workspaceId, world.bridge.id, "incident", "r2");
    const link = await claimed(world, "c2");
    const result = await open().settle(world.workspaceId, [settlement(link, { patch: { rightId: "r1" }, absorb: other!.id })], T0);
    expect(result).toEqual({ settled: [], lost: [link.id] });
    expect((await open().linkOf(world.workspaceId, world.bridge.id, "incident", "r2"))?.id).toBe(other!.id);
  });

  it("I1 one record belongs to one link: a settlement that takes another's record is refused and tried again", async () => {
    const world = await makeWorld(open());
    await linked(world, "c1", "r1");
    const link = await claimed(world, "c2");
    expect(await open().settle(world.workspaceId, [settlement(link, { patch: { rightId: "r1" } })], T0)).toEqual({ settled: [], lost: [link.id] });
    expect(await open().link(world.workspaceId, link.id)).toMatchObject({ rightId: null, dirty: true });
    expect((await open().linkOf(world.workspaceId, world.bridge.id, "incident", "r1"))?.leftId).toBe("c1");
  });

  it("I1 of two settlements of one batch that want the same record one wins", async () => {
    const world = await makeWorld(open());
    const links = [await claimed(world, "c1"), await claimed(world, "c2"), await claimed(world, "c3")];
    const result = await open().settle(
      world.workspaceId,
      [
        settlement(links[0]!, { patch: { rightId: "r1" } }),
        settlement(links[1]!, { patch: { rightId: "r1" } }),
        settlement(links[2]!, { patch: { rightId: "r3" } }),
      ],
      T0,
    );
    expect(result).toEqual({ settled: [links[0]!.id, links[2]!.id], lost: [links[1]!.id] });
  });

  it("I1 racing settlements of two batches never give one record to two links", async () => {
    const world = await makeWorld(open());
    const links = await Promise.all(["c1", "c2", "c3", "c4"].map((name) => claimed(world, name)));
    const results = await Promise.all(links.map((link) => open().settle(world.workspaceId, [settlement(link, { patch: { rightId: "r1" } })], T0)));
    expect(results.flatMap(({ settled }) => settled)).toHaveLength(1);
    expect(results.flatMap(({ lost }) => lost)).toHaveLength(3);
  });

  it("lets a record move between two links of one batch when the first lets it go", async () => {
    const world = await makeWorld(open());
    const one = await linked(world, "c1", "r1");
    const [from] = await claim(world, { only: [one] });
    const to = await claimed(world, "c2");
    const result = await open().settle(
      world.workspaceId,
      [settlement(from!, { patch: { rightId: null } }), settlement(to, { patch: { rightId: "r1" } })],
      T0,
    );
    expect(result.lost).toEqual([]);
    expect((await open().linkOf(world.workspaceId, world.bridge.id, "incident", "r1"))?.id).toBe(to.id);
  });

  it("S6 settles many links in one call, lost ones beside settled ones", async () => {
    const world = await makeWorld(open());
    await open().markDirty(
      Array.from({ length: 40 }, (_, index) => mark(world, `c${String(index)}`)),
      T0,
    );
    const links = await claim(world);
    const stale = links.slice(0, 5).map((link) => ({ ...link, fence: link.fence - 1 }));
    const settlements = [...stale, ...links.slice(5)].map((link) =>
      settlement(link, { patch: { rightId: `r-${link.leftId ?? ""}` }, journal: [entry({ linkId: link.id })] }),
    );
    const result = await open().settle(world.workspaceId, settlements, T0);
    expect(result.lost.toSorted()).toEqual(stale.map(({ id }) => id).toSorted());
    expect(result.settled).toHaveLength(35);
    expect(await open().journal(world.workspaceId, { limit: 100 })).toHaveLength(35);
    expect(await open().settle(world.workspaceId, [], T0)).toEqual({ settled: [], lost: [] });
  });

  it("an unknown link is lost", async () => {
    const world = await makeWorld(open());
    const link = await claimed(world, "c1");
    const gone = { ...link, id: "00000000-0000-4000-8000-000000000000" as LinkId };
    expect(await open().settle(world.workspaceId, [settlement(gone)], T0)).toEqual({ settled: [], lost: [gone.id] });
  });

  it("T1 settles nothing in another workspace's name", async () => {
    const [world, other] = [await makeWorld(open()), await makeWorld(open())];
    const link = await claimed(world, "c1");
    expect(await open().settle(other.workspaceId, [settlement(link, { patch: { rightId: "r1" } })], T0)).toEqual({ settled: [], lost: [link.id] });
    expect(await open().link(world.workspaceId, link.id)).toMatchObject({ rightId: null, dirty: true });
  });
}

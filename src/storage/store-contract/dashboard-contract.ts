import { expect, it } from "vitest";
import type { BridgeId, LinkId, WorkspaceId } from "#core/ids.ts";
import { stepStart, STEPS, type CountBatch, type CountedBatch, type CountRow, type Counts, type DatedRecord } from "#core/ports/dashboard-rows.ts";
import type { Store } from "#core/ports/store.ts";
import { claimed, entry, event, linked, makeWorld, mark, MINUTE, settlement, T0 } from "./contract-world.ts";

const none: CountedBatch = { rows: [], open: [], closed: [], ended: [] };
const slot = stepStart(STEPS.minutes, T0);

/** Counts entries under one name. */
const byKind =
  (subject: BridgeId) =>
  ({ entries }: CountBatch): CountedBatch => ({
    ...none,
    rows: entries.map(({ at, kind }): CountRow => ({ at: stepStart(STEPS.minutes, at), subject, counts: { [kind]: 1 } })),
  });

const dated = (linkId: LinkId, bridgeId: BridgeId, recordId: string, more: Partial<DatedRecord> = {}): DatedRecord => ({
  kind: "task",
  recordId,
  linkId,
  bridgeId,
  at: null,
  label: null,
  contactId: null,
  ...more,
});

export function dashboardContract(open: () => Store): void {
  const countsAt = async (workspaceId: WorkspaceId, step: (typeof STEPS)[keyof typeof STEPS]): Promise<readonly Counts[]> =>
    (await open().dashboards.counts(workspaceId, step, 0, T0 + 10 * STEPS.day)).map(({ counts }) => counts);

  it("counts each entry once and in order, with its link and the time of its event, however often and by however many it is asked", async () => {
    const world = await makeWorld(open());
    const { store, workspaceId, bridge } = world;
    const linkId = await linked(world, "c1", "r1");
    await store.commitEvents([event(world, "e1", "c1")], T0 + 5);
    await store.appendJournal(workspaceId, [entry({ linkId, cause: ["webhook highlevel e1"] }), entry({ kind: "no-write" }), entry()], T0 + 10);
    const seen: CountBatch[] = [];
    const count = (batch: CountBatch): CountedBatch => {
      seen.push(batch);
      return byKind(bridge.id)(batch);
    };
    expect(await store.dashboards.countJournal(workspaceId, 2, count)).toBe(2);
    const counted = await Promise.all([1, 2, 3].map(() => store.dashboards.countJournal(workspaceId, 2, byKind(bridge.id))));
    expect(counted.toSorted((one, other) => one - other)).toEqual([0, 0, 1]);
    expect(seen[0]?.entries.map(({ kind }) => kind)).toEqual(["write", "no-write"]);
    expect(seen[0]?.links.get(linkId)?.leftId).toBe("c1");
    expect([...(seen[0]?.eventTimes ?? [])]).toEqual([["highlevel e1", T0 + 5]]);
    expect(await countsAt(workspaceId, STEPS.minutes)).toEqual([{ write: 2, "no-write": 1 }]);
    expect(await countsAt((await makeWorld(open())).workspaceId, STEPS.minutes)).toEqual([]);
  });

  it("keeps nothing of a count that fails, and counts all of it the next time", async () => {
    const { store, workspaceId, bridge } = await makeWorld(open());
    await store.appendJournal(workspaceId, [entry(), entry()], T0);
    const fails = store.dashboards.countJournal(workspaceId, 10, () => {
      throw new Error("stopped here");
    });
    await expect(fails).rejects.toThrow("stopped here");
    expect(await store.dashboards.countJournal(workspaceId, 10, byKind(bridge.id))).toBe(2);
    expect(await countsAt(workspaceId, STEPS.hour)).toEqual([{ write: 2 }]);
  });

  it("adds figures up, keeps the newest level and the highest peak, in ten minutes, hours and days", async () => {
    const { store, workspaceId, bridge } = await makeWorld(open());
    const row = (at: number, counts: Counts): CountRow => ({ at, subject: bridge.id, counts });
    await store.dashboards.addCounts(workspaceId, [row(slot, { n: 1, "=open": 7, "^queue": 5 })]);
    await store.dashboards.addCounts(workspaceId, [
      row(slot, { n: 2, "=open": 3, "^queue": 4 }),
      row(slot + STEPS.minutes, { n: 10, "=open": 2, "^queue": 9 }),
    ]);
    expect(await countsAt(workspaceId, STEPS.minutes)).toEqual([
      { n: 3, "=open": 3, "^queue": 5 },
      { n: 10, "=open": 2, "^queue": 9 },
    ]);
    for (const step of [STEPS.hour, STEPS.day]) expect(await countsAt(workspaceId, step)).toEqual([{ n: 13, "=open": 2, "^queue": 9 }]);
    expect(await store.dashboards.counts(workspaceId, STEPS.minutes, slot + 1, slot + STEPS.minutes)).toEqual([]);
  });

  it("counts received events up to a moment and goes on from there, day by day", async () => {
    const world = await makeWorld(open());
    const { store, workspaceId, bridge } = world;
    await store.commitEvents([event(world, "a", "c1"), event(world, "b", null, { quarantine: "HW_EVENT_UNKNOWN" })], slot);
    await store.commitEvents([event(world, "c", "c1")], slot + MINUTE);
    await store.commitEvents([event(world, "d", "c1")], slot + 2 * STEPS.day);
    expect(await store.dashboards.countEvents(workspaceId, slot + MINUTE)).toBe(true);
    expect(await countsAt(workspaceId, STEPS.minutes)).toEqual([{ received: 2, "set-aside": 1 }]);
    while (!(await store.dashboards.countEvents(workspaceId, slot + 3 * STEPS.day)));
    expect(await store.dashboards.countEvents(workspaceId, slot + MINUTE)).toBe(true);
    expect(await countsAt(workspaceId, STEPS.minutes)).toEqual([{ received: 3, "set-aside": 1 }, { received: 1 }]);
    expect((await store.dashboards.counts(workspaceId, STEPS.day, 0, T0 + 9 * STEPS.day))[0]?.subject).toBe(bridge.left);
  });

  it("keeps open records until they are closed, their link ends, or the person is erased", async () => {
    const world = await makeWorld(open());
    const { store, workspaceId, bridge } = world;
    const linkId = await linked(world, "c1", "r1");
    const keep = async (batch: Partial<CountedBatch>): Promise<readonly string[]> => {
      await store.appendJournal(workspaceId, [entry()], T0);
      await store.dashboards.countJournal(workspaceId, 10, () => ({ ...none, ...batch }));
      const records = await store.dashboards.datedRecords(workspaceId, { kind: "task", bridgeIds: [bridge.id] }, 10);
      return records.map(({ recordId }) => recordId);
    };
    const one = (recordId: string, more: Partial<DatedRecord> = {}): DatedRecord => dated(linkId, bridge.id, recordId, more);
    expect(await keep({ open: [one("t1", { at: 9 }), one("t2"), one("t3", { at: 5, label: "old" }), one("t3", { at: 7, label: "new" })] })).toEqual([
      "t3",
      "t1",
      "t2",
    ]);
    const query = { kind: "task", bridgeIds: [bridge.id], from: 6, until: 8 } as const;
    expect(await store.dashboards.datedRecords(workspaceId, query, 10)).toEqual([one("t3", { at: 7, label: "new" })]);
    expect(
      await keep({
        closed: [
          { kind: "task", recordId: "t3" },
          { kind: "case", recordId: "t1" },
        ],
      }),
    ).toEqual(["t1", "t2"]);
    expect(await keep({ open: [dated("other" as LinkId, bridge.id, "t1")] })).toEqual(["t1", "t2"]);
    expect(await keep({ ended: [linkId] })).toEqual(["t1"]);
    expect(await keep({ open: [one("t4")] })).toEqual(["t1", "t4"]);
    await store.erase(workspaceId, [linkId], "waiting", T0);
    expect(await keep({})).toEqual(["t1"]);
    expect(await store.dashboards.datedRecords(workspaceId, { kind: "task", bridgeIds: [] }, 10)).toEqual([]);
  });

  it("counts open records by bridge and label, with their contacts and the incidents they stand under", async () => {
    const { store, workspaceId, bridge } = await makeWorld(open());
    await store.appendJournal(workspaceId, [entry()], T0);
    const one = (recordId: string, contactId: string, label: string | null): DatedRecord =>
      dated("l" as LinkId, bridge.id, recordId, { kind: "case", contactId, label });
    const records = [one("i1/a", "a", "Major"), one("i1/b", "b", "Major"), one("i2/a", "a", "Major"), one("i3/a", "a", null)];
    await store.dashboards.countJournal(workspaceId, 10, () => ({ ...none, open: records }));
    const counted = await store.dashboards.countDated(workspaceId, { kind: "case", bridgeIds: [bridge.id] });
    expect(counted.toSorted((x, y) => y.records - x.records)).toEqual([
      { bridgeId: bridge.id, label: "Major", records: 3, contacts: 2, groups: 2 },
      { bridgeId: bridge.id, label: null, records: 1, contacts: 1, groups: 1 },
    ]);
  });

  it("tells how much waits in each bridge and since when, and nothing of what rests", async () => {
    const world = await makeWorld(open());
    const { store, workspaceId, bridge } = world;
    expect(await store.dashboards.waiting(workspaceId)).toEqual([]);
    await store.markDirty([mark(world, "c1")], T0 + 5);
    await store.markDirty([mark(world, "c2")], T0 + 9);
    const done = await claimed(world, "c3");
    await store.settle(workspaceId, [settlement(done)], T0);
    expect(await store.dashboards.waiting(workspaceId)).toEqual([{ bridgeId: bridge.id, links: 2, since: T0 + 5 }]);
  });
}

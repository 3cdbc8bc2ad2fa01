import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import type { BridgeId, LinkId } from "#core/ids.ts";
import { eventKey, type ActivityQuery } from "#core/ports/activity-log.ts";
import type { JournalEntry, Store } from "#core/ports/store.ts";
import { claim, claimed, entry, event, intent, makeWorld, mark, MINUTE, settlement, T0, vendorCall, type World } from "./contract-world.ts";

export function activityContract(open: () => Store): void {
  const note = (world: World, at: number, more: Partial<JournalEntry>) => open().appendJournal(world.workspaceId, [entry(more)], at);
  const page = (world: World, query: Partial<ActivityQuery> = {}) => open().activity(world.workspaceId, { limit: 100, ...query });
  const ns = async (world: World, query: Partial<ActivityQuery> = {}) => (await page(world, query)).rows.map(({ detail }) => detail["n"]);

  /** Twelve entries a minute apart, of two bridges, two sides, three kinds and one error. */
  async function busyWorld(): Promise<{ readonly world: World; readonly linkId: LinkId; readonly other: BridgeId }> {
    const world = await makeWorld(open());
    const [linkId, other] = [randomUUID() as LinkId, randomUUID() as BridgeId];
    for (let n = 0; n < 12; n += 1) {
      const kind = (["write", "no-write", "parked"] as const)[n % 3] ?? "write";
      await note(world, T0 + n * MINUTE, {
        kind,
        bridgeId: n % 2 === 0 ? world.bridge.id : other,
        side: kind === "write" ? (n % 6 === 0 ? "incident" : "highlevel") : null,
        linkId: n > 8 ? linkId : null,
        detail: { n, ...(kind === "parked" && { code: n > 6 ? "HW_VENDOR_VALIDATION" : "HW_RETRIES_SPENT" }) },
      });
    }
    return { world, linkId, other };
  }

  it("finds entries by each filter and by all of them, newest first", async () => {
    const { world, linkId, other } = await busyWorld();
    expect(await ns(world)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect(await ns(world, { bridgeId: other })).toEqual([11, 9, 7, 5, 3, 1]);
    expect(await ns(world, { kinds: ["write", "parked"] })).toEqual([11, 9, 8, 6, 5, 3, 2, 0]);
    expect(await ns(world, { kinds: ["write"], bridgeId: other })).toEqual([9, 3]);
    expect(await ns(world, { side: "highlevel" })).toEqual([9, 3]);
    expect(await ns(world, { code: "HW_VENDOR_VALIDATION" })).toEqual([11, 8]);
    expect(await ns(world, { code: "HW_VENDOR_VALIDATION", bridgeId: other })).toEqual([11]);
    expect(await ns(world, { linkId })).toEqual([11, 10, 9]);
    expect(await ns(world, { linkId, kinds: ["write"] })).toEqual([9]);
    expect(await ns(world, { from: T0 + 3 * MINUTE, until: T0 + 6 * MINUTE })).toEqual([5, 4, 3]);
    expect(await ns(world, { from: T0 + 3 * MINUTE, until: T0 + 9 * MINUTE, kinds: ["write"], bridgeId: other })).toEqual([3]);
    expect(await ns(world, { from: T0 + 50 * MINUTE })).toEqual([]);
    expect(await ns(await makeWorld(open()))).toEqual([]);
  });

  it("goes on behind a page until all has been shown, each entry once", async () => {
    const { world, other } = await busyWorld();
    for (const query of [{}, { bridgeId: other }, { kinds: ["write"] as const }, { side: "highlevel" as const }, { until: T0 + 9 * MINUTE }]) {
      const whole = await ns(world, query);
      const seen: unknown[] = [];
      for (let before: string | undefined; ;) {
        const { rows, next } = await page(world, { ...query, limit: 2, ...(before !== undefined && { before }) });
        expect(rows.length).toBeLessThanOrEqual(2);
        seen.push(...rows.map(({ detail }) => detail["n"]));
        if (next === null) break;
        before = next;
      }
      expect(seen).toEqual(whole);
    }
  });

  it("T1 finds one entry by its id, and none of another workspace", async () => {
    const { world } = await busyWorld();
    const [newest] = (await page(world)).rows;
    expect(await open().entry(world.workspaceId, newest!.id)).toEqual(newest);
    expect(await open().entry(world.workspaceId, "9999")).toBeNull();
    const other = await makeWorld(open());
    expect(await open().entry(other.workspaceId, newest!.id)).toBeNull();
    expect(await page(other)).toEqual({ rows: [], next: null });
  });

  it("keeps calls by link and time, and counts those of each turn", async () => {
    const world = await makeWorld(open());
    const link = await claimed(world, "c1");
    const late = vendorCall(link.id, T0 + 20, { mutating: true, method: "PUT", status: 0, requestId: null, body: '{"a":"•••"}' });
    await open().noteCalls(world.workspaceId, [late, vendorCall(link.id, T0 + 10), vendorCall(randomUUID() as LinkId, T0 + 10)]);
    expect(await open().callsOf(world.workspaceId, link.id, T0, T0 + 30)).toEqual([vendorCall(link.id, T0 + 10), late]);
    expect(await open().callsOf(world.workspaceId, link.id, T0 + 11, T0 + 19)).toEqual([]);
    await note(world, T0 + 15, { linkId: link.id });
    await note(world, T0 + 25, { linkId: link.id });
    const { rows } = await page(world);
    const counts = await open().callCounts(world.workspaceId, rows);
    expect(rows.map(({ id }) => counts.get(id))).toEqual([1, 1]);
    const other = await makeWorld(open());
    expect(await open().callsOf(other.workspaceId, link.id, T0, T0 + 30)).toEqual([]);
  });

  it("A2 shows a kept event with its key and decision, and gives it to its link again once the decision is forgotten", async () => {
    const world = await makeWorld(open());
    await open().commitEvents([event(world, "e1", "c1", { signedBy: "the public key" })], T0);
    const key = { source: "highlevel", eventId: "e1" } as const;
    const [link] = await claim(world);
    await open().settle(world.workspaceId, [settlement(link!, { processed: [{ ...key, decision: "equal" }] })], T0 + 1);
    expect(await open().event(world.workspaceId, key)).toMatchObject({
      ...key,
      type: "ContactUpdate",
      recordId: "c1",
      connectionId: world.bridge.left,
      receivedAt: T0,
      decision: "equal",
      signedBy: "the public key",
    });
    expect(new TextDecoder().decode((await open().event(world.workspaceId, key))?.body ?? undefined)).toBe('{"id":"c1"}');
    expect(await open().eventTimes(world.workspaceId, [key, { source: "highlevel", eventId: "none" }])).toEqual(new Map([[eventKey(key), T0]]));
    await open().undecide(world.workspaceId, key);
    await open().markDirty([mark(world, "c1")], T0 + 2);
    const [again] = await claim(world, { now: T0 + 2 });
    expect(again?.events).toMatchObject([{ eventId: "e1" }]);
    const other = await makeWorld(open());
    expect(await open().event(other.workspaceId, key)).toBeNull();
  });

  it("tells the newest sound events of some types with their content, and none of another workspace", async () => {
    const world = await makeWorld(open());
    const other = await makeWorld(open());
    await open().commitEvents([event(world, "e1", "c1"), event(world, "e2", "c2", { type: "NoteCreate" })], T0);
    await open().commitEvents([event(world, "e3", "c3"), event(world, "e4", "c4", { quarantine: "odd" })], T0 + 1);
    await open().commitEvents([event(other, "e5", "c5")], T0 + 2);
    const recent = (types: readonly string[], limit = 9) => open().recentEvents(world.workspaceId, { source: "highlevel", types, limit });
    expect((await recent(["ContactUpdate"])).map(({ eventId }) => eventId)).toEqual(["e3", "e1"]);
    expect((await recent(["ContactUpdate", "NoteCreate"], 2)).map(({ eventId }) => eventId)).toEqual(["e3", "e2"]);
    const [newest] = await recent(["NoteCreate"]);
    expect(newest).toMatchObject({ type: "NoteCreate", receivedAt: T0 });
    expect(new TextDecoder().decode(newest?.body ?? undefined)).toBe('{"id":"c2"}');
    expect(await open().recentEvents(world.workspaceId, { source: "incident", types: ["ContactUpdate"], limit: 9 })).toEqual([]);
    expect(await recent(["a\u0000b"])).toEqual([]);
  });

  it("tells of a write's intent when it was decided", async () => {
    const world = await makeWorld(open());
    const link = await claimed(world, "c1");
    const planned = intent(link);
    await open().recordIntents(world.workspaceId, [planned], T0 + 4);
    expect(await open().intent(world.workspaceId, planned.id)).toMatchObject({
      id: planned.id,
      side: "incident",
      action: "update",
      state: "pending",
      createdAt: T0 + 4,
    });
    expect(await open().intent((await makeWorld(open())).workspaceId, planned.id)).toBeNull();
  });

  it("leaves parked links alone until something marks them, and touches no others", async () => {
    const world = await makeWorld(open());
    const parked = await claimed(world, "c1");
    await open().settle(world.workspaceId, [settlement(parked, { patch: { state: "parked", because: "HW_VENDOR_VALIDATION" } })], T0);
    const healthy = await claimed(world, "c2");
    await open().settle(world.workspaceId, [settlement(healthy)], T0);
    expect(await open().ignoreLinks(world.workspaceId, [parked.id, healthy.id], "HW_LINK_IGNORED", T0 + 1)).toEqual([parked.id]);
    expect(await open().link(world.workspaceId, parked.id)).toMatchObject({ state: "excluded", because: "HW_LINK_IGNORED", dirty: false });
    expect(await open().parkedCauses(world.workspaceId)).toEqual([]);
    await open().markDirty([mark(world, "c1")], T0 + 2);
    expect((await claim(world, { now: T0 + 2 })).map(({ id }) => id)).toEqual([parked.id]);
  });
}

import { expect, it } from "vitest";
import type { DirtyMark, LinkRow } from "#core/ports/store.ts";
import { FreshReads } from "#engine/fresh-reads.ts";
import { claimSize, reconcileBatch } from "#engine/reconcile/reconcile-batch.ts";
import { createWorker } from "#engine/worker.ts";
import { sweepSide } from "#engine/sweep/sweep-side.ts";
import { must } from "#lib/must.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

/** Calls of both vendors, by what they do; a bulk update and a page of a list are one call each. */
function callsOf(world: World): { readonly reads: number; readonly writes: number } {
  const counters = [world.highlevel.control.counters(), world.incident.control.counters()];
  const writes = counters.reduce((sum, one) => sum + one.writes, 0);
  const calls = counters.reduce((sum, one) => sum + one.calls, 0);
  return { reads: calls - writes, writes };
}

async function costOf(world: World, work: () => Promise<unknown>): Promise<{ readonly reads: number; readonly writes: number }> {
  const before = callsOf(world);
  await work();
  const after = callsOf(world);
  return { reads: after.reads - before.reads, writes: after.writes - before.writes };
}

const reconcile = (world: World) => async (): Promise<void> => {
  await world.deliver();
  await world.drain();
  // What our own writes made the vendors tell is part of the price.
  await world.deliver();
  await world.drain();
};

const markOf = (link: LinkRow): DirtyMark => ({
  workspaceId: link.workspaceId,
  bridgeId: link.bridgeId,
  side: "highlevel",
  recordId: link.leftId ?? "",
  reason: "redrive",
  priority: "sweep",
});

const phoneAt = (index: number): string => `+1202555${String(1_000 + index)}`;

async function changedAtOnce(world: World, count: number): Promise<void> {
  const contacts = world.highlevel.control.contacts().slice(0, count);
  for (const [index, { id }] of contacts.entries()) world.highlevel.control.editContact(String(id), { phone: phoneAt(index) });
}

async function expectPhones(world: World, count: number): Promise<void> {
  const phones = new Map(world.incident.control.entries().map((entry) => [String(entry["id"]), JSON.stringify(entry)]));
  for (const link of (await world.links()).slice(0, count)) {
    const contact = world.highlevel.control.contacts().find(({ id }) => id === link.leftId);
    expect(phones.get(link.rightId ?? "")).toContain(String(contact?.["phone"]));
  }
}

it("S6 a contact changed in HighLevel costs two reads and one write", async () => {
  const world = await createWorld({ contacts: 5 });
  await world.load();
  world.highlevel.control.editContact(firstContact(world), { phone: phoneAt(1) });
  expect(await costOf(world, reconcile(world))).toEqual({ reads: 2, writes: 1 });
});

it("S6 an entry changed in incident.io costs one read and one write beside the sweep that shows it", async () => {
  const world = await createWorld({ contacts: 5 });
  await world.load();
  const link = await world.linkOf(firstContact(world));
  world.incident.control.editEntry(link.rightId as string, null, { hw_phone: phoneAt(2) });
  await world.sweep();
  expect(await costOf(world, reconcile(world))).toEqual({ reads: 1, writes: 1 });
  expect(world.highlevel.control.contacts().find(({ id }) => id === link.leftId)).toMatchObject({ phone: phoneAt(2) });
});

it("S6 hundreds of contacts changed at once cost at most 0.3 calls each", { timeout: 120_000 }, async () => {
  const world = await createWorld({ contacts: 400 });
  await world.load();
  await changedAtOnce(world, 400);
  const { reads, writes } = await costOf(world, reconcile(world));
  expect((reads + writes) / 400).toBeLessThanOrEqual(0.3);
  await expectPhones(world, 400);
  expect((await world.store.counts(world.workspaceId))["in-sync"]).toBe(400);
});

it("S6 hundreds of changes that trickle in share the pages of few batches, and none waits for long", { timeout: 120_000 }, async () => {
  const world = await createWorld({ contacts: 400 });
  await world.load();
  const contacts = world.highlevel.control.contacts();
  const worker = createWorker(world.ports, new FreshReads(world.clock), "test");
  worker.start();
  const cost = await costOf(world, async () => {
    for (const [index, { id }] of contacts.entries()) {
      world.highlevel.control.editContact(String(id), { phone: phoneAt(index) });
      await world.deliver();
      await world.clock.sleep(10);
    }
    const lastAt = world.clock.now();
    while ((await world.store.counts(world.workspaceId)).dirty > 0) await world.clock.sleep(100);
    expect(world.clock.now() - lastAt).toBeLessThan(3_000);
  });
  await worker.stop();
  expect((cost.reads + cost.writes) / contacts.length).toBeLessThanOrEqual(0.3);
  await expectPhones(world, contacts.length);
  expect(await world.store.counts(world.workspaceId)).toMatchObject({ "in-sync": 400, dirty: 0 });
});

/** The link that is claimed last: marks of one moment go by id. */
async function lastClaimed(world: World): Promise<{ readonly id: string; readonly leftId: string; readonly rightId: string }> {
  const link = (await world.links()).toSorted((one, other) => (one.id < other.id ? -1 : 1)).at(-1);
  return { id: must(link?.id, "a link"), leftId: must(link?.leftId, "its contact"), rightId: must(link?.rightId, "its entry") };
}

const openConflicts = async (world: World): Promise<readonly (readonly [string, string])[]> =>
  (await world.store.conflicts(world.workspaceId, { state: "open", limit: 10 })).map(({ linkId, field }) => [linkId, field] as const);

it(
  "X9 a worker claims few links of a bridge while they are read by id, and more only as long as pages serve them",
  { timeout: 120_000 },
  async () => {
    const world = await createWorld({ contacts: 260 });
    await world.load();
    const claimed: number[] = [];
    const store = {
      ...world.store,
      claim: async (...request: Parameters<typeof world.store.claim>) => {
        const links = await world.store.claim(...request);
        claimed.push(links.length);
        return links;
      },
    };
    const fresh = new FreshReads(world.clock);
    const work = async (): Promise<readonly number[]> => {
      claimed.splice(0);
      const batch = async (): Promise<number> => {
        const bridge = await world.bridge();
        return (await reconcileBatch({ ports: { ...world.ports, store }, bridge, fresh, owner: "test", limit: claimSize(fresh, bridge.id) })).size;
      };
      while ((await batch()) > 0);
      return claimed.filter((count) => count > 0);
    };
    await changedAtOnce(world, 260);
    await world.deliver();
    expect(await work()).toEqual([40, 40, 80, 100]);
    // Nothing tells what changed, so each record is read by id; the good luck of the batches before lasts for seconds only.
    world.clock.advance(6_000);
    for (const link of await world.links()) await world.store.markDirty([markOf(link)], world.clock.now());
    expect(await work()).toEqual([40, 40, 40, 40, 40, 40, 20]);
  },
);

it("S1 a list that lags serves no read: an edit that it does not show yet is not written over", { timeout: 120_000 }, async () => {
  const world = await createWorld({ contacts: 90 });
  await world.load();
  world.clock.advance(60_000);
  world.incident.control.setQuirks({ listLagMs: 8_000 });
  const last = await lastClaimed(world);
  await changedAtOnce(world, 90);
  world.incident.control.editEntry(last.rightId, null, { hw_phone: phoneAt(9_000) });
  await reconcile(world)();
  expect(await openConflicts(world)).toEqual([[last.id, "phone"]]);
  expect(await world.entryOf(await world.linkOf(last.leftId))).toMatchObject({ fields: { phone: phoneAt(9_000) } });
});

it("S1 a page that is older than the news is not taken for it", async () => {
  const world = await createWorld({ contacts: 40 });
  await world.load();
  world.clock.advance(60_000);
  world.highlevel.control.setQuirks({ indexLagMs: 8_000 });
  const contact = firstContact(world);
  await changedAtOnce(world, 40);
  world.clock.advance(9_000);
  // The index shows the first change by now and not yet the second.
  world.highlevel.control.editContact(contact, { phone: phoneAt(9_001) });
  await reconcile(world)();
  expect((await world.entryOf(await world.linkOf(contact))).fields["phone"]).toBe(phoneAt(9_001));
});

it("S6 a row that a bulk update's listing showed a moment ago serves the next read, unless something was written since", async () => {
  const world = await createWorld({ contacts: 20 });
  await world.load();
  await changedAtOnce(world, 20);
  await reconcile(world)();
  const costs = [];
  for (const change of [{ phone: phoneAt(9_002) }, { website: "https://later.example.com/" }]) {
    world.highlevel.control.editContact(firstContact(world), change);
    costs.push(await costOf(world, reconcile(world)));
  }
  expect(costs).toEqual([
    { reads: 1, writes: 1 },
    { reads: 2, writes: 1 },
  ]);
});

it("S1 a listing of some seconds ago serves no read", async () => {
  const world = await createWorld({ contacts: 20 });
  await world.load();
  await changedAtOnce(world, 20);
  await reconcile(world)();
  const link = await world.linkOf(firstContact(world));
  world.incident.control.editEntry(link.rightId as string, null, { hw_phone: phoneAt(9_003) });
  world.clock.advance(6_000);
  world.highlevel.control.editContact(firstContact(world), { phone: phoneAt(9_004) });
  await reconcile(world)();
  expect(await openConflicts(world)).toEqual([[link.id, "phone"]]);
});

it("M1 a side that is known from a page is read by id before it is written over, or before a person is asked", async () => {
  const world = await createWorld({ contacts: 40 });
  await world.load();
  world.clock.advance(60_000);
  const [written, asked] = world.highlevel.control.contacts().map(({ id }) => String(id)) as [string, string];
  const links = { written: await world.linkOf(written), asked: await world.linkOf(asked) };
  await changedAtOnce(world, 40);
  await world.deliver();
  // What follows in HighLevel is told by no event, and its pages do not show it yet.
  world.highlevel.control.setQuirks({ indexLagMs: 8_000 });
  world.highlevel.control.editContact(written, { website: "https://left.example.com/" });
  world.highlevel.control.editContact(asked, { phone: phoneAt(9_005) });
  await world.highlevel.control.settleWebhooks();
  world.mailbox.splice(0);
  world.incident.control.editEntry(links.written.rightId as string, null, { hw_website: "https://right.example.com/" });
  world.incident.control.editEntry(links.asked.rightId as string, null, { hw_phone: phoneAt(9_006) });
  await world.drain();
  const open = await world.store.conflicts(world.workspaceId, { state: "open", limit: 10 });
  expect(new Map(open.map(({ linkId, left, right }) => [linkId, [left, right]]))).toEqual(
    new Map([
      [links.written.id, ["https://left.example.com/", "https://right.example.com/"]],
      [links.asked.id, [phoneAt(9_005), phoneAt(9_006)]],
    ]),
  );
});

it("W1 rows of a sweep that could not be used at once do no harm later", async () => {
  const world = await createWorld({ contacts: 5 });
  await world.load();
  const link = await world.linkOf(firstContact(world));
  world.incident.control.editEntry(link.rightId as string, null, { hw_phone: phoneAt(3) });
  await world.sweep();
  world.incident.control.editEntry(link.rightId as string, null, { hw_phone: phoneAt(4) });
  await world.drain();
  const sides = await world.vendors.sides(await world.bridge());
  await sweepSide({ ports: world.ports, bridge: await world.bridge(), port: sides.right, reach: "full" });
  await world.drain();
  expect(world.highlevel.control.contacts().find(({ id }) => id === link.leftId)).toMatchObject({ phone: phoneAt(4) });
});

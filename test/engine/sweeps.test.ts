import { expect, it } from "vitest";
import { FreshReads } from "#engine/fresh-reads.ts";
import { reconcileBatch } from "#engine/reconcile/reconcile-batch.ts";
import { sweepSide } from "#engine/sweep/sweep-side.ts";
import { contactType, createWorld, firstContact, type World } from "../support/in-process-world.ts";

it("W1 a sweep finds edits of both sides whose events were lost, and tells how far it got", async () => {
  const world = await createWorld({ contacts: 6 });
  await world.load();
  world.clock.advance(600_000);
  const [one, other] = world.highlevel.control.contacts().map(({ id }) => String(id)) as [string, string];
  world.highlevel.control.editContact(one, { phone: "+12025550101" });
  world.incident.control.editEntry((await world.linkOf(other)).rightId as string, null, { hw_phone: "+1 202 555 0102" });
  world.mailbox.splice(0);
  await world.sweep("narrow");
  await world.drain();
  expect((await world.entryOf(await world.linkOf(one))).fields["phone"]).toBe("+12025550101");
  expect(world.highlevel.control.contacts().find(({ id }) => id === other)).toMatchObject({ phone: "+12025550102" });
  const { bridges } = await world.app.status();
  expect(JSON.stringify(bridges)).toMatch(/sweep/i);
});

it("W2 a sweep over records of which one changed marks that one, and reads no other by itself", async () => {
  const world = await createWorld({ contacts: 40 });
  await world.load();
  world.clock.advance(600_000);
  world.highlevel.control.editContact(firstContact(world), { phone: "+12025550103" });
  const sides = await world.vendors.sides(await world.bridge());
  const bridge = await world.bridge();
  expect(await sweepSide({ ports: world.ports, bridge, port: sides.left, reach: "full" })).toMatchObject({ seen: 40, marked: 1, missing: 0 });
  expect(await sweepSide({ ports: world.ports, bridge, port: sides.right, reach: "full" })).toMatchObject({ seen: 40, marked: 0, missing: 0 });
  const { byOperation } = world.highlevel.control.counters();
  await world.drain();
  expect(world.highlevel.control.counters().byOperation["GET /contacts/{contactId}"] ?? 0).toBe((byOperation["GET /contacts/{contactId}"] ?? 0) + 1);
});

it("W2 takes a row of a lagging list, older than what was read since, for no change", async () => {
  const world = await createWorld({ contacts: 3 });
  await world.load();
  const sides = await world.vendors.sides(await world.bridge());
  const lagging = await sides.left.list({ after: null, since: null }, { priority: "sweep" });
  world.clock.advance(60_000);
  world.highlevel.control.editContact(firstContact(world), { phone: "+12025550104" });
  await world.deliver();
  await world.drain();
  const port = { ...sides.left, list: async () => lagging };
  expect(await sweepSide({ ports: world.ports, bridge: await world.bridge(), port, reach: "full" })).toMatchObject({ seen: 3, marked: 0 });
});

/** The pages of a first load, as its reconciles may use them. */
async function loadPages(world: World, from: readonly ("left" | "right")[] = ["right", "left"]): Promise<FreshReads> {
  const bridge = await world.bridge();
  const fresh = new FreshReads(world.clock);
  const sides = await world.vendors.sides(bridge);
  for (const side of from)
    await sweepSide({
      ports: world.ports,
      bridge,
      port: sides[side],
      reach: "full",
      reason: "backfill",
      onPage: (records) => fresh.put(bridge.id, records),
    });
  return fresh;
}

async function reconcileFrom(world: World, fresh: FreshReads): Promise<void> {
  for (let batch = 0; batch < 2; batch += 1)
    await reconcileBatch({ ports: world.ports, bridge: await world.bridge(), fresh, owner: "test", limit: 10 });
}

it("M1 a page read of a first load that is older than the news of a record is not what gets written", async () => {
  const world = await createWorld({ contacts: 2 });
  const fresh = await loadPages(world, ["left"]);
  const contact = firstContact(world);
  world.highlevel.control.editContact(contact, { phone: "+12025550105" });
  await world.deliver();
  await reconcileFrom(world, fresh);
  expect((await world.entryOf(await world.linkOf(contact))).fields["phone"]).toBe("+12025550105");
});

it("M4 a contact that a first load knows from a page is read by id before it is written over", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const [link] = await world.links();
  // No page shows it yet, and where everything here was lost nothing else tells of it.
  world.highlevel.control.setQuirks({ indexLagMs: 8_000 });
  world.highlevel.control.editContact(String(link?.leftId), { website: "https://left.example.com/" });
  world.incident.control.editEntry(String(link?.rightId), null, { hw_website: "https://right.example.com/" });
  const anew = await world.withEmptyStore();
  await reconcileFrom(anew, await loadPages(anew));
  expect(world.highlevel.control.contacts()).toMatchObject([{ website: "https://left.example.com/" }]);
  expect(await anew.store.conflicts(anew.workspaceId, { state: "open", limit: 5 })).toMatchObject([
    { field: "website", left: "https://left.example.com/", right: "https://right.example.com/" },
  ]);
});

it("M4 an entry that a list has shown is read by id before it gets its marker, because every write of an entry says its name", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const { control } = world.incident;
  const typeId = contactType(world);
  const contact = world.highlevel.control.createContact({ firstName: "Ada", email: "ada@example.com" });
  const entry = control.createEntry(typeId, "Ada", { hw_email: "ada@example.com" });
  world.clock.advance(60_000);
  control.setQuirks({ listLagMs: 8_000 });
  control.editEntry(entry, "Ada Lovelace", {});
  const anew = await world.withEmptyStore();
  await reconcileFrom(anew, await loadPages(anew));
  expect(await anew.linkOf(contact)).toMatchObject({ rightId: entry });
  expect(control.entries(typeId).find(({ id }) => id === entry)).toMatchObject({ name: "Ada Lovelace" });
});

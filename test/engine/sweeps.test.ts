import { expect, it } from "vitest";
import { FreshReads } from "#engine/fresh-reads.ts";
import { reconcileBatch } from "#engine/reconcile/reconcile-batch.ts";
import { sweepSide } from "#engine/sweep/sweep-side.ts";
import { createWorld, firstContact } from "../support/in-process-world.ts";

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

it("M1 a page read of a first load that is older than the news of a record is not what gets written", async () => {
  const world = await createWorld({ contacts: 2 });
  const bridge = await world.bridge();
  const fresh = new FreshReads(world.clock);
  const sides = await world.vendors.sides(bridge);
  await sweepSide({
    ports: world.ports,
    bridge,
    port: sides.left,
    reach: "full",
    reason: "backfill",
    onPage: (records) => fresh.put(bridge.id, records),
  });
  const contact = firstContact(world);
  world.highlevel.control.editContact(contact, { phone: "+12025550105" });
  await world.deliver();
  await reconcileBatch({ ports: world.ports, bridge, fresh, owner: "test", limit: 10 });
  expect((await world.entryOf(await world.linkOf(contact))).fields["phone"]).toBe("+12025550105");
});

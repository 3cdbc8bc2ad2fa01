import { expect, it } from "vitest";
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

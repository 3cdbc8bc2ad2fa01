import { expect, it } from "vitest";
import { FreshReads } from "#engine/fresh-reads.ts";
import { reconcileBatch } from "#engine/reconcile/reconcile-batch.ts";
import { runnable } from "#engine/runnable.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

/** Lets the bridge work for as long as it may, as a worker does; a minute without anything due is rest. */
async function work(world: World): Promise<void> {
  const fresh = new FreshReads(world.clock);
  for (let rounds = 0; rounds < 200; rounds += 1) {
    const bridge = await runnable(world.ports, world.workspaceId, (await world.bridge()).id);
    if (bridge === null) return;
    const outcomes = await reconcileBatch({ ports: world.ports, bridge, fresh, owner: "worker", limit: 7 });
    if (outcomes.size > 0) continue;
    const next = await world.store.nextDueAt();
    if (next === null || next - world.clock.now() > 60_000) return;
    world.clock.advance(Math.max(1, next - world.clock.now()));
  }
}

async function careful(contacts: number): Promise<World> {
  const world = await createWorld({ contacts, mode: "paused" });
  await world.vendors.sides(await world.bridge());
  await world.app.setBridgeMode((await world.bridge()).id, "canary", "tester");
  await world.sweep();
  return world;
}

/** Contacts that have an entry. */
const entries = async (world: World): Promise<number> => (await world.links()).filter(({ rightId }) => rightId !== null).length;

it("D6 a careful first run writes ten records, then pauses, and says so", async () => {
  const world = await careful(25);
  await work(world);
  expect(await entries(world)).toBe(10);
  expect(await world.bridge()).toMatchObject({
    mode: "paused",
    canary: { budget: 10, taken: 10, done: 10, ended: { because: "spent", linkId: null } },
  });
  const [told] = await world.store.journal(world.workspaceId, { kinds: ["config"], limit: 1 });
  expect(told).toMatchObject({ cause: ["engine"], detail: { canary: "spent", records: 10 } });
});

it("D6 what a careful run held back is written when the bridge goes live", async () => {
  const world = await careful(25);
  await work(world);
  await world.app.setBridgeMode((await world.bridge()).id, "live", "tester");
  await work(world);
  expect(await entries(world)).toBe(25);
});

it("D6 what shadow only told of is written when the bridge goes live", async () => {
  const world = await createWorld({ contacts: 12, mode: "paused" });
  await world.vendors.sides(await world.bridge());
  await world.app.setBridgeMode((await world.bridge()).id, "shadow", "tester");
  await world.sweep();
  await work(world);
  expect(await entries(world)).toBe(0);
  await world.app.setBridgeMode((await world.bridge()).id, "live", "tester");
  await work(world);
  expect(await entries(world)).toBe(12);
});

it("D6 a second careful run has ten records of its own", async () => {
  const world = await careful(25);
  await work(world);
  await world.app.setBridgeMode((await world.bridge()).id, "canary", "tester");
  await work(world);
  expect(await entries(world)).toBe(20);
});

it("D6 a careful run stops at the first record that needs a person", async () => {
  const world = await createWorld({ contacts: 6 });
  await world.load();
  const contact = firstContact(world);
  const link = await world.linkOf(contact);
  world.highlevel.control.editContact(contact, { phone: "+12025550103" });
  world.incident.control.editEntry(String(link.rightId), null, { hw_phone: "+1 202 555 0104" });
  await world.app.setBridgeMode(link.bridgeId, "canary", "tester");
  await world.sweep();
  await work(world);
  expect(await world.bridge()).toMatchObject({ mode: "paused", canary: { ended: { because: "surprise", linkId: link.id } } });
});

it("D6 a careful run deletes nothing and stops instead", async () => {
  const world = await createWorld({ contacts: 3 });
  await world.load();
  await world.change({ onDelete: "delete" });
  const contact = firstContact(world);
  const link = await world.linkOf(contact);
  await world.app.setBridgeMode(link.bridgeId, "canary", "tester");
  world.highlevel.control.deleteContact(contact);
  await world.deliver();
  await work(world);
  expect(await entries(world)).toBe(3);
  expect(await world.bridge()).toMatchObject({ mode: "paused", canary: { done: 0, ended: { because: "delete", linkId: link.id } } });
});

it("D6 a write that the vendor could not take now is tried again and costs the budget one record", async () => {
  const world = await careful(4);
  world.incident.control.setFaults([
    { fault: { kind: "answer", status: 503, message: "try later", commits: false }, match: { operation: "POST /v3/catalog_entries" }, times: 2 },
  ]);
  await work(world);
  expect(await entries(world)).toBe(4);
  expect(await world.bridge()).toMatchObject({ mode: "canary", canary: { taken: 4, done: 4, ended: null } });
});

it("S4 a plan that a person has looked at is carried out beside a careful run's budget", async () => {
  const world = await careful(12);
  const plan = await world.app.preview((await world.bridge()).id);
  expect(await world.app.apply(plan)).toMatchObject({ applied: 12 });
  expect(await world.bridge()).toMatchObject({ mode: "canary", canary: { taken: 0, done: 0, ended: null } });
});

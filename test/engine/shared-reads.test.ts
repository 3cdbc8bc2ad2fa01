import { expect, it } from "vitest";
import { entities } from "#core/bridge.ts";
import { FreshReads } from "#engine/fresh-reads.ts";
import { reconcileBatch } from "#engine/reconcile/reconcile-batch.ts";
import { addEveryBridge } from "#main/demo/every-bridge.ts";
import { openIncident, settle, sweepUp } from "../support/case-world.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

/** A world with a live bridge of every kind but actions, and an incident that names a contact. */
async function everyWorld(): Promise<{ readonly world: World; readonly incident: string }> {
  const world = await createWorld({ contacts: 3, publicUrl: "https://highwire.example.com" });
  await world.load();
  await addEveryBridge(
    world.ports,
    await world.bridge(),
    entities.filter((entity) => entity !== "action"),
  );
  await world.load();
  const incident = openIncident(world, [firstContact(world)]);
  for (let round = 0; round < 3; round += 1) await settle(world);
  await sweepUp(world);
  await settle(world);
  world.clock.advance(60_000);
  return { world, incident };
}

function operationsOf(world: World): ReadonlyMap<string, number> {
  const counters = [world.highlevel.control.counters(), world.incident.control.counters()];
  return new Map(counters.flatMap(({ byOperation }) => Object.entries(byOperation)));
}

/** What an event costs while the bridges take it up side by side, as workers do. */
async function callsFor(world: World, work: () => void): Promise<Readonly<Record<string, number>>> {
  const before = operationsOf(world);
  work();
  for (let round = 0; round < 3; round += 1) {
    await world.deliver();
    await drainSideBySide(world);
  }
  const after = operationsOf(world);
  return Object.fromEntries([...after].map(([name, count]) => [name, count - (before.get(name) ?? 0)] as const).filter(([, count]) => count > 0));
}

async function drainSideBySide({ ports, store, workspaceId, clock }: World): Promise<void> {
  const fresh = new FreshReads(clock);
  for (let done = 1; done > 0;) {
    const bridges = await store.bridges(workspaceId);
    const batches = await Promise.all(bridges.map((bridge) => reconcileBatch({ ports, bridge, fresh, owner: "test", limit: 40 })));
    done = batches.reduce((sum, batch) => sum + batch.size, 0);
  }
}

const isWrite = (operation: string): boolean => /^(?:POST|PUT|PATCH|DELETE) /u.test(operation) && !operation.endsWith("/search");
const sumOf = (calls: Readonly<Record<string, number>>, which: (operation: string) => boolean): number =>
  Object.entries(calls).reduce((sum, [operation, count]) => sum + (which(operation) ? count : 0), 0);

it("S6 an incident's new status costs at most nine reads over all kinds of bridges", async () => {
  const { world, incident } = await everyWorld();
  const calls = await callsFor(world, () => world.incident.control.postUpdate(incident, { status: "Fixing", message: "The cause is known" }));
  // The case's task, its entry and the note.
  expect(sumOf(calls, isWrite)).toBe(3);
  expect(sumOf(calls, (operation) => !isWrite(operation))).toBeLessThanOrEqual(9);
});

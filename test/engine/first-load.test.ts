import { expect, it } from "vitest";
import { backfill, readBackfill } from "#engine/backfill/backfill.ts";
import { FreshReads } from "#engine/fresh-reads.ts";
import { reconcileBatch } from "#engine/reconcile/reconcile-batch.ts";
import { openVendors } from "#main/open-vendors.ts";
import { createWorld, firstContact, inProcess, silent, type World } from "../support/in-process-world.ts";

const SCHEMA = "POST /v3/catalog_types/{id}/actions/update_schema";
const typeNames = (world: World): readonly string[] => world.incident.control.types().map(({ type_name }) => type_name);

it("I3 a first load that stopped between making the type and its attributes goes on with attributes that the API may write", async () => {
  const world = await createWorld({ contacts: 1 });
  world.incident.control.setQuirks({ dashboardWrites: false });
  // Two schema updates ask which mode works; the third one is the type's own.
  world.incident.control.setFaults([{ fault: { kind: "500-before" }, match: { operation: SCHEMA }, after: 2, times: 1 }]);
  await expect(world.load()).rejects.toMatchObject({ code: "HW_VENDOR_UNAVAILABLE" });
  await world.load();
  expect((await world.links()).map(({ state, rightId }) => [state, rightId !== null])).toEqual([["active", true]]);
});

it("I3 a scratch type that an interrupted first load left behind is removed by the next one", async () => {
  const world = await createWorld({ contacts: 1 });
  world.incident.control.setFaults([{ fault: { kind: "500-before" }, match: { operation: "DELETE /v3/catalog_types/{id}" }, times: 1 }]);
  await expect(world.load()).rejects.toMatchObject({ code: "HW_VENDOR_UNAVAILABLE" });
  expect(typeNames(world).some((name) => name.includes("HighwireProbe"))).toBe(true);
  await world.load();
  expect(typeNames(world).some((name) => name.includes("HighwireProbe"))).toBe(false);
});

it("I3 two workers that find no type make one, though one of them learns late which mode works", async () => {
  const world = await createWorld({ contacts: 2 });
  const { store, clock, highlevel, incident } = world;
  const { random } = world.ports;
  const other = await openVendors({ store, log: silent, clock, random, highlevelKeys: [], publicUrl: null }, inProcess(clock, highlevel, incident));
  incident.control.setFaults([{ fault: { kind: "stall", forMs: 5_000 }, match: { operation: "DELETE /v3/catalog_types/{id}" }, times: 1 }]);
  const bridge = await world.bridge();
  await Promise.all([world.load(), clock.sleep(1_000).then(() => other.sides(bridge))]);
  expect(typeNames(world).filter((name) => name.includes("HighLevelContact"))).toEqual([`Custom["HighLevelContact"]`]);
  expect((await world.links()).every(({ rightId }) => rightId !== null)).toBe(true);
});

/** Has the bridge load while a worker reconciles what is due, and marks come in after each of its batches; gives up after an hour. */
async function loadAmid(world: World, after: () => Promise<unknown>): Promise<void> {
  const { ports, clock } = world;
  const bridge = await world.bridge();
  const fresh = new FreshReads(clock);
  const tooLate = new AbortController();
  let hasEnded = false;
  const beganAt = clock.now();
  const working = (async () => {
    while (!hasEnded) {
      await reconcileBatch({ ports, bridge: await world.bridge(), fresh, owner: "test", limit: 100 });
      await after();
      await clock.sleep(100);
      if (clock.now() - beganAt > 3_600_000) tooLate.abort("too late");
    }
  })();
  await backfill({ ports, bridge, fresh, signal: tooLate.signal }).finally(() => (hasEnded = true));
  await working;
}

it("W1 a first load ends while changes keep coming in, and all that it has found is linked by then", async () => {
  const world = await createWorld({ contacts: 5 });
  const { workspaceId, id: bridgeId } = await world.bridge();
  const changed = { workspaceId, bridgeId, side: "highlevel", recordId: firstContact(world), reason: "webhook", priority: "webhook" } as const;
  await loadAmid(world, () => world.store.markDirty([changed], world.clock.now()));
  expect(await readBackfill(world.store, await world.bridge())).toMatchObject({ state: "done" });
  expect((await world.links()).map(({ state, rightId }) => [state, rightId !== null])).toEqual(Array(5).fill(["active", true]));
});

it("X9 a first load is not kept from its end by one link that never comes to rest", async () => {
  const world = await createWorld({ contacts: 5 });
  const { workspaceId, id: bridgeId } = await world.bridge();
  const stuck = { workspaceId, bridgeId, side: "highlevel", recordId: firstContact(world), reason: "backfill", priority: "backfill" } as const;
  await loadAmid(world, () => world.store.markDirty([stuck], world.clock.now()));
  expect(await readBackfill(world.store, await world.bridge())).toMatchObject({ state: "done" });
  expect((await world.links()).every(({ rightId }) => rightId !== null)).toBe(true);
});

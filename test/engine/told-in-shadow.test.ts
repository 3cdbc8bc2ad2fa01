import { expect, it } from "vitest";
import { inMode, type BridgeMode } from "#core/bridge.ts";
import type { ConfigDocument } from "#core/config/config-document.ts";
import { restoredBridge } from "#core/sync/after-restore.ts";
import { FreshReads } from "#engine/fresh-reads.ts";
import { reconcileBatch } from "#engine/reconcile/reconcile-batch.ts";
import { createSweeper } from "#engine/sweep/sweeper.ts";
import { must } from "#lib/must.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

const HOUR_MS = 3_600_000;

/** A contact in step that was edited while its bridge only told; the vendors will say nothing of it again. */
async function toldWorld(): Promise<{ readonly world: World; isWritten(): Promise<boolean> }> {
  const world = await createWorld({ contacts: 3 });
  await world.load();
  const contact = firstContact(world);
  await setMode(world, "shadow");
  world.highlevel.control.editContact(contact, { phone: "+12025550102" });
  await world.deliver();
  await world.drain();
  expect(await world.linkOf(contact)).toMatchObject({ dirty: false });
  const isWritten = async (): Promise<boolean> => {
    await world.drain();
    return (await world.entryOf(await world.linkOf(contact))).fields["phone"] === "+12025550102";
  };
  expect(await isWritten()).toBe(false);
  return { world, isWritten };
}

const setMode = async (world: World, mode: BridgeMode): Promise<unknown> => world.app.setBridgeMode((await world.bridge()).id, mode, "ada");
const setFlow = async (world: World, mode: BridgeMode): Promise<unknown> => world.app.flows.setMode("contacts", { mode }, "user:ada");
async function pushMode(world: World, mode: BridgeMode): Promise<void> {
  const file = await world.app.config.read();
  const next: ConfigDocument = { ...file, bridges: file.bridges.map((bridge) => ({ ...bridge, mode })) };
  const { hash } = await world.app.config.compare(next);
  await world.app.config.apply(next, must(hash, "a hash"), "user:ada");
}

it.each([
  ["at once", setMode, [], "live"],
  ["carefully", setMode, [], "canary"],
  ["after a pause", setMode, ["paused"], "live"],
  ["after a pause and carefully", setMode, ["paused"], "canary"],
  ["after it was a draft again", setMode, ["draft"], "live"],
  ["as a flow, after a pause", setFlow, ["paused"], "live"],
  ["by a file, after a pause", pushMode, ["paused"], "live"],
] as const)("S1 W1 what was only told of in shadow is written when the bridge begins to write %s", async (_how, change, before, mode) => {
  const { world, isWritten } = await toldWorld();
  for (const one of before) await change(world, one);
  expect(await isWritten()).toBe(false);
  await change(world, mode);
  expect(await isWritten()).toBe(true);
  expect((await world.bridge()).onlyTold).toBeUndefined();
});

it("S1 W1 what was only told of is looked at by the next process when the one that changed the mode fell away", async () => {
  const { world, isWritten } = await toldWorld();
  const { id } = await world.bridge();
  await world.store.saveCursor(world.workspaceId, `backfill:${id}`, JSON.stringify({ state: "done", stage: "highlevel", done: 3, total: 3 }));
  await world.store.changeBridge(world.workspaceId, id, (bridge) => inMode(bridge, "live"));
  const sweeper = createSweeper(world.ports, new FreshReads(world.clock), {
    highlevelNarrowMs: HOUR_MS,
    highlevelFullMs: HOUR_MS,
    incidentFullMs: HOUR_MS,
  });
  sweeper.start();
  await world.clock.sleep(60_000);
  await sweeper.stop();
  expect(await isWritten()).toBe(true);
  expect((await world.bridge()).onlyTold).toBeUndefined();
});

it("S1 what is marked because a bridge begins to write is not claimed by who still takes it for one in shadow", async () => {
  const { world, isWritten } = await toldWorld();
  const inShadow = await world.bridge();
  await setMode(world, "live");
  const outcomes = await reconcileBatch({ ports: world.ports, bridge: inShadow, fresh: new FreshReads(world.clock), owner: "slow", limit: 5 });
  expect(outcomes.size).toBe(0);
  expect(await isWritten()).toBe(true);
});

it("S1 what is told while a bridge is just beginning to write and goes back to shadow is looked at when it writes again", async () => {
  const { world, isWritten } = await toldWorld();
  const { workspaceId, store } = world;
  const { id } = await world.bridge();
  const { listLinks } = store;
  // The bridge goes back before the links are marked.
  store.listLinks = async (query) => {
    store.listLinks = listLinks;
    await store.changeBridge(workspaceId, id, (bridge) => inMode(bridge, "shadow"));
    return listLinks(query);
  };
  await setMode(world, "live");
  expect(await isWritten()).toBe(false);
  await setMode(world, "live");
  expect(await isWritten()).toBe(true);
});

it("S1 a file that leaves the mode alone and a backup keep what a bridge has only told of", async () => {
  const { world } = await toldWorld();
  const { onlyTold } = await world.bridge();
  expect(onlyTold).toBeDefined();
  await setMode(world, "paused");
  const file = await world.app.config.read();
  const next: ConfigDocument = { ...file, bridges: file.bridges.map((bridge) => ({ ...bridge, onDelete: "archive" })) };
  await world.app.config.apply(next, must((await world.app.config.compare(next)).hash, "a hash"), "user:ada");
  expect((await world.bridge()).onlyTold).toBeDefined();
  expect(restoredBridge(await world.bridge()).onlyTold).toBeDefined();
});

import { expect, it } from "vitest";
import type { BridgeId } from "#core/ids.ts";
import type { ContactsPort } from "#core/ports/contacts-port.ts";
import type { Side } from "#core/record/canonical.ts";
import type { EnginePorts } from "#engine/engine-ports.ts";
import { FreshReads } from "#engine/fresh-reads.ts";
import { createWorker } from "#engine/worker.ts";
import { createMemoryStore } from "#storage/memory/memory-store.ts";
import { linked, makeWorld, mark, type World } from "../../src/storage/store-contract/contract-world.ts";
import { silent } from "../support/in-process-world.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

/** Milliseconds that each read takes. */
const READ_MS = 50;

/** Both records of each link are there and equal: reconciling it is two reads. */
const quietPort = (side: Side, clock: VirtualClock): ContactsPort => {
  const refuse = async (): Promise<never> => Promise.reject(new Error("nothing is to be written here"));
  return {
    side,
    async read(id) {
      await clock.sleep(READ_MS);
      const counterpartId = side === "incident" ? id.replace("r", "c") : null;
      return { kind: "found", record: { side, id, version: "2026-11-23T09:00:00Z", fields: {}, counterpartId } };
    },
    list: async () => ({ records: [], next: null, total: 0 }),
    candidates: async () => [],
    canary: async () => true,
    create: refuse,
    update: refuse,
    remove: refuse,
  };
};

it("X9 bridges with little to do are served at once although another one has a long and older backlog", async () => {
  const clock = new VirtualClock();
  let ids = 0;
  const random = { fraction: () => 0.5, uuid: () => `id-${String((ids += 1)).padStart(8, "0")}` };
  const store = createMemoryStore({ clock, random });
  const sides = { left: quietPort("highlevel", clock), right: quietPort("incident", clock) };
  const ports: EnginePorts = { store, clock, random, log: silent, sides: async () => sides };
  const bridgeWith = async (links: number, dueAt: number): Promise<World> => {
    const world = await makeWorld(store);
    for (let n = 0; n < links; n += 1) await linked(world, `c${String(n)}`, `r${String(n)}`, { now: clock.now() - 10_000 });
    await store.markDirty(
      Array.from({ length: links }, (_, n) => mark(world, `c${String(n)}`, { dueAt })),
      clock.now(),
    );
    return world;
  };
  const heavy = await bridgeWith(1_000, clock.now() - 5_000);
  const light = [await bridgeWith(4, clock.now()), await bridgeWith(4, clock.now())];
  const dirty = (world: World): Promise<number> => store.dueCount(world.workspaceId, world.bridge.id as BridgeId);

  const worker = createWorker(ports, new FreshReads(clock), "test");
  const began = clock.now();
  worker.start();
  while ((await dirty(light[0] as World)) + (await dirty(light[1] as World)) > 0) await clock.sleep(READ_MS);
  const left = await dirty(heavy);
  const tookMs = clock.now() - began;
  await worker.stop();
  expect(left).toBeGreaterThan(800);
  expect(tookMs).toBeLessThan(1_000);
});

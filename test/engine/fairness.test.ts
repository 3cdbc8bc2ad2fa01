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

/** Both records of each link are there and equal: reconciling it is two reads, which take so many milliseconds. */
const quietPort = (side: Side, clock: VirtualClock, readMs: number): ContactsPort => {
  const refuse = async (): Promise<never> => Promise.reject(new Error("nothing is to be written here"));
  return {
    side,
    async read(id) {
      await clock.sleep(readMs);
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

interface Town {
  readonly clock: VirtualClock;
  readonly ports: EnginePorts;
  /** Makes a bridge with so many links, all due since then. */
  bridgeWith(links: number, dueAt: number): Promise<World>;
  /** Links of a bridge that are still to be looked at. */
  dirty(world: World): Promise<number>;
}

function makeTown(readMs: number): Town {
  const clock = new VirtualClock();
  let ids = 0;
  const random = { fraction: () => 0.5, uuid: () => `id-${String((ids += 1)).padStart(8, "0")}` };
  const store = createMemoryStore({ clock, random });
  const sides = { left: quietPort("highlevel", clock, readMs), right: quietPort("incident", clock, readMs) };
  return {
    clock,
    ports: { store, clock, random, log: silent, sides: async () => sides },
    async bridgeWith(links, dueAt) {
      const world = await makeWorld(store);
      for (let n = 0; n < links; n += 1) await linked(world, `c${String(n)}`, `r${String(n)}`, { now: clock.now() - 10_000 });
      const marks = Array.from({ length: links }, (_, n) => mark(world, `c${String(n)}`, { dueAt }));
      await store.markDirty(marks, clock.now());
      return world;
    },
    dirty: async (world) => store.dueCount(world.workspaceId, world.bridge.id as BridgeId),
  };
}

it("X9 bridges with little to do are served at once although another one has a long and older backlog", async () => {
  const { clock, ports, bridgeWith, dirty } = makeTown(50);
  const heavy = await bridgeWith(1_000, clock.now() - 5_000);
  const light = [await bridgeWith(4, clock.now()), await bridgeWith(4, clock.now())];

  const worker = createWorker(ports, new FreshReads(clock), "test");
  const began = clock.now();
  worker.start();
  while ((await dirty(light[0] as World)) + (await dirty(light[1] as World)) > 0) await clock.sleep(50);
  const left = await dirty(heavy);
  const tookMs = clock.now() - began;
  await worker.stop();
  expect(left).toBeGreaterThan(800);
  expect(tookMs).toBeLessThan(1_000);
});

it("X9 a worker that can take no more of a backlog asks for it about once a second, and goes on as soon as it can", async () => {
  const { clock, ports, bridgeWith, dirty } = makeTown(9_000);
  const heavy = await bridgeWith(200, clock.now());
  let looks = 0;
  const bridgesWithWork: EnginePorts["store"]["bridgesWithWork"] = async (...request) => {
    looks += 1;
    return ports.store.bridgesWithWork(...request);
  };
  const worker = createWorker({ ...ports, store: { ...ports.store, bridgesWithWork } }, new FreshReads(clock), "test");
  worker.start();
  await clock.sleep(8_500);
  expect(await dirty(heavy)).toBe(200);
  expect(looks).toBeLessThanOrEqual(12);
  // Two lanes of forty links, read in nine seconds: after three times that all are done, when nobody waited for a look.
  await clock.sleep(27_200 - 8_500);
  expect(await dirty(heavy)).toBe(0);
  await worker.stop();
});

import { expect, it } from "vitest";
import type { ClaimedLink, Settlement } from "#core/ports/claims.ts";
import type { RecordsPort } from "#core/ports/records-port.ts";
import type { Side } from "#core/record/canonical.ts";
import type { EnginePorts } from "#engine/engine-ports.ts";
import { FreshReads } from "#engine/fresh-reads.ts";
import { createWorker } from "#engine/worker.ts";
import { createMemoryStore } from "#storage/memory/memory-store.ts";
import { claim, makeWorld, mark, observation, settlement, type World } from "../../src/storage/store-contract/contract-world.ts";
import { silent } from "../support/in-process-world.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

/** Milliseconds that each read takes. */
const READ_MS = 50;

/** Both records of each link are there and equal: reconciling it is two reads. */
const quietPort = (side: Side, clock: VirtualClock, readMs: number): RecordsPort => {
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

interface Scene {
  readonly clock: VirtualClock;
  readonly ports: EnginePorts;
  /** A bridge with so many links at rest. */
  bridgeWith(links: number): Promise<World>;
  /** Makes so many of them due. */
  makeDue(world: World, links: number, dueAt: number): Promise<unknown>;
  dirty(world: World): Promise<number>;
}

function makeScene(readMs = READ_MS): Scene {
  const clock = new VirtualClock();
  let ids = 0;
  const random = { fraction: () => 0.5, uuid: () => `id-${String((ids += 1)).padStart(8, "0")}` };
  const store = createMemoryStore({ clock, random });
  const sides = { left: quietPort("highlevel", clock, readMs), right: quietPort("incident", clock, readMs) };
  const ports: EnginePorts = { store, clock, random, log: silent, sides: async () => sides };
  return {
    clock,
    ports,
    async bridgeWith(links) {
      const world = await makeWorld(store);
      const at = clock.now() - 10_000;
      const recordIds = Array.from({ length: links }, (_, n) => `c${String(n)}`);
      await store.markDirty(
        recordIds.map((id) => mark(world, id)),
        at,
      );
      const held = await claim(world, { now: at, limit: links });
      const rest = { state: "active", base: {}, linkedAt: at, left: observation({}, "l1", at), right: observation({}, "r1", at) } as const;
      const patchOf = ({ leftId }: ClaimedLink): Settlement["patch"] => ({ ...rest, leftId, rightId: String(leftId).replace("c", "r") });
      const { settled } = await store.settle(
        world.workspaceId,
        held.map((link) => settlement(link, { patch: patchOf(link) })),
        at,
      );
      expect(settled).toHaveLength(links);
      return world;
    },
    makeDue: async (world, links, dueAt) =>
      store.markDirty(
        Array.from({ length: links }, (_, n) => mark(world, `c${String(n)}`, { dueAt })),
        clock.now(),
      ),
    dirty: (world) => store.dueCount(world.workspaceId, world.bridge.id),
  };
}

it("X9 bridges with little to do are served at once although another one has a long and older backlog", async () => {
  const { clock, ports, bridgeWith, makeDue, dirty } = makeScene();
  const heavy = await bridgeWith(1_000);
  const light = [await bridgeWith(4), await bridgeWith(4)] as const;
  await makeDue(heavy, 1_000, clock.now() - 5_000);
  for (const world of light) await makeDue(world, 4, clock.now());

  const worker = createWorker(ports, new FreshReads(clock), "test");
  const began = clock.now();
  worker.start();
  while ((await dirty(light[0])) + (await dirty(light[1])) > 0) await clock.sleep(READ_MS);
  const left = await dirty(heavy);
  const tookMs = clock.now() - began;
  await worker.stop();
  expect(left).toBeGreaterThan(800);
  expect(tookMs).toBeLessThan(1_000);
});

it("X9 a worker that can take no more of a backlog asks for it about once a second, and goes on as soon as it can", async () => {
  const { clock, ports, bridgeWith, makeDue, dirty } = makeScene(9_000);
  const heavy = await bridgeWith(200);
  await makeDue(heavy, 200, clock.now());
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

// Thousands of links take as long as the machine needs; what counts is the clock of the scene.
it("X9 a bridge gets its turn although more bridges than one look shows have long and older backlogs", { timeout: 300_000 }, async () => {
  const { clock, ports, bridgeWith, makeDue, dirty } = makeScene();
  const worlds: World[] = [];
  for (let n = 0; n <= 72; n += 1) worlds.push(await bridgeWith(90));
  // The last one in every order that there is.
  const crowd = worlds.toSorted((one, other) => (one.bridge.id < other.bridge.id ? -1 : 1));
  const light = crowd.pop() as World;
  for (const world of crowd) await makeDue(world, 90, clock.now() - 5_000);
  await makeDue(light, 4, clock.now());

  const worker = createWorker(ports, new FreshReads(clock), "test");
  const began = clock.now();
  worker.start();
  while ((await dirty(light)) > 0) await clock.sleep(READ_MS);
  const tookMs = clock.now() - began;
  const left = await Promise.all(crowd.map(dirty));
  await worker.stop();
  expect(tookMs).toBeLessThan(1_000);
  expect(Math.min(...left)).toBeGreaterThan(0);
});

it("X9 bridges that are paused with a backlog keep no other from its turn", async () => {
  const { clock, ports, bridgeWith, makeDue, dirty } = makeScene();
  const worlds: World[] = [];
  for (let n = 0; n <= 90; n += 1) worlds.push(await bridgeWith(4));
  const paused = worlds.toSorted((one, other) => (one.bridge.id < other.bridge.id ? -1 : 1));
  const light = paused.pop() as World;
  for (const world of paused) await ports.store.saveBridge({ ...world.bridge, mode: "paused" });
  for (const world of paused) await makeDue(world, 4, clock.now() - 5_000);
  await makeDue(light, 4, clock.now());

  const worker = createWorker(ports, new FreshReads(clock), "test");
  const began = clock.now();
  worker.start();
  while ((await dirty(light)) > 0 && clock.now() - began < 5_000) await clock.sleep(READ_MS);
  await worker.stop();
  expect(await dirty(light)).toBe(0);
  expect(clock.now() - began).toBeLessThan(1_000);
});

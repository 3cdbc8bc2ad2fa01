import { expect, it } from "vitest";
import { HighwireError } from "#core/errors.ts";
import type { RecordsPort } from "#core/ports/records-port.ts";
import { FreshReads } from "#engine/fresh-reads.ts";
import type { Loop } from "#engine/loops.ts";
import { createSweeper } from "#engine/sweep/sweeper.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A loaded world without a contact whose delete nobody was told of, and whose list of all contacts can be meddled with. */
async function sweptWorld(): Promise<{
  readonly world: World;
  meddle(list: ((real: RecordsPort["list"]) => RecordsPort["list"]) | null): void;
  sweeper(): Loop;
  isFound(): Promise<boolean>;
}> {
  const world = await createWorld({ contacts: 3 });
  await world.load();
  const { id } = await world.bridge();
  await world.store.saveCursor(world.workspaceId, `backfill:${id}`, JSON.stringify({ state: "done", stage: "highlevel", done: 3, total: 3 }));
  const gone = firstContact(world);
  world.highlevel.control.deleteContact(gone);
  let meddling: ((real: RecordsPort["list"]) => RecordsPort["list"]) | null = null;
  const ports = {
    ...world.ports,
    async sides(bridge: Awaited<ReturnType<World["bridge"]>>) {
      const { left, right } = await world.vendors.sides(bridge);
      const real: RecordsPort["list"] = (query, call) => left.list(query, call);
      const list: RecordsPort["list"] = (query, call) => (query.since === null && meddling !== null ? meddling(real) : real)(query, call);
      return { right, left: Object.assign(Object.create(left) as typeof left, { list }) };
    },
  };
  return {
    world,
    meddle: (list) => void (meddling = list),
    sweeper: () =>
      createSweeper(ports, new FreshReads(world.clock), { highlevelNarrowMs: 5 * MINUTE_MS, highlevelFullMs: DAY_MS, incidentFullMs: MINUTE_MS }),
    isFound: async () => (await world.linkOf(gone)).dirty,
  };
}

it("W1 a sweep of everything that failed is made again within minutes, so that a delete is found on its day", async () => {
  const { world, meddle, sweeper, isFound } = await sweptWorld();
  let failures = 0;
  meddle(() => async () => {
    failures += 1;
    throw new HighwireError("HW_VENDOR_UNAVAILABLE", { vendor: "highlevel" });
  });
  const loop = sweeper();
  loop.start();
  await world.clock.sleep(12 * MINUTE_MS);
  expect(failures).toBe(2);
  expect(await isFound()).toBe(false);
  meddle(null);
  await world.clock.sleep(20 * MINUTE_MS);
  await loop.stop();
  expect(await isFound()).toBe(true);
});

it("W1 a sweep of everything whose process is stopped ends at its page, and is begun anew at once by the next process", async () => {
  const { world, meddle, sweeper, isFound } = await sweptWorld();
  let pages = 0;
  let stopped: Promise<void> = Promise.resolve();
  const first = sweeper();
  // A list without an end.
  meddle(() => async () => {
    pages += 1;
    if (pages === 3) stopped = first.stop();
    return { records: [], next: pages > 20 ? null : `page ${String(pages)}`, total: null };
  });
  first.start();
  await world.clock.sleep(MINUTE_MS);
  await stopped;
  expect(pages).toBe(3);
  meddle(null);
  const second = sweeper();
  second.start();
  await world.clock.sleep(MINUTE_MS);
  await second.stop();
  expect(await isFound()).toBe(true);
});

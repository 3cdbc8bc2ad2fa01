import { expect, it } from "vitest";
import { FreshReads } from "#engine/fresh-reads.ts";
import { createWorker } from "#engine/worker.ts";
import { createWorld, firstContact } from "../support/in-process-world.ts";

it("X9 a worker looks about once a second at work that it may not take up, and starts as soon as it may", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  await world.change({ mode: "paused" });
  world.highlevel.control.editContact(firstContact(world), { phone: "+12025550101" });
  await world.deliver();
  let looks = 0;
  const bridgesWithWork: typeof world.store.bridgesWithWork = async (...request) => {
    looks += 1;
    return world.store.bridgesWithWork(...request);
  };
  const worker = createWorker({ ...world.ports, store: { ...world.store, bridgesWithWork } }, new FreshReads(world.clock), "test");
  worker.start();
  await world.clock.sleep(10_000);
  expect(looks).toBeLessThanOrEqual(12);
  await world.change({ mode: "live" });
  await world.clock.sleep(500);
  expect(await world.linkOf(firstContact(world))).toMatchObject({ dirty: false });
  await worker.stop();
});

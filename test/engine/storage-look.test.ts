import { expect, it } from "vitest";
import { createWorkerSigns, GONE_MS, workerSigns } from "#engine/worker-signs.ts";
import { createWorld, firstContact } from "../support/in-process-world.ts";

it("tells which workers live, since when, and forgets one that has left", async () => {
  const world = await createWorld({ contacts: 1 });
  const [one, other] = [createWorkerSigns(world.ports, "one:1:x"), createWorkerSigns(world.ports, "two:2:y")];
  const begun = world.clock.now();
  one.start();
  other.start();
  await expect.poll(() => workerSigns(world.ports)).toHaveLength(2);
  expect((await world.app.storage()).workers).toMatchObject([
    { owner: "one:1:x", since: begun, isAlive: true },
    { owner: "two:2:y", isAlive: true },
  ]);
  await other.stop();
  expect((await workerSigns(world.ports)).map(({ owner }) => owner)).toEqual(["one:1:x"]);
  await one.stop();
  expect(await workerSigns(world.ports)).toEqual([]);
});

it("shows a worker that gives no sign any more as gone, and forgets it after a day", async () => {
  const world = await createWorld({ contacts: 1 });
  const { store } = world;
  const now = await store.time();
  const silentOnes = [
    { owner: "lost:1:x", since: now - 7_200_000, seenAt: now - GONE_MS - 1 },
    { owner: "old:2:y", since: 0, seenAt: now - 86_400_001 },
  ];
  await store.updateBudget("workers", () => ({ state: [...silentOnes, "no sign at all"], result: undefined }));
  expect((await world.app.storage()).workers).toMatchObject([{ owner: "lost:1:x", isAlive: false }, { owner: "old:2:y" }]);
  const fresh = createWorkerSigns(world.ports, "new:3:z");
  fresh.start();
  await expect.poll(async () => (await workerSigns(world.ports)).map(({ owner }) => owner)).toEqual(["lost:1:x", "new:3:z"]);
  await fresh.stop();
});

it("tells how many records wait, and since when the one that waits longest", async () => {
  const world = await createWorld({ contacts: 3 });
  await world.load();
  expect((await world.app.storage()).queue).toEqual({ waiting: 0, since: null });
  world.highlevel.control.editContact(firstContact(world), { phone: "+12025550177" });
  await world.deliver();
  const { queue, at } = await world.app.storage();
  expect(queue.waiting).toBe(1);
  expect(queue.since).toBeLessThanOrEqual(at);
});

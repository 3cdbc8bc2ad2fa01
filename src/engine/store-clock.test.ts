import { describe, expect, it } from "vitest";
import type { Clock } from "#core/ports/clock.ts";
import { createStoreClock } from "./store-clock.ts";

const STORE_TIME = Date.UTC(2026, 10, 23, 9);

/** A machine whose wall clock is a day wrong, and a store 40 ms away. */
function machineAndStore(): {
  readonly clock: Clock;
  readonly store: { time(): Promise<number> };
  readonly pass: (ms: number) => void;
  asked: number;
} {
  let passedMs = 0;
  const world = {
    asked: 0,
    pass: (ms: number) => void (passedMs += ms),
    clock: { now: () => STORE_TIME + 86_400_000 + passedMs, monotonicMs: () => 5_000 + passedMs, sleep: () => Promise.resolve() },
    store: {
      time: () => {
        world.asked += 1;
        passedMs += 20;
        const told = STORE_TIME + passedMs;
        passedMs += 20;
        return Promise.resolve(told);
      },
    },
  };
  return world;
}
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe("the store's clock", () => {
  it("X10 tells the store's time on a machine whose own clock is a day ahead", async () => {
    const world = machineAndStore();
    const clock = await createStoreClock(world.clock, world.store);
    expect(clock.now()).toBe(STORE_TIME + 40);
    world.pass(59_000);
    expect([clock.now(), world.asked]).toEqual([STORE_TIME + 59_040, 1]);
  });

  it("X10 asks again after a minute, once, and follows when the store's time was set", async () => {
    const world = machineAndStore();
    const clock = await createStoreClock(world.clock, world.store);
    world.pass(61_000);
    clock.now();
    clock.now();
    await turn();
    expect([clock.now(), world.asked]).toEqual([STORE_TIME + 61_080, 2]);
    const time = world.store.time;
    world.store.time = async () => (await time()) + 5_000;
    world.pass(61_000);
    clock.now();
    await turn();
    expect(clock.now()).toBe(STORE_TIME + 127_120);
  });

  it("X10 goes on by its last word while the store is away, and refuses to start without one", async () => {
    const world = machineAndStore();
    const clock = await createStoreClock(world.clock, world.store);
    world.store.time = () => Promise.reject(new Error("away"));
    world.pass(120_000);
    clock.now();
    await turn();
    expect(clock.now()).toBe(STORE_TIME + 120_040);
    await expect(createStoreClock(world.clock, world.store)).rejects.toThrow("away");
  });
});

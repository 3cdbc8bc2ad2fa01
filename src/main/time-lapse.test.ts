import { expect, it } from "vitest";
import type { Clock } from "#core/ports/clock.ts";
import { createMemoryStore } from "#storage/memory/memory-store.ts";
import { emptyState } from "#storage/memory/memory-state.ts";
import { timeLapse } from "./time-lapse.ts";

/** A machine whose clock stands until it is put forward. */
function machineAt(at: number): { readonly machine: Clock; readonly slept: number[]; pass(ms: number): void } {
  let passedMs = 0;
  const slept: number[] = [];
  const sleep = async (delayMs: number): Promise<void> => void slept.push(delayMs);
  return { machine: { now: () => at + passedMs, monotonicMs: () => 7 + passedMs, sleep }, slept, pass: (ms) => void (passedMs += ms) };
}

it("begins where the machine is, and runs five times as fast for clock, sandboxes and store alike", async () => {
  const { machine, slept, pass } = machineAt(1_790_000_000_000);
  const { clock, sandboxClock, over } = timeLapse(5, machine);
  const store = over(createMemoryStore({ clock: machine, random: { fraction: () => 0, uuid: () => "" }, state: emptyState() }));
  const told = async (): Promise<readonly number[]> => [
    clock.now(),
    sandboxClock.now(),
    await store.time(),
    await store.updateBudget("k", (state, now) => ({ state, result: now })),
  ];
  expect(await told()).toEqual(Array.from({ length: 4 }, () => 1_790_000_000_000));
  pass(1_000);
  expect(await told()).toEqual(Array.from({ length: 4 }, () => 1_790_000_005_000));
  expect(clock.monotonicMs()).toBe(5_007);
  await clock.sleep(10_000);
  expect(slept).toEqual([2_000]);
});

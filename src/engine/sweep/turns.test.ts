import { expect, it } from "vitest";
import { createMemoryStore } from "#storage/memory/memory-store.ts";
import { VirtualClock } from "../../../test/support/virtual-clock.ts";
import { createTurns, type Turns } from "./turns.ts";

const HOLD_MS = 30_000;

interface Scene {
  readonly clock: VirtualClock;
  /** Turns as one process keeps them; one that has fallen away renews nothing any more. */
  process(fallsAway?: boolean): Turns;
}

function makeScene(): Scene {
  const clock = new VirtualClock();
  let ids = 0;
  const random = { fraction: () => 0.5, uuid: () => `id-${String((ids += 1))}` };
  const store = createMemoryStore({ clock, random });
  const still = { now: () => clock.now(), monotonicMs: () => clock.monotonicMs(), sleep: () => new Promise<void>(() => undefined) };
  return { clock, process: (fallsAway = false) => createTurns({ store, clock: fallsAway ? still : clock, random }) };
}

const never = (): Promise<void> => new Promise(() => undefined);

/** Whether a process may do the work now. */
async function mayWork(turns: Turns): Promise<boolean> {
  return turns.hold("load", HOLD_MS, () => Promise.resolve());
}

it("S2 a turn that takes longer than its time is nobody else's as long as its process lives", async () => {
  const { clock, process } = makeScene();
  let end: () => void = () => undefined;
  const work = process().hold("load", HOLD_MS, () => new Promise((resolve) => (end = resolve)));
  for (let minute = 0; minute < 5; minute += 1) {
    await clock.sleep(60_000);
    expect(await mayWork(process())).toBe(false);
  }
  end();
  expect(await work).toBe(true);
  expect(await mayWork(process())).toBe(true);
});

it("S2 a turn is free at once when its work ends in an error, which whoever asked for it hears", async () => {
  const { process } = makeScene();
  await expect(process().hold("load", HOLD_MS, () => Promise.reject(new Error("cut off")))).rejects.toThrow("cut off");
  expect(await mayWork(process())).toBe(true);
});

it("S2 the turn of a process that fell away is free after its time, and not before", async () => {
  const { clock, process } = makeScene();
  void process(true).hold("load", HOLD_MS, never);
  await clock.sleep(HOLD_MS - 1_000);
  expect(await mayWork(process())).toBe(false);
  await clock.sleep(2_000);
  expect(await mayWork(process())).toBe(true);
});

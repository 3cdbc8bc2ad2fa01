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

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const times = (signal = new AbortController().signal) => ({ everyMs: HOUR_MS, holdMs: HOLD_MS, signal });

/** Whether a process may do what comes round. */
const isTurn = (turns: Turns): Promise<boolean> => turns.perform("sweep", times(), () => Promise.resolve());

it("W1 work that comes round is done once an interval over all processes, counted from its begin", async () => {
  const { clock, process } = makeScene();
  const [one, other] = [process(), process()];
  const lasting = one.perform("sweep", times(), async () => clock.sleep(10 * MINUTE_MS));
  await clock.sleep(5 * MINUTE_MS);
  expect(await isTurn(other)).toBe(false);
  expect(await lasting).toBe(true);
  await clock.sleep(49 * MINUTE_MS);
  expect([await isTurn(one), await isTurn(other), await isTurn(process())]).toEqual([false, false, false]);
  await clock.sleep(2 * MINUTE_MS);
  expect([await isTurn(other), await isTurn(one)]).toEqual([true, false]);
});

it("W1 work that fails is due again after minutes, each time twice as many, at the latest when it would have been anyway", async () => {
  const { clock, process } = makeScene();
  const turns = process();
  const fail = (): Promise<boolean> => turns.perform("sweep", times(), () => Promise.reject(new Error("cut off")));
  for (const minutes of [5, 10, 20, 40, 60, 60]) {
    await expect(fail()).rejects.toThrow("cut off");
    await clock.sleep(minutes * MINUTE_MS - 1_000);
    expect([await isTurn(turns), await isTurn(process())]).toEqual([false, false]);
    await clock.sleep(1_000);
  }
  expect(await isTurn(process())).toBe(true);
  await clock.sleep(HOUR_MS);
  await expect(fail()).rejects.toThrow("cut off");
  await clock.sleep(5 * MINUTE_MS);
  expect(await isTurn(turns)).toBe(true);
});

it("W1 work that was cut short on purpose is due at once, and that of a process that fell away after its time", async () => {
  const { clock, process } = makeScene();
  const stop = new AbortController();
  const stopped = process().perform("sweep", times(stop.signal), async () => {
    stop.abort();
    stop.signal.throwIfAborted();
  });
  await expect(stopped).rejects.toThrow();
  void process(true).perform("sweep", times(), never);
  await clock.sleep(HOLD_MS - 1_000);
  expect(await isTurn(process())).toBe(false);
  await clock.sleep(2_000);
  expect(await isTurn(process())).toBe(true);
});

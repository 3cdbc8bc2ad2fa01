import { expect, it } from "vitest";
import type { CallPriority } from "#core/ports/records-port.ts";
import type { CallLimits } from "#core/policy/rate-budget.ts";
import { Prng } from "#sandbox/kit/prng.ts";
import { createMemoryStore } from "#storage/memory/memory-store.ts";
import { VirtualClock } from "../../../test/support/virtual-clock.ts";
import { createRateGate, type RateGate } from "./rate-gate.ts";

const prng = new Prng(1);
const random = { fraction: () => prng.fraction(), uuid: () => "" };
const limits = { kind: "window", perWindow: 100, windowMs: 10_000, perDay: 200_000 } as const satisfies CallLimits;

/** Processes of one installation: a gate each, one shared store. */
function openGates(count: number): { readonly clock: VirtualClock; readonly gates: readonly RateGate[] } {
  const clock = new VirtualClock();
  const store = createMemoryStore({ clock, random });
  return {
    clock,
    gates: Array.from({ length: count }, () => createRateGate({ updateBudget: (key, change) => store.updateBudget(key, change), clock, random })),
  };
}

/** Most calls in any ten seconds. */
const fullest = (times: readonly number[]): number =>
  Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + 10_000).length));

it("X7 four processes together keep the limit of the account that they share", async () => {
  const { clock, gates } = openGates(4);
  const times: number[] = [];
  const call = async (gate: RateGate): Promise<void> => {
    await gate.acquire("account", limits, { priority: "webhook" });
    times.push(clock.now());
    await gate.observe("account", limits, {});
  };
  await Promise.all(gates.flatMap((gate) => Array.from({ length: 60 }, () => call(gate))));
  expect(times).toHaveLength(240);
  expect(fullest(times)).toBeLessThanOrEqual(90);
});

it("X7 accounts do not count each other's calls", async () => {
  const { clock, gates } = openGates(2);
  const before = clock.now();
  await Promise.all(
    ["one", "two", "three"].flatMap((key) =>
      gates.flatMap((gate) => Array.from({ length: 40 }, () => gate.acquire(key, limits, { priority: "sweep" }))),
    ),
  );
  expect(clock.now() - before).toBeLessThan(1_000);
});

it("X7 a person who comes later goes before webhooks, sweeps and backfill that wait, and none of them starves", async () => {
  const { gates } = openGates(1);
  const [gate] = gates as [RateGate];
  const order: CallPriority[] = [];
  await Promise.all(Array.from({ length: 90 }, () => gate.acquire("account", limits, { priority: "backfill" })));
  const waiting = (["backfill", "sweep", "webhook", "person"] as const).map(async (priority) => {
    await gate.acquire("account", limits, { priority });
    order.push(priority);
  });
  await Promise.all(waiting);
  expect(order).toEqual(["person", "webhook", "sweep", "backfill"]);
});

it("X9 a bridge that wants one call does not wait for the hundreds that another has waiting", async () => {
  const { clock, gates } = openGates(1);
  const [gate] = gates as [RateGate];
  const backlog = Array.from({ length: 600 }, () => gate.acquire("account", limits, { priority: "webhook", flow: "heavy" }));
  await clock.sleep(25_000);
  const before = clock.now();
  await gate.acquire("account", limits, { priority: "webhook", flow: "light" });
  expect(clock.now() - before).toBeLessThanOrEqual(11_000);
  await Promise.all(backlog);
});

it("X9 one call of a bridge does not wait for another's backlog in other processes either, and a backlog is not starved by single calls", async () => {
  const { clock, gates } = openGates(4);
  const bucket: CallLimits = { kind: "bucket", capacity: 100, refillPerSecond: 20 };
  let heavy = 0;
  for (const gate of gates)
    for (let call = 0; call < 200; call += 1) void gate.acquire("account", bucket, { priority: "webhook", flow: "heavy" }).then(() => (heavy += 1));
  await clock.sleep(10_000);
  const before = heavy;
  const waits: number[] = [];
  for (let call = 0; call < 40; call += 1) {
    const since = clock.now();
    await (gates[call % 4] as RateGate).acquire("account", bucket, { priority: "webhook", flow: "light" });
    waits.push(clock.now() - since);
    await clock.sleep(250);
  }
  expect(Math.max(...waits)).toBeLessThanOrEqual(50);
  expect(heavy - before).toBeGreaterThanOrEqual(120);
});

it("X7 a person waits for nobody, however long webhooks have waited, and a backfill goes on beside webhooks that never end", async () => {
  const { clock, gates } = openGates(1);
  const [gate] = gates as [RateGate];
  const order: CallPriority[] = [];
  const ask = (priority: CallPriority): Promise<unknown> =>
    gate.acquire("account", limits, { priority, flow: priority }).then(() => order.push(priority));
  const all = [...Array.from({ length: 400 }, () => ask("webhook")), ...Array.from({ length: 40 }, () => ask("backfill"))];
  await clock.sleep(35_000);
  const gone = order.length;
  all.push(ask("person"));
  await Promise.all(all);
  expect(order.slice(gone, gone + 12)).toContain("person");
  const first = order.slice(0, 180).filter((priority) => priority === "backfill").length;
  expect(first).toBeGreaterThanOrEqual(18);
  expect(first).toBeLessThanOrEqual(22);
});

it("X7 what one process is told of a refusal holds the others back too", async () => {
  const { clock, gates } = openGates(2);
  const [told, other] = gates as [RateGate, RateGate];
  await told.acquire("account", limits, { priority: "webhook" });
  await told.observe("account", limits, { blockMs: 30_000 });
  const before = clock.now();
  await other.acquire("account", limits, { priority: "person" });
  expect(clock.now() - before).toBeGreaterThanOrEqual(30_000);
});

it("X7 what others use up of the account's limit holds us back in every window, not in the first alone", async () => {
  const { clock, gates } = openGates(2);
  const [told, other] = gates as [RateGate, RateGate];
  const waits: number[] = [];
  for (let window = 0; window < 3; window += 1) {
    for (const remaining of [90, 0]) {
      await told.acquire("account", limits, { priority: "webhook" });
      await told.observe("account", limits, { remaining });
    }
    const before = clock.now();
    await other.acquire("account", limits, { priority: "person" });
    waits.push(clock.now() - before);
    clock.advance(2 * limits.windowMs);
  }
  for (const wait of waits) expect(wait).toBeGreaterThan(0);
});

it("X7 lets no call go while the budget cannot be read, and tells all who wait", async () => {
  const clock = new VirtualClock();
  const gate = createRateGate({ updateBudget: () => Promise.reject(new RangeError("store away")), clock, random });
  const calls = await Promise.allSettled([
    gate.acquire("account", limits, { priority: "person" }),
    gate.acquire("account", limits, { priority: "sweep" }),
  ]);
  expect(calls.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});

it("X7 limits that the vendor's headers tell are written down when they change, and not again with each answer", async () => {
  const clock = new VirtualClock();
  const store = createMemoryStore({ clock, random });
  let changes = 0;
  const openGate = (): RateGate =>
    createRateGate({
      clock,
      random,
      updateBudget: (key, change) => {
        changes += 1;
        return store.updateBudget(key, change);
      },
    });
  const gates = [openGate(), openGate()];
  /** Ten calls, one by one; returns how often the shared budget was changed besides being booked from. */
  const told = async (perWindow: number): Promise<number> => {
    const before = changes;
    for (let call = 0; call < 10; call += 1) {
      const gate = gates[call % gates.length] as RateGate;
      await gate.acquire("account", limits, { priority: "webhook" });
      await gate.observe("account", limits, { limits: { ...limits, perWindow }, remaining: perWindow });
    }
    return changes - before - 10;
  };
  const learned = async (): Promise<unknown> => (await openGate().usage("account", limits)).learned;
  expect([await told(60), await told(60)]).toEqual([1, 0]);
  expect(await learned()).toMatchObject({ perWindow: 60 });
  expect([await told(80), await told(80)]).toEqual([1, 0]);
  expect([await told(limits.perWindow), await told(limits.perWindow)]).toEqual([1, 0]);
  expect(await learned()).toMatchObject({ perWindow: limits.perWindow });
});

it("X6 looks seldom into the shared budget while a vendor asks for minutes of patience, and calls again within a second of their end", async () => {
  const clock = new VirtualClock();
  const store = createMemoryStore({ clock, random });
  let looks = 0;
  const gate = createRateGate({
    clock,
    random,
    updateBudget: (key, change) => {
      looks += 1;
      return store.updateBudget(key, change);
    },
  });
  await gate.acquire("account", limits, { priority: "webhook" });
  const blockedAt = clock.now();
  await gate.observe("account", limits, { blockMs: 300_000 });
  await gate.acquire("account", limits, { priority: "webhook" });
  expect(clock.now() - blockedAt).toBeGreaterThanOrEqual(300_000);
  expect(clock.now() - blockedAt).toBeLessThan(301_000);
  expect(looks).toBeLessThan(120);
});

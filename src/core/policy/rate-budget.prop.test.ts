import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CallPriority } from "../ports/records-port.ts";
import { emptyBudget, learn, reserve, type BudgetState, type CallLimits } from "./rate-budget.ts";

type WindowLimits = Extract<CallLimits, { kind: "window" }>;
type BucketLimits = Extract<CallLimits, { kind: "bucket" }>;

const windowLimits: WindowLimits = { kind: "window", perWindow: 100, windowMs: 10_000, perDay: 200_000 };
const bucketLimits: BucketLimits = { kind: "bucket", capacity: 1_200, refillPerSecond: 20 };
const start = Date.UTC(2026, 0, 1);
/** Milliseconds by which a call reaches the vendor's counter earlier or later than the shared clock says. */
const JITTER_MS = 200;

interface Worker {
  readonly priority: CallPriority;
  /** Calls it asks for at once. */
  readonly batch: number;
  /** Milliseconds between its requests while all are granted. */
  readonly paceMs: number;
}
interface Sent {
  readonly at: number;
  readonly worker: number;
}

/** Runs workers over one shared budget; each waits as long as it is told, plus a little of its own. Returns the calls as granted. */
function simulate(limits: CallLimits, workers: readonly Worker[], lags: readonly number[], durationMs: number): readonly Sent[] {
  let state: BudgetState = emptyBudget(limits, start);
  const sent: Sent[] = [];
  const next = workers.map((_, index) => start + (lags[index % lags.length] ?? 0));
  for (let turn = 0; ; turn += 1) {
    const at = Math.min(...next);
    if (at >= start + durationMs) return sent;
    const worker = next.indexOf(at);
    const { priority, batch, paceMs } = workers[worker] as Worker;
    const reserved = reserve(state, limits, batch, { priority, hasBacklog: batch > 1 }, at);
    ({ state } = reserved);
    for (let call = 0; call < reserved.result.granted; call += 1) sent.push({ at, worker });
    const lag = lags[turn % lags.length] ?? 0;
    next[worker] = at + Math.max(1, (reserved.result.waitMs || paceMs) + lag);
  }
}

/** When the vendor's counter sees the calls: up to 200 ms early or late, in any order. */
const arrivals = (sent: readonly Sent[], jitters: readonly number[]): readonly number[] =>
  sent.map(({ at }, index) => at + (jitters[index % jitters.length] ?? 0)).toSorted((one, other) => one - other);

/** Most calls that any window of that length, however placed, holds. */
function fullestWindow(times: readonly number[], windowMs: number): number {
  let first = 0;
  let most = 0;
  times.forEach((time, last) => {
    while (time - (times[first] as number) >= windowMs) first += 1;
    most = Math.max(most, last - first + 1);
  });
  return most;
}

/** Calls that the vendor's bucket, full at first, had no token for. */
function refusedByBucket(times: readonly number[], { capacity, refillPerSecond }: BucketLimits): number {
  let tokens = capacity;
  let at = times[0] ?? 0;
  let refused = 0;
  for (const time of times) {
    tokens = Math.min(capacity, tokens + ((time - at) / 1_000) * refillPerSecond);
    at = time;
    if (tokens >= 1) tokens -= 1;
    else refused += 1;
  }
  return refused;
}

const priority: fc.Arbitrary<CallPriority> = fc.constantFrom("person", "webhook", "sweep", "backfill");
const crew = fc.array(fc.record({ priority, batch: fc.integer({ min: 1, max: 60 }), paceMs: fc.integer({ min: 0, max: 3_000 }) }), {
  minLength: 1,
  maxLength: 5,
});
const lags = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 13 });
const jitters = fc.array(fc.integer({ min: -JITTER_MS, max: JITTER_MS }), { minLength: 1, maxLength: 31 });

describe("a vendor that counts calls in a window", () => {
  const limits = fc.record({
    kind: fc.constant("window" as const),
    perWindow: fc.constantFrom(1, 5, 25, 100, 100),
    windowMs: fc.constantFrom(1_000, 10_000, 10_000, 60_000),
    perDay: fc.constant(200_000),
  });

  it("X7 never sees more than its limit in any window, however many workers ask and however calls drift on the way", () => {
    fc.assert(
      fc.property(limits, crew, lags, jitters, (given, workers, ownLags, drift) => {
        const times = arrivals(simulate(given, workers, ownLags, 3 * given.windowMs + 7_000), drift);
        expect(fullestWindow(times, given.windowMs)).toBeLessThanOrEqual(given.perWindow);
      }),
      { numRuns: 4_000 },
    );
  });

  it("X7 leaves a tenth of the limit free as long as no person waits", () => {
    fc.assert(
      fc.property(
        crew.map((workers) => workers.map((worker) => ({ ...worker, priority: worker.priority === "person" ? "sweep" : worker.priority }))),
        lags,
        jitters,
        (workers, ownLags, drift) => {
          const times = arrivals(simulate(windowLimits, workers as readonly Worker[], ownLags, 35_000), drift);
          expect(fullestWindow(times, windowLimits.windowMs)).toBeLessThanOrEqual(90);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("X7 lets a backfill alone use at least 95 % of what is not kept free", () => {
    const minutes = 20;
    const sent = simulate(windowLimits, [{ priority: "backfill", batch: 8, paceMs: 0 }], [0], minutes * 60_000);
    expect(sent.length).toBeGreaterThanOrEqual(0.95 * 87 * 6 * minutes);
  });

  it("X7 lets a person through while a backfill has used all that it may", () => {
    const { state, result } = reserve(emptyBudget(windowLimits, start), windowLimits, 500, { priority: "backfill" }, start);
    expect(result.granted).toBe(90);
    expect(reserve(state, windowLimits, 1, { priority: "webhook" }, start).result.granted).toBe(0);
    expect(reserve(state, windowLimits, 20, { priority: "person" }, start).result.granted).toBe(5);
  });

  it("X9 leaves a few calls to those who want little while somebody has a backlog", () => {
    const { state, result } = reserve(emptyBudget(windowLimits, start), windowLimits, 500, { priority: "webhook", hasBacklog: true }, start);
    expect(result.granted).toBe(87);
    expect(reserve(state, windowLimits, 1, { priority: "backfill", hasBacklog: true }, start).result.granted).toBe(0);
    expect(reserve(state, windowLimits, 20, { priority: "backfill" }, start).result.granted).toBe(3);
  });

  it("X7 says a waiting time after which at least one call goes, and never a shorter one than a millisecond", () => {
    fc.assert(
      fc.property(limits, fc.array(fc.tuple(priority, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 4_000 }))), (given, steps) => {
        let state = emptyBudget(given, start);
        let now = start;
        for (const [who, wanted, pause] of steps) {
          now += pause;
          const { state: after, result } = reserve(state, given, wanted, { priority: who }, now);
          state = after;
          if (result.granted === wanted) continue;
          expect(result.waitMs).toBeGreaterThanOrEqual(1);
          if (result.granted > 0) continue;
          const later = reserve(state, given, 1, { priority: "person" }, now + result.waitMs);
          expect(later.result.granted).toBe(1);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it("X7 stays within the day's limit", () => {
    const small: WindowLimits = { ...windowLimits, perDay: 1_000 };
    const sent = simulate(small, [{ priority: "backfill", batch: 8, paceMs: 0 }], [0], 3_600_000);
    expect(sent.length).toBe(900);
    const { state } = reserve(emptyBudget(small, start), small, 1, { priority: "sweep" }, start);
    const spent = { ...state, dayUsed: 1_000 };
    const { result } = reserve(spent, small, 1, { priority: "person" }, start + 60_000);
    expect(result).toEqual({ granted: 0, waitMs: 86_400_000 - 60_000 });
    expect(reserve(spent, small, 1, { priority: "person" }, start + 86_400_000).result.granted).toBe(1);
  });

  it("X7 a state of a day of calls stays small enough for one row", () => {
    let state = emptyBudget(windowLimits, start);
    for (let now = start; now < start + 60_000; now += 37) ({ state } = reserve(state, windowLimits, 1, { priority: "sweep" }, now));
    expect(state.slots.length).toBeLessThanOrEqual(106);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});

describe("a vendor that counts calls by a bucket", () => {
  it("X7 always finds a token in the bucket, however many workers ask and however calls drift on the way", () => {
    fc.assert(
      fc.property(crew, lags, jitters, (workers, ownLags, drift) => {
        const times = arrivals(simulate(bucketLimits, workers, ownLags, 30_000), drift);
        expect(refusedByBucket(times, bucketLimits)).toBe(0);
      }),
      { numRuns: 1_000 },
    );
  });

  it("X7 lets a backfill alone use at least 95 % of the refill", () => {
    const minutes = 20;
    const sent = simulate(bucketLimits, [{ priority: "backfill", batch: 8, paceMs: 0 }], [0], minutes * 60_000);
    expect(sent.length).toBeGreaterThanOrEqual(0.95 * (1_080 + 20 * 60 * minutes));
    expect(sent.length).toBeLessThanOrEqual(1_080 + 20 * 60 * minutes);
  });

  it("X7 a bucket of one token still lets one call go", () => {
    const tiny: BucketLimits = { kind: "bucket", capacity: 1, refillPerSecond: 1 };
    expect(reserve(emptyBudget(tiny, start), tiny, 1, { priority: "backfill" }, start).result.granted).toBe(1);
  });
});

describe("learning what the vendor says", () => {
  const none = { remaining: undefined };
  const full = (limits: CallLimits, now: number, state: BudgetState): number =>
    reserve(state, limits, 10_000, { priority: "person" }, now).result.granted;

  it("X7 takes a lower limit from the headers at once", () => {
    const told = learn(emptyBudget(windowLimits, start), windowLimits, { limits: { ...windowLimits, perWindow: 25 } }, 0, start);
    expect(full(windowLimits, start, told)).toBe(23);
  });

  it("X7 forgets old calls also after a window of another length was learned", () => {
    const { state } = reserve(emptyBudget(windowLimits, start), windowLimits, 90, { priority: "sweep" }, start);
    for (const windowMs of [1_000, 60_000]) {
      const told = learn(state, windowLimits, { limits: { ...windowLimits, windowMs } }, 0, start);
      expect(full(windowLimits, start + 70_000, told)).toBe(95);
    }
  });

  it("X7 counts the calls of others who share the account", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 90 }), (remaining, ours) => {
        const { state } = reserve(emptyBudget(windowLimits, start), windowLimits, ours, { priority: "sweep" }, start);
        const told = learn(state, windowLimits, { remaining }, 0, start + 5);
        expect(full(windowLimits, start + 10, told)).toBeLessThanOrEqual(remaining);
        expect(full(windowLimits, start + 10, told)).toBeLessThanOrEqual(full(windowLimits, start + 10, state));
      }),
      { numRuns: 1_000 },
    );
  });

  it("X7 believes the bucket's rest when it is lower than ours, and does not count calls under way twice", () => {
    const { state } = reserve(emptyBudget(bucketLimits, start), bucketLimits, 10, { priority: "sweep" }, start);
    expect(learn(state, bucketLimits, { remaining: 500 }, 4, start).tokens).toBe(504);
    expect(learn(state, bucketLimits, { remaining: 1_199 }, 4, start).tokens).toBe(1_190);
    expect(learn(state, bucketLimits, none as object, 4, start).tokens).toBe(1_190);
  });

  it.each([
    ["window", windowLimits],
    ["bucket", bucketLimits],
  ] as const)("X7 lets no call of a %s go before the vendor's own waiting time is over, for nobody", (_kind, limits) => {
    const blocked = learn(emptyBudget(limits, start), limits, { blockMs: 7_000 }, 0, start);
    const shorter = learn(blocked, limits, { blockMs: 100 }, 0, start);
    for (const who of ["person", "backfill"] as const) {
      expect(reserve(shorter, limits, 1, { priority: who }, start + 6_999).result).toEqual({ granted: 0, waitMs: 1 });
      expect(reserve(shorter, limits, 1, { priority: who }, start + 7_000).result.granted).toBe(1);
    }
  });

  it("X7 takes the day's use from the headers when it is higher than ours", () => {
    const told = learn(emptyBudget(windowLimits, start), windowLimits, { remaining: 100, dayRemaining: 10_000 }, 0, start);
    expect(told.dayUsed).toBe(190_000);
    expect(full(windowLimits, start, told)).toBe(0);
  });
});

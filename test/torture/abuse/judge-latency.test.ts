import { expect, it } from "vitest";
import { judgeLatency, MAX_RATIO } from "./judge-latency.ts";

/** A hundred waits of this many milliseconds, with one of another length among them. */
const waits = (ms: number, worst = ms): readonly number[] => [...Array.from({ length: 99 }, () => ms), worst];

it("compares medians of the rounds' 99th percentiles", () => {
  const rounds = [10, 20, 30].map((quiet) => ({ quiet: waits(1, quiet), attacked: waits(1, quiet * 1.5) }));
  expect(judgeLatency(rounds)).toEqual({ quietP99: 20, attackedP99: 30, plainRatio: 1.5, ratio: 1.5 });
});

it("is not moved by one bad round, on either side", () => {
  const good = { quiet: waits(20), attacked: waits(25) };
  expect(judgeLatency([good, good, good, { quiet: waits(20), attacked: waits(9_000) }]).ratio).toBeLessThan(MAX_RATIO);
  expect(judgeLatency([good, good, good, { quiet: waits(9_000), attacked: waits(25) }]).ratio).toBeGreaterThan(1);
});

it("finds an attack that makes honest senders wait three times as long, on a quick machine and on a slow one", () => {
  for (const quiet of [5, 80]) {
    const round = { quiet: waits(quiet), attacked: waits(quiet * 3) };
    expect(judgeLatency([round, round, round, round]).ratio).toBe(3);
  }
});

it("does not take a few milliseconds for an attack's doing, and takes no answers at all for the worst", () => {
  expect(judgeLatency([{ quiet: waits(1), attacked: waits(6) }])).toMatchObject({ plainRatio: 6, ratio: 6 / 5 });
  expect(judgeLatency([{ quiet: waits(1), attacked: [] }]).ratio).toBe(Number.POSITIVE_INFINITY);
});

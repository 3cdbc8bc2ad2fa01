import { expect, it } from "vitest";
import { judgeLatency, MAX_RATIO } from "./judge-latency.ts";

/** A hundred waits of this many milliseconds, with one of another length among them. */
const waits = (ms: number, worst = ms): readonly number[] => [...Array.from({ length: 99 }, () => ms), worst];

it("compares medians of the rounds' 99th percentiles with those beside the attack, and tells the quiet ones", () => {
  const rounds = [10, 20, 30].map((ms) => ({ quiet: waits(1, ms / 2), beside: waits(1, ms), attacked: waits(1, ms * 1.5) }));
  expect(judgeLatency(rounds)).toEqual({ quietP99: 10, besideP99: 20, attackedP99: 30, plainRatio: 3, ratio: 1.5 });
});

it("is not moved by one bad round, on either side", () => {
  const [quiet, good] = [waits(20), { quiet: waits(20), beside: waits(20), attacked: waits(25) }];
  expect(judgeLatency([good, good, good, { quiet, beside: waits(20), attacked: waits(9_000) }]).ratio).toBeLessThan(MAX_RATIO);
  expect(judgeLatency([good, good, good, { quiet, beside: waits(9_000), attacked: waits(25) }]).ratio).toBeGreaterThan(1);
});

it("finds a server that makes honest senders wait three times as long, on a quick machine and on a slow one", () => {
  for (const ms of [5, 80]) {
    const round = { quiet: waits(ms), beside: waits(ms), attacked: waits(ms * 3) };
    expect(judgeLatency([round, round, round, round]).ratio).toBe(3);
  }
});

it("does not take a few milliseconds for an attack's doing, and takes no answers at all for the worst", () => {
  const [quiet, beside] = [waits(1), waits(1)];
  expect(judgeLatency([{ quiet, beside, attacked: waits(6) }])).toMatchObject({ plainRatio: 6, ratio: 6 / 5 });
  for (const unanswered of [{ quiet: [] }, { beside: [] }, { attacked: [] }])
    expect(judgeLatency([{ quiet, beside, attacked: waits(1), ...unanswered }]).ratio).toBe(Number.POSITIVE_INFINITY);
});

import { expect, it } from "vitest";
import regressions from "./regressions.json" with { type: "json" };
import { simulate } from "./simulate.ts";
import type { Trial } from "./trial.ts";

/** Counterexamples that keep their own weather. */
const earlier = regressions as readonly Trial[];

/** What some seeds break of one rule. Each of these seeds is one in which a bug that is sown for the test shows itself. */
async function brokenBy(rule: string, seeds: readonly number[]): Promise<readonly string[]> {
  const outcomes = [];
  for (const seed of seeds) outcomes.push(await simulate(seed, earlier.find((trial) => trial.seed === seed)?.weather));
  return outcomes.flatMap(({ violations }) => violations.filter((violation) => violation.startsWith(`${rule} `)));
}

it("X8 no storm sees two refreshes at once", async () => {
  expect(await brokenBy("X8", [42, 63, 100])).toEqual([]);
});

it("X1 no storm sees an event acknowledged that is not stored", async () => {
  expect(await brokenBy("X1", [3, 10, 12])).toEqual([]);
});

it("M1 no storm writes over what a person typed on the strength of an old page", async () => {
  expect(await brokenBy("M1", [1, 34, 39])).toEqual([]);
});

it("M1 no storm writes over what a person typed on the strength of a first look", async () => {
  expect(await brokenBy("M1", [84_357, 90_757])).toEqual([]);
});

it("I4 no storm makes anew what lost its marker", async () => {
  expect(await brokenBy("I4", [684])).toEqual([]);
});

it("M3 no storm brings a tag back that a person took away", async () => {
  expect(await brokenBy("M3", [6, 19, 24])).toEqual([]);
});

it("A1 no storm leaves a write to a vendor without its entry", async () => {
  expect(await brokenBy("A1", [811, 1369, 5673])).toEqual([]);
});

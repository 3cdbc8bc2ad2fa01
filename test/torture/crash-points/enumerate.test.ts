import { expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { allScenarios } from "./all-scenarios.ts";
import { play } from "./play.ts";

it("S3 takes for one only crash points after which a kill ends the same, down to every later call", { timeout: 60_000 }, async () => {
  const scenario = must(allScenarios.at(0) ?? null, "a scenario");
  const whole = await play(scenario);
  const groups = [...Map.groupBy(whole.moments.keys(), (index) => whole.moments[index])].map(([, points]) => points);
  expect(groups.length).toBeLessThan(whole.passes.length * 0.8);
  for (const [first, ...others] of groups.filter(({ length }) => length > 1)) {
    const expected = await play(scenario, must(first ?? null, "a point") + 1);
    for (const other of others) {
      const cut = await play(scenario, other + 1);
      expect([cut.picture, cut.violations, cut.passes]).toEqual([expected.picture, expected.violations, whole.passes.slice(0, other + 1)]);
    }
  }
});

import { expect, it } from "vitest";
import { isShortForm, SHORT_SEEDS, wordsOnShortForm } from "./short-form.ts";
import type { Order } from "./suite.ts";

const short: Order = {
  seeds: SHORT_SEEDS,
  from: 7,
  flows: false,
  long: false,
  untimed: true,
  mutant: null,
  minutes: null,
  processors: 2,
  say: () => undefined,
};

it("tells whether the short form kept its twelve minutes, and what it leaves to the long one", () => {
  const [inTime, left] = wordsOnShortForm(250, 2);
  expect(inTime).toBe("The short form took 4.2 min on 2 processors: within its 12 min on 2.");
  expect(left).toMatch(/^Not in the short form: Stryker's .+ 85 % .+ npm run mutation, or npm run torture -- --long$/u);
  expect(wordsOnShortForm(721, 2)[0]).toBe("The short form took 12.0 min on 2 processors: more than its 12 min on 2.");
});

it("takes a longer or a narrower run for another form", () => {
  expect(isShortForm(short)).toBe(true);
  for (const other of [{ seeds: 200_000 }, { long: true }, { minutes: 60 }, { flows: true }, { mutant: "blind-post-retry" }])
    expect(isShortForm({ ...short, ...other })).toBe(false);
});

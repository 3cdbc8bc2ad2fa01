import { expect, it } from "vitest";
import { leastMade, weakAttacks } from "./judge-attack.ts";

it("takes an attack that made nine strikes of ten for one, each kind by itself", () => {
  expect(weakAttacks({ forged: 100, bombs: 10 }, { forged: 95, bombs: 9 })).toEqual([]);
  expect(weakAttacks({ forged: 1_000, bombs: 10 }, { forged: 1_000, bombs: 8 })).toEqual(["the attack fell short: 8 of 10 strikes made (bombs)"]);
});

it("takes a kind of which nothing came for none at all", () => {
  expect(weakAttacks({ forged: 100, bombs: 10 }, { forged: 100 })).toHaveLength(1);
  expect(leastMade({ forged: 100, bombs: 10 }, { forged: 100 })).toBe(0);
  expect(leastMade({ forged: 1_000, bombs: 10 }, { forged: 999, bombs: 10 })).toBe(99);
});

import { describe, expect, it } from "vitest";
import { holds, shareOf, targetText, valueText } from "./figure.ts";

describe("a figure", () => {
  it.each([
    [0.75, { least: 0.75 }, true],
    [0.749, { least: 0.75 }, false],
    [250, { most: 250 }, true],
    [250.1, { most: 250 }, false],
    [1, null, true],
    [null, { most: 1 }, true],
  ] as const)("of %j with target %j holds: %j", (value, target, held) => {
    expect(holds({ value, target })).toBe(held);
  });

  it("is told with its unit, and its target with its direction", () => {
    expect([valueText({ value: 1_234.5678, unit: "/s" }), valueText({ value: null, unit: "×" })]).toEqual(["1,234.568 /s", "not told"]);
    expect([{ least: 0.75 }, { most: 60 }, null].map((target) => targetText({ target, unit: "ms" }))).toEqual(["≥ 0.75 ms", "≤ 60 ms", "–"]);
  });

  it("is taken at a share of what was measured, in any order", () => {
    expect([shareOf([5, 1, 4, 2, 3], 0.5), shareOf([5, 1, 4, 2, 3], 0.99), shareOf([7], 0), shareOf([], 0.5)]).toEqual([3, 5, 7, null]);
  });
});

import { describe, expect, it } from "vitest";
import { holds, type Condition, type Operator } from "./condition.ts";
import type { Json, Scope } from "./expression.ts";

const scope = (trigger: Json): Scope => ({ trigger, steps: {}, run: { id: "r", startedAt: "" } });
const compared = (is: Operator, value: Json, than?: Json): boolean =>
  holds({ value: { literal: value }, is, ...(than !== undefined && { than: { literal: than } }) }, scope(null));

describe("conditions", () => {
  it.each<[Operator, Json, Json | undefined, boolean]>([
    ["there", "", undefined, true],
    ["there", null, undefined, false],
    ["missing", null, undefined, true],
    ["true", "true", undefined, true],
    ["true", 1, undefined, false],
    ["false", false, undefined, true],
    ["empty", "  ", undefined, true],
    ["empty", [], undefined, true],
    ["empty", 0, undefined, false],
    ["equal", " Ada@Example.com", "ada@example.COM ", true],
    ["equal", 7, "7", true],
    ["equal", "07", 7, true],
    ["equal", null, "", false],
    ["equal", null, null, true],
    ["equal", { a: 1 }, { a: 1 }, true],
    ["different", "a", null, true],
    ["containing", "Very Important", "important", true],
    ["containing", ["VIP", "other"], "vip", true],
    ["containing", null, "x", false],
    ["not-containing", ["a"], "b", true],
    ["starting-with", "INC-12", "inc-", true],
    ["starting-with", null, "", false],
    ["ending-with", "a.example", ".EXAMPLE", true],
    ["one-of", "major", "Minor, Major", true],
    ["one-of", 3, [1, 2, 3], true],
    ["none-of", "minor", ["major"], true],
    ["more", "10", 9, true],
    ["more", "ten", 9, false],
    ["at-least", 9, 9, true],
    ["less", null, 9, false],
    ["at-most", "2.5", "2.5", true],
    ["before", "2026-01-02", "2026-01-02T00:00:01Z", true],
    ["after", "2026-01-02T00:00:01", "2026-01-02T01:00:00+01:00", true],
    ["after", "soon", "2026-01-02", false],
  ])("holds %s of %j and %j: %s", (is, value, than, wanted) => {
    expect(compared(is, value, than)).toBe(wanted);
  });

  it("joins by all, any and not", () => {
    const yes: Condition = { value: { pick: "trigger.n" }, is: "equal", than: 1 };
    const no: Condition = { value: { pick: "trigger.n" }, is: "equal", than: 2 };
    const one = scope({ n: 1 });
    expect(holds({ all: [] }, one)).toBe(true);
    expect(holds({ any: [] }, one)).toBe(false);
    expect(holds({ all: [yes, no] }, one)).toBe(false);
    expect(holds({ any: [no, yes] }, one)).toBe(true);
    expect(holds({ not: no }, one)).toBe(true);
  });

  it("finds nothing that a value's prototype brings", () => {
    for (const path of ["trigger.constructor", "trigger.__proto__.polluted", "steps.toString", "trigger.list.length.constructor"])
      expect(holds({ value: { pick: path }, is: "there" }, scope({ list: [] }))).toBe(false);
  });
});

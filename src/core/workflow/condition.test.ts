import { describe, expect, it } from "vitest";
import { EffortSpent, holds, type Condition, type Operator } from "./condition.ts";
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

const large = {
  text: "a".repeat(1_000_000),
  spaces: `${" ".repeat(500_000)}1${" ".repeat(500_000)}x`,
  digits: `${"1".repeat(1_000_000)}x`,
  commas: ",".repeat(1_000_000),
  moment: `2026-01-02${"T00:00:00".repeat(100_000)}`,
  list: Array.from({ length: 100_000 }, (_, n) => `item ${String(n)}`),
  objects: Array.from({ length: 20_000 }, (_, n) => ({ n, text: "x".repeat(30) })),
  nested: JSON.parse(`${"[".repeat(60)}"${"x".repeat(900_000)}"${"]".repeat(60)}`) as Json,
};
const picked = (name: keyof typeof large): Json => ({ pick: `trigger.${name}` });
const hundred = (one: Condition): Condition => ({ any: Array.from({ length: 99 }, () => one) });

/** What a condition may try: to be so many, over values so large, that whoever else is in the process waits. */
const attacks: Readonly<Record<string, Condition>> = {
  "many looks into a large text": hundred({ value: picked("text"), is: "containing", than: "b" }),
  "many looks at how a large text ends": hundred({ value: picked("text"), is: "ending-with", than: "b" }),
  "a large text held against itself": hundred({ not: { value: picked("text"), is: "equal", than: picked("text") } }),
  "a text that begins and ends like a number": hundred({ value: picked("spaces"), is: "more", than: 1 }),
  "a number of a million digits": hundred({ value: picked("digits"), is: "equal", than: 1 }),
  "a time of a million letters": hundred({ value: picked("moment"), is: "after", than: "2026-01-01" }),
  "a text of commas as a list": hundred({ value: "x", is: "one-of", than: picked("commas") }),
  "a long list, many times": hundred({ value: picked("list"), is: "containing", than: "none" }),
  "a list of groups, many times": hundred({ value: picked("objects"), is: "containing", than: { literal: { n: -1 } } }),
  "a list in a list": hundred({ value: picked("list"), is: "one-of", than: picked("list") }),
  "a deep value held against itself": hundred({ not: { value: picked("nested"), is: "equal", than: picked("nested") } }),
};

describe("hostile conditions", () => {
  it.each(Object.entries(attacks))("bounds %s without holding anybody else up", (_what, condition) => {
    const before = process.threadCpuUsage();
    let answer: unknown;
    try {
      answer = holds(condition, scope(large));
    } catch (error) {
      answer = error instanceof EffortSpent;
    }
    const { user, system } = process.threadCpuUsage(before);
    expect(typeof answer).toBe("boolean");
    expect((user + system) / 1_000).toBeLessThan(100);
  });
});

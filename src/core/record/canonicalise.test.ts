import { describe, expect, it } from "vitest";
import { canonicalise, sameValue } from "./canonicalise.ts";
import type { FieldKind } from "./canonical.ts";

const context = { defaultCountry: "US" };
const equal = (kind: FieldKind, one: unknown, other: unknown): boolean =>
  sameValue(canonicalise(kind, one, context), canonicalise(kind, other, context));

describe("two vendors' forms of one value", () => {
  it.each<readonly [FieldKind, string, unknown, unknown]>([
    ["text", "in two Unicode forms", "Ame\u0301lie", "Am\u00e9lie"],
    ["name", "in two Unicode forms", "Zoe\u0308 A\u030angstr\u00f6m", "Zo\u00eb \u00c5ngstr\u00f6m"],
    ["set", "in two Unicode forms", ["cafe\u0301"], ["caf\u00e9"]],
    ["email", "in another case", "Ada.Example@Example.COM", "ada.example@example.com"],
    ["set", "in another case and order", ["VIP", "beta"], ["beta", "vip", "vip"]],
    ["phone", "with and without punctuation", "(202) 555-0101", "+1 202 555 0101"],
    ["name", "with other spaces", " Ada \t Example ", "Ada Example"],
    ["text", "with another line end", "one\r\ntwo", "one\ntwo\n"],
    ["date", "as another zone's instant", "2026-11-23T10:00:00+01:00", "2026-11-23T09:00:00.000Z"],
    ["number", "as text", "12.50", 12.5],
    ["boolean", "as text", "TRUE", true],
    ["text", "as nothing at all", "  ", null],
    ["set", "as nothing at all", [], undefined],
  ])("M5 a %s %s is the same", (kind, _how, one, other) => {
    expect(equal(kind, one, other)).toBe(true);
  });

  it.each<readonly [FieldKind, string, unknown, unknown]>([
    ["text", "that differ only in case", "Ada", "ada"],
    ["name", "that differ only in case", "de Vries", "De Vries"],
    ["email", "that differ in one letter", "ada@example.com", "eda@example.com"],
    ["phone", "that differ in one digit", "+12025550101", "+12025550102"],
    ["number", "too long to be kept exactly", "12345678901234567890", "12345678901234567891"],
    ["date", "of which one is a day and one an instant", "2026-11-23", "2026-11-23T00:00:00Z"],
    ["boolean", "of which one is empty", false, ""],
  ])("M5 two of %s %s stay apart", (kind, _how, one, other) => {
    expect(equal(kind, one, other)).toBe(false);
  });

  it("M5 what does not fit its kind is kept as text, so that nothing is lost by comparing", () => {
    expect(canonicalise("phone", "ask for Ada", context)).toBe("askforAda");
    expect(canonicalise("date", "next spring", context)).toBe("next spring");
    expect(canonicalise("number", "about ten", context)).toBe("about ten");
    expect(canonicalise("boolean", "maybe", context)).toBe("maybe");
  });
});

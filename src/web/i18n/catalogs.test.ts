import { IntlMessageFormat } from "intl-messageformat";
import { expect, it } from "vitest";
import { allCatalogs } from "../../../test/e2e/support/shown-keys.ts";
import { disguiseOf } from "./pseudo.ts";

it("has every text readable as ICU MessageFormat, under a key that no other catalog has", async () => {
  const seen = new Map<string, string>();
  for (const [area, messages] of await allCatalogs()) {
    for (const [key, message] of Object.entries(messages)) {
      expect(seen.get(key), `${key} stands in two catalogs`).toBeUndefined();
      seen.set(key, area);
      expect(() => new IntlMessageFormat(message, "en-GB", undefined, { ignoreTag: true }), key).not.toThrow();
    }
  }
  expect(seen.size).toBeGreaterThan(80);
});

it("lengthens and turns round only our own words, also those inside plurals", () => {
  const message = "{name} has {count, plural, one {# note} other {# notes}}";
  const shown = (locale: "en-XA" | "ar-XB"): string =>
    String(new IntlMessageFormat(disguiseOf(locale)(new IntlMessageFormat(message, "en").getAst()), "en").format({ name: "Ada", count: 2 }));
  expect(shown("en-XA")).toBe("Ada håš ··2 ñötéš··");
  expect(shown("ar-XB")).toBe("Ada \u202Ehas\u202C 2 \u202Enotes\u202C");
});

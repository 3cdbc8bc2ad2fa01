import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { IntlMessageFormat } from "intl-messageformat";
import { expect, it } from "vitest";
import { registry } from "#core/error-registry.ts";
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

it("has no text that nothing shows", async () => {
  const sources = globSync(join(import.meta.dirname, "..", "**/*.{ts,tsx}")).filter((file) => !/i18n.en|\.test\./u.test(file));
  const source = sources.map((file) => readFileSync(file, "utf8")).join("\n");
  const made = [...source.matchAll(/`([\w.-]+\$\{[^`]*)`/gu)].map(([, template = ""]) => {
    const parts = template.split(/\$\{[^}]*\}/u).map((part) => part.replaceAll(/[.*+?^$()|[\]\\]/gu, String.raw`\$&`));
    return new RegExp(`^${parts.join(".+")}$`, "u");
  });
  const isShown = (key: string): boolean => source.includes(`"${key}"`) || made.some((template) => template.test(key));
  const keys = [...(await allCatalogs()).values()].flatMap((messages) => Object.keys(messages));
  expect(keys.filter((key) => !isShown(key))).toEqual([]);
  expect(isShown("no.such.text")).toBe(false);
});

it("explains only words that stand in the text that explains them", async () => {
  const all: Readonly<Record<string, string>> = Object.assign({}, ...(await allCatalogs()).values());
  const sources = globSync(join(import.meta.dirname, "..", "**/*.tsx")).map((file) => readFileSync(file, "utf8"));
  const glossed = sources.flatMap((source) => [...source.matchAll(/<Glossed words=\{\[([^\]]*)\]\}>\s*\{text\("([^"]+)"/gu)]);
  expect(glossed.length).toBe(sources.join("").split("<Glossed ").length - 1);
  const misplaced = glossed.flatMap(([, words = "", key = ""]) =>
    [...words.matchAll(/"([^"]+)"/gu)]
      .filter(([, word = ""]) => !new RegExp(String.raw`\b${word}(?:s|es)?\b`, "iu").test(all[key] ?? ""))
      .map(([word]) => `${key}: ${word}`),
  );
  expect(misplaced).toEqual([]);
});

it("names each control of a row by the words that it shows, so that people who speak to it are heard", async () => {
  const all = Object.fromEntries([...(await allCatalogs()).values()].flatMap((messages) => Object.entries(messages)));
  const plain = (words: string): string => words.replaceAll(/[^\p{L}\p{N} ]/gu, "");
  const named = Object.keys(all).filter((key) => key.endsWith(".of") && key.slice(0, -3) in all);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((key) => !plain(all[key] ?? "").startsWith(plain(all[key.slice(0, -3)] ?? "")))).toEqual([]);
});

it("lets an error's advice name only buttons that stand on a page", async () => {
  const shown = [...(await allCatalogs()).values()].flatMap((messages) => Object.values(messages));
  const named = Object.values(registry).flatMap(({ fix }) =>
    [...fix.matchAll(/\bpress (?<button>[A-Z].*?)(?=[,;:.]| at | under | when |$)/giu)].map(({ groups }) => groups?.["button"] ?? ""),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((button) => !shown.some((words) => words.startsWith(button)))).toEqual([]);
});

it("has no key that is also a permission or an operation of a vendor: pages show those, and who looks for forgotten texts would find them", async () => {
  const named = [
    "vendors/generated/operations/*.json",
    "vendors/highlevel/**/*.ts",
    "vendors/incident/**/*.ts",
    "main/accounts/entity-operations.ts",
  ];
  const files = named.flatMap((pattern) => globSync(join(import.meta.dirname, "..", "..", pattern)));
  const ids = new Set(files.flatMap((file) => [...readFileSync(file, "utf8").matchAll(/"([\w-]+(?:\.[\w-]+)+)"/gu)].map(([, id]) => id ?? "")));
  expect(ids).toContain("alerts.edit");
  expect(ids).toContain("contacts.search");
  const keys = [...(await allCatalogs()).values()].flatMap((messages) => Object.keys(messages));
  expect(keys.filter((key) => ids.has(key))).toEqual([]);
});

it("lengthens and turns round only our own words, also those inside plurals", () => {
  const message = "{name} has {count, plural, one {# note} other {# notes}}";
  const shown = (locale: "en-XA" | "ar-XB"): string =>
    String(new IntlMessageFormat(disguiseOf(locale)(new IntlMessageFormat(message, "en").getAst()), "en").format({ name: "Ada", count: 2 }));
  expect(shown("en-XA")).toBe("Ada håš ··2 ñötéš··");
  expect(shown("ar-XB")).toBe("Ada \u202Ehas\u202C 2 \u202Enotes\u202C");
});

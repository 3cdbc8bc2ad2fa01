import { globSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, it } from "vitest";

const web = join(import.meta.dirname, "..");

/** The class or element at which each selector of a sheet begins. */
function subjects(sheet: string): ReadonlySet<string> {
  const rules = sheet.replaceAll(/\/\*[\s\S]*?\*\//gu, "").matchAll(/([^{}]+)\{/gu);
  const selectors = [...rules].flatMap(([, before = ""]) => before.split(",")).map((selector) => selector.trim());
  return new Set(
    selectors.flatMap((selector) => /^(?:\.[\w-]+|[a-z][\w-]*)/u.exec(selector) ?? []).filter((name) => name !== "from" && name !== "to"),
  );
}

it("styles each class and element in one sheet, so that no page's look hangs on which pages were seen before", () => {
  const sheets = new Map<string, string[]>();
  for (const file of globSync(join(web, "**/*.css")))
    for (const name of subjects(readFileSync(file, "utf8"))) sheets.set(name, [...(sheets.get(name) ?? []), relative(web, file)]);
  expect(sheets.size).toBeGreaterThan(100);
  expect([...sheets].filter(([, files]) => files.length > 1)).toEqual([]);
});

it("names no colour of the library outside the palette", () => {
  const named = globSync(join(web, "**/*.css")).filter((file) => readFileSync(file, "utf8").includes("var(--mantine"));
  expect(named.map((file) => relative(web, file))).toEqual([join("ui", "tokens.css")]);
});

import { existsSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readRules } from "../../../tools/spec-coverage.ts";
import { projectRoot } from "../../support/project-files.ts";
import { sown } from "./mutant.ts";
import { mutants } from "./seeded-mutants.ts";

const read = (file: string): string => readFileSync(join(projectRoot, file), "utf8");
const rules = readRules(read("src/core/sync/SPEC.md"));

describe("a sown bug", () => {
  it.each(mutants)("$name can be sown: its text is found once in $file", (mutant) => {
    const changed = sown(mutant, read(mutant.file));
    expect(changed, `change find and replace of ${mutant.name} to what the code says now`).not.toBeNull();
    expect(changed).not.toBe(read(mutant.file));
  });

  it.each(mutants.filter(({ file }) => file.endsWith(".ts")))(
    "$name leaves a program behind: what cannot be read is found by anybody who starts it, and by no test",
    (mutant) => {
      expect(() => stripTypeScriptTypes(String(sown(mutant, read(mutant.file))))).not.toThrow();
    },
  );

  it.each(mutants)("$name breaks a rule that there is, and a test named for that rule kills it", ({ rule, killedBy }) => {
    expect(rules.required.has(rule)).toBe(true);
    expect(killedBy.filter(({ title }) => new RegExp(`^(?:[A-Z]\\d+ )*${rule} `, "u").test(title)).length).toBeGreaterThan(0);
    expect(killedBy.filter(({ file }) => !existsSync(join(projectRoot, file)))).toEqual([]);
  });

  it("has a name of its own, and there are at least thirty-six", () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
    expect(mutants.length).toBeGreaterThanOrEqual(36);
  });

  it("is not sown in a text that has its place twice, or not at all", () => {
    const mutant = { ...(mutants[0] as (typeof mutants)[number]), find: "a", replace: "b" };
    expect([sown(mutant, "xay"), sown(mutant, "xaya"), sown(mutant, "xy")]).toEqual(["xby", null, null]);
  });
});

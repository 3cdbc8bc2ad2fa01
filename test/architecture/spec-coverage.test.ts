import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { idsOfTests, judge, readRules } from "../../tools/spec-coverage.ts";

const spec = "# Rules\n- **S1** Marks only.\n- **S2** Keys only.\n- **E4** Hops. later: no workflows yet.\n";

describe("spec coverage", () => {
  it("fails a rule without a test, and lets a later one be", () => {
    const tests = idsOfTests("one.test.ts", `it("S1 a payload is a hint", () => {});`);
    expect(judge(readRules(spec), tests)).toEqual(["S2 has no test whose name begins with it"]);
  });

  it("fails a test that names an unknown rule", () => {
    const tests = idsOfTests("one.test.ts", `it("S1, S2 both", () => {});\nit.each(cases)("S9 none", () => {});`);
    expect(judge(readRules(spec), tests)).toEqual(["one.test.ts: names S9, which SPEC.md does not have"]);
  });

  it("reads lists, ranges and tables of tests", () => {
    const source = `it("M1–M3 range", f);\nit.each([1, 2])("X1 and X2 list", f);\ntest(\n  "D5: colon", f);\nit(\`S3 \${name}\`, f);`;
    expect(idsOfTests("one.test.ts", source).map(({ id }) => id)).toEqual(["M1", "M2", "M3", "X1", "X2", "D5", "S3"]);
  });

  it("counts neither skipped tests nor other words", () => {
    expect(idsOfTests("one.test.ts", `it.skip("S1 later", f);\nit.todo("S2 later");\nit("E164 phones", f);\nread("A4 paper");`)).toEqual([]);
  });

  it("counts neither what runs on a condition nor what is commented out", () => {
    expect(
      idsOfTests("one.test.ts", `it.skipIf(!isThere())("S1 sometimes", f);\ntest.runIf(isThere)("S2 sometimes", f);\n  // it("S3 once", f);`),
    ).toEqual([]);
  });

  it("finds every rule of the real specification", () => {
    const rules = readRules(readFileSync(join(import.meta.dirname, "../../src/core/sync/SPEC.md"), "utf8"));
    expect(rules.required.size).toBe(53);
    expect([...rules.later.keys()]).toEqual(["T2"]);
  });
});

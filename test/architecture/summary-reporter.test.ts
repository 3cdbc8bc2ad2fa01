import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TestModule } from "vitest/node";
import { createSummaryReporter } from "../../tools/summary-reporter.ts";

interface Ended {
  readonly state: "passed" | "failed" | "skipped" | "pending";
  readonly note?: string;
}

/** As much of a file's tests as the reporter looks at. */
function moduleOf(state: "passed" | "failed", results: Readonly<Record<string, Ended>>): TestModule {
  const tests = Object.entries(results).map(([fullName, result]) => ({ fullName, result: () => result }));
  const allTests = (wanted?: Ended["state"]): unknown => tests.filter(({ result }) => wanted === undefined || result().state === wanted);
  return { relativeModuleId: "one.test.ts", state: () => state, children: { allTests } } as unknown as TestModule;
}

describe("the summary of a run", () => {
  const before = process.env["HIGHWIRE_TEST_COUNTS"];
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "highwire-summary-"));
    process.env["HIGHWIRE_TEST_COUNTS"] = join(folder, "counts.json");
  });
  afterEach(() => {
    if (before === undefined) delete process.env["HIGHWIRE_TEST_COUNTS"];
    else process.env["HIGHWIRE_TEST_COUNTS"] = before;
    rmSync(folder, { recursive: true, force: true });
  });

  function summaryOf(modules: readonly TestModule[], errors: readonly unknown[] = []): unknown {
    void createSummaryReporter().onTestRunEnd?.(modules, errors as never, "passed");
    return JSON.parse(readFileSync(join(folder, "counts.json"), "utf8"));
  }

  it("counts what passed and failed, and a test that never ended as failed", () => {
    const module = moduleOf("failed", { one: { state: "passed" }, two: { state: "failed" }, three: { state: "pending" } });
    expect(summaryOf([module])).toEqual({ passed: 1, failed: 2, skipped: 0, left: [] });
  });

  it("counts a file that does not load, and an error outside every test", () => {
    expect(summaryOf([moduleOf("failed", {}), moduleOf("failed", { one: { state: "passed" } })], [new Error("late")])).toMatchObject({ failed: 3 });
  });

  it("names each test that was left out, with the reason it gave", () => {
    const module = moduleOf("passed", { "vectors > run where X is set": { state: "skipped" }, two: { state: "skipped", note: "no browser" } });
    expect(summaryOf([module])).toMatchObject({ skipped: 2, left: ["one.test.ts: vectors > run where X is set", "one.test.ts: two (no browser)"] });
  });

  it("names twenty of many, and says how many more", () => {
    const many = Object.fromEntries(Array.from({ length: 23 }, (_, index) => [`test ${String(index)}`, { state: "skipped" }] as const));
    const { left } = summaryOf([moduleOf("passed", many)]) as { readonly left: readonly string[] };
    expect([left.length, left.at(-1)]).toEqual([21, "and 3 more"]);
  });
});

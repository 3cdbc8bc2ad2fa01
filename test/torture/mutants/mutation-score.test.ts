import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../support/project-files.ts";
import { judgeReport, mutatedFiles, percentWords, sumOf, type StrykerReport } from "./mutation-score.ts";

const mutants = (statuses: Readonly<Record<string, number>>): StrykerReport["files"][string] => ({
  mutants: Object.entries(statuses).flatMap(([status, count]) => Array.from({ length: count }, () => ({ status }))),
});

describe("the score of Stryker's mutants", () => {
  it("counts what was killed or hung against what survived or was never run, and nothing else", () => {
    const report = { files: { "a.ts": mutants({ Killed: 85, Timeout: 5, Survived: 6, NoCoverage: 4, CompileError: 50, Ignored: 50 }) } };
    expect(judgeReport(report, ["a.ts"])).toEqual({ files: [{ file: "a.ts", noticed: 90, of: 100 }], troubles: [] });
  });

  it("fails for one weak file, however strong the others are", () => {
    const report = { files: { "strong.ts": mutants({ Killed: 1_000 }), "weak.ts": mutants({ Killed: 84, Survived: 16 }) } };
    const { files, troubles } = judgeReport(report, ["strong.ts", "weak.ts"]);
    expect(troubles).toEqual(["tests notice 84.0 % of the mutants of weak.ts, less than 85 %"]);
    expect(percentWords(sumOf(files))).toBe("98.5 %");
  });

  it("fails for a file that was left out, or of which no mutant told anything", () => {
    const report = { files: { "broken.ts": mutants({ RuntimeError: 9 }) } };
    expect(judgeReport(report, ["broken.ts", "absent.ts"]).troubles).toEqual(["Stryker did not try broken.ts", "Stryker did not try absent.ts"]);
  });

  it("is rounded down, so that nothing passes by rounding", () => {
    expect(percentWords({ noticed: 8_499, of: 10_000 })).toBe("84.9 %");
  });

  it("is about files that there are", () => {
    expect(mutatedFiles.filter((file) => !existsSync(join(projectRoot, file)))).toEqual([]);
  });
});

import { spawn } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "../../support/project-files.ts";

/** What Stryker found: the share of its mutants that tests noticed, and whether that is enough. */
export interface MutationScore {
  /** Percent, with one digit. */
  readonly score: string;
  /** Why it is not enough; null when it is. */
  readonly trouble: string | null;
}

interface StrykerReport {
  readonly files: Readonly<Record<string, { readonly mutants: readonly { readonly status: string }[] }>>;
}

/** Named in `stryker.json`. */
const report = join(projectRoot, "reports", "mutation.json");

/** Runs Stryker as `npm run mutation` does; it ends with an error below the threshold of `stryker.json`. Minutes. */
export async function mutationScore(signal: AbortSignal): Promise<MutationScore> {
  // A report of an earlier run must not speak for this one.
  await rm(report, { force: true });
  const code = await runStryker(signal);
  const text = await readFile(report, "utf8").catch(() => null);
  if (text === null) return { score: "none", trouble: `Stryker left no report (exit code ${String(code)})` };
  const statuses = Object.values((JSON.parse(text) as StrykerReport).files).flatMap(({ mutants }) => mutants.map(({ status }) => status));
  const count = (...wanted: readonly string[]): number => statuses.filter((status) => wanted.includes(status)).length;
  const noticed = count("Killed", "Timeout");
  const score = ((100 * noticed) / (noticed + count("Survived", "NoCoverage"))).toFixed(1);
  return { score: `${score} %`, trouble: code === 0 ? null : `Stryker's score is ${score} %, too low or not made (npm run mutation)` };
}

function runStryker(signal: AbortSignal): Promise<number | null> {
  const bin = join("node_modules", "@stryker-mutator", "core", "bin", "stryker.js");
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [bin, "run", "test/torture/mutants/stryker.json"], { cwd: projectRoot, stdio: "ignore", signal });
    child.once("error", () => resolve(null));
    child.once("exit", (code) => resolve(code));
  });
}

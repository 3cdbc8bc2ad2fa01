import { writeFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}
/** Tests that were left out, told by name: whoever picks one test by its name leaves thousands out. */
const MOST_TOLD = 20;

/**
 * Counts what the run proved, and names what it left out. Prints "N passed, N failed" as the last line; under `npm test` counts and names go to the
 * file named by HIGHWIRE_TEST_COUNTS instead, and are printed there, gates included.
 */
class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts: Counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) addModule(counts, module);
    const left = modules.flatMap(leftOut);
    const told = left.slice(0, MOST_TOLD);
    if (left.length > told.length) told.push(`and ${String(left.length - told.length)} more`);
    const file = process.env["HIGHWIRE_TEST_COUNTS"];
    if (file !== undefined) return writeFileSync(file, JSON.stringify({ ...counts, left: told }));
    const skipped = counts.skipped > 0 ? `, ${String(counts.skipped)} skipped` : "";
    const names = told.map((name) => `skipped: ${name}\n`).join("");
    process.on("exit", () => process.stdout.write(`\n${names}${String(counts.passed)} passed, ${String(counts.failed)} failed${skipped}\n`));
  }
}

function addModule(counts: Counts, module: TestModule): void {
  const before = counts.failed;
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    // A test that never came to an end proves nothing.
    counts[state === "pending" ? "failed" : state] += 1;
  }
  // A file that does not load, or a hook that throws, fails without any test of its own failing.
  if (module.state() === "failed" && counts.failed === before) counts.failed += 1;
}

/** Names of the tests that did not run; a name says why, or the test itself did when it left. */
function leftOut(module: TestModule): readonly string[] {
  return [...module.children.allTests("skipped")].map((test) => {
    const result = test.result();
    const why = result.state === "skipped" ? result.note : undefined;
    return `${module.relativeModuleId}: ${test.fullName}${why === undefined ? "" : ` (${why})`}`;
  });
}

export const createSummaryReporter = (): Reporter => new SummaryReporter();

import { writeFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Counts what the run proved. Prints "N passed, N failed" as the last line; under `npm test` the counts go to the file named by
 * HIGHWIRE_TEST_COUNTS instead, and the line is printed there, gates included.
 */
class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts: Counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) addModule(counts, module);
    const file = process.env["HIGHWIRE_TEST_COUNTS"];
    if (file !== undefined) return writeFileSync(file, JSON.stringify(counts));
    const skipped = counts.skipped > 0 ? `, ${String(counts.skipped)} skipped` : "";
    process.on("exit", () => process.stdout.write(`\n${String(counts.passed)} passed, ${String(counts.failed)} failed${skipped}\n`));
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

export const createSummaryReporter = (): Reporter => new SummaryReporter();

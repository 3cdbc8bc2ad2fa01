import type { Reporter, TestModule } from "vitest/node";

/** Prints "N passed, N failed" as the last line, gates included, for people and for CI. */
class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: Number(process.env["HIGHWIRE_PASSED_GATES"] ?? 0), failed: Number(process.env["HIGHWIRE_FAILED_GATES"] ?? 0), skipped: 0 };
    for (const module of modules) {
      const before = counts.failed;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        // A test that never came to an end proves nothing.
        counts[state === "pending" ? "failed" : state] += 1;
      }
      // A file that does not load, or a hook that throws, fails without any test of its own failing.
      if (module.state() === "failed" && counts.failed === before) counts.failed += 1;
    }
    counts.failed += unhandledErrors.length;
    const skipped = counts.skipped > 0 ? `, ${String(counts.skipped)} skipped` : "";
    process.on("exit", () => process.stdout.write(`\n${String(counts.passed)} passed, ${String(counts.failed)} failed${skipped}\n`));
  }
}

export const createSummaryReporter = (): Reporter => new SummaryReporter();

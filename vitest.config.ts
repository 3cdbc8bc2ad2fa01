import { defineConfig } from "vitest/config";
import { createSummaryReporter } from "./tools/summary-reporter.ts";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    reporters: [["default", { summary: false }], createSummaryReporter()],
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});

import { defineConfig } from "vitest/config";
import { createSummaryReporter } from "./tools/summary-reporter.ts";

const tests = ["src/**/*.test.{ts,tsx}", "test/**/*.test.ts"];
const databaseTests = ["src/**/*.db.test.ts", "test/**/*.db.test.ts"];

/** The suffix says the tier: `.test` unit, `.prop` properties, `.sandbox` client against emulator, `.db` PostgreSQL, `.e2e` browser. */
export default defineConfig({
  test: {
    reporters: [["default", { summary: false }], createSummaryReporter()],
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // What is waited for comes as soon as the machine lets it.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      { extends: true, test: { name: "plain", include: tests, exclude: [...databaseTests, "**/node_modules/**"] } },
      { extends: true, test: { name: "db", include: databaseTests, globalSetup: ["test/support/global-setup.ts"] } },
    ],
  },
});

import { globSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, it } from "vitest";
import { timeIn } from "./time-in.ts";

const web = join(import.meta.dirname, "..");

it("tells the same moment in the zone that is asked for", () => {
  const at = Date.UTC(2026, 0, 31, 20, 5);
  expect(timeIn("Asia/Tokyo", "clock", at)).toBe("05:05");
  expect(timeIn("Asia/Tokyo", "exact", at)).toContain("1 Feb 2026");
  expect(timeIn("Asia/Tokyo", "day", at)).toMatch(/1 Feb/u);
  expect(timeIn("Asia/Tokyo", "dayAndClock", at)).toMatch(/1.*05:05/u);
  expect(timeIn("UTC", "clock", at)).toBe("20:05");
  expect(timeIn("UTC", "date", at)).toBe("31 Jan");
});

it("has no page with a clock of its own, which would not follow the zone that was chosen", () => {
  const withClock = globSync(join(web, "**/*.{ts,tsx}")).filter(
    (file) => !file.endsWith(".test.ts") && readFileSync(file, "utf8").includes("DateTimeFormat("),
  );
  expect(withClock.map((file) => relative(web, file)).toSorted()).toEqual([join("i18n", "time-in.ts"), join("i18n", "time.ts")]);
});

import { globSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, it, vi } from "vitest";

const web = join(import.meta.dirname, "..");

it("tells times in the zone that was chosen, and days of UTC in UTC", async () => {
  const kept = new Map([["hw-time-zone", "Asia/Tokyo"]]);
  vi.stubGlobal("localStorage", { getItem: (name: string) => kept.get(name) ?? null });
  vi.stubGlobal("addEventListener", () => undefined);
  const { clockTime, dayAndClockTime, dayTime, exactTime, shownZone, utcDay } = await import("./time.ts");
  const at = Date.UTC(2026, 0, 31, 20, 5);
  expect(shownZone()).toBe("Asia/Tokyo");
  expect(clockTime(at)).toBe("05:05");
  expect(exactTime(at)).toContain("1 Feb 2026");
  expect(dayTime(at)).toMatch(/1 Feb/u);
  expect(dayAndClockTime(at)).toMatch(/1.*05:05/u);
  expect(utcDay(at)).toBe("31 Jan");
  vi.unstubAllGlobals();
});

it("has no page with a clock of its own, which would not follow the zone that was chosen", () => {
  const withClock = globSync(join(web, "**/*.{ts,tsx}")).filter(
    (file) => !file.endsWith(".test.ts") && readFileSync(file, "utf8").includes("DateTimeFormat("),
  );
  expect(withClock.map((file) => relative(web, file))).toEqual([join("i18n", "time.ts")]);
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { offsetMsAt, wallTimeAt, zonedToUtcMs, type WallTime } from "./zoned-time.ts";

const zones = [
  "UTC",
  "America/New_York",
  "Europe/Vienna",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "America/St_Johns",
  "Pacific/Chatham",
  "Africa/Casablanca",
];
const time = (text: string): WallTime => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (text.match(/\d+/gu) ?? []).map(Number);
  return { year, month, day, hour, minute, second };
};
const iso = (atMs: number): string => new Date(atMs).toISOString();

describe("a time in a zone", () => {
  it.each([
    ["2026-07-16 11:00:00", "America/New_York", "2026-07-16T15:00:00.000Z"],
    ["2026-01-16 11:00:00", "America/New_York", "2026-01-16T16:00:00.000Z"],
    ["2026-07-16 11:00:00", "Asia/Kathmandu", "2026-07-16T05:15:00.000Z"],
    // Comes twice: the first one.
    ["2026-11-01 01:30:00", "America/New_York", "2026-11-01T05:30:00.000Z"],
    // Is left out: read with the offset from before.
    ["2026-03-08 02:30:00", "America/New_York", "2026-03-08T07:30:00.000Z"],
    ["2026-03-08 03:00:00", "America/New_York", "2026-03-08T07:00:00.000Z"],
    ["2026-07-16 11:00:00", "Nowhere/Atall", "2026-07-16T11:00:00.000Z"],
  ])("%s in %s is %s", (shown, zone, expected) => {
    expect(iso(zonedToUtcMs(time(shown), zone))).toBe(expected);
  });

  it("shows midnight as hour zero", () => {
    expect(wallTimeAt(Date.UTC(2026, 0, 1), "UTC")).toEqual({ year: 2026, month: 1, day: 1, hour: 0, minute: 0, second: 0 });
  });

  it("leads back to its moment, except where clocks show it twice, and then to the earlier", () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2040, 0) }), fc.constantFrom(...zones), (at, zone) => {
        const second = Math.floor(at / 1_000) * 1_000;
        const back = zonedToUtcMs(wallTimeAt(second, zone), zone);
        expect(wallTimeAt(back, zone)).toEqual(wallTimeAt(second, zone));
        expect(back).toBeLessThanOrEqual(second);
        if (back !== second) expect(offsetMsAt(back, zone)).not.toBe(offsetMsAt(second, zone));
      }),
      { numRuns: 3_000 },
    );
  });
});

import fc from "fast-check";
import { expect, it } from "vitest";
import { dueIn, dueLine } from "./due-line.ts";

it("M5 a due line tells its moment to the millisecond", () => {
  const moments = fc.date({ min: new Date("1971-01-01"), max: new Date("2199-12-31"), noInvalidDate: true });
  fc.assert(
    fc.property(moments, fc.boolean(), (moment, isWhole) => {
      const iso = new Date(isWhole ? Math.floor(moment.getTime() / 60_000) * 60_000 : moment).toISOString();
      expect(dueIn(dueLine(iso))).toBe(iso);
    }),
  );
});

it.each([
  ["Due: 2026-12-01 09:30 UTC", "2026-12-01T09:30:00.000Z"],
  ["**Due:** 2026-12-01 09:30", "2026-12-01T09:30:00.000Z"],
  ["due 2026-12-01T09:30:00+02:00", "2026-12-01T07:30:00.000Z"],
  ["Due date: 2026-12-01", "2026-12-01T12:00:00.000Z"],
  ["Due by 1 December 2026", "2026-12-01T12:00:00.000Z"],
  ["Due: Dec 1st, 2026 14:05", "2026-12-01T14:05:00.000Z"],
  [String.raw`Due: 2026\-12\-01`, "2026-12-01T12:00:00.000Z"],
  ["> _Due on_ 2026/12/1", "2026-12-01T12:00:00.000Z"],
])("M5 reads %s as people mean it", (line, moment) => {
  expect(dueIn(line)).toBe(moment);
});

it.each([
  "",
  "Due",
  "Due: soon",
  "Due: 2026-02-31",
  "Due: 1 Smarch 2026",
  "Due: 2026-12-01 25:00",
  "Overdue: 2026-12-01",
  "Due process takes 2026 days",
])("M5 finds no moment in %j", (line) => {
  expect(dueIn(line)).toBeNull();
});

it("M5 tells what is no moment as it is", () => {
  expect(dueLine("next week")).toBe("Due: next week");
});

import { expect, it } from "vitest";
import { retryAfterMs } from "./retry-after.ts";

const now = Date.UTC(2026, 10, 23, 9, 0, 0);

it.each([
  ["1", 1_000],
  ["120", 120_000],
  [" 7 ", 7_000],
  ["1.5", 1_500],
  ["0", 1_000],
  ["0.2", 1_000],
  ["999999999", 3_600_000],
  ["Mon, 23 Nov 2026 09:00:30 GMT", 30_000],
  ["Monday, 23-Nov-26 09:00:30 GMT", 30_000],
  ["Mon Nov 23 09:00:30 2026", 30_000],
  ["Mon, 23 Nov 2026 08:00:00 GMT", 1_000],
  ["Tue, 24 Nov 2026 09:00:00 GMT", 3_600_000],
])("X6 reads «%s» as %i ms", (header, wanted) => {
  expect(retryAfterMs(header, now)).toBe(wanted);
});

it.each([
  undefined,
  "",
  "  ",
  "soon",
  "soon 5",
  "-5",
  "+5",
  "1e3",
  "0x10",
  "Infinity",
  "NaN",
  "5s",
  "5, 6",
  "2026-11-23T09:00:30Z",
  "Mon, 99 Foo 2026 09:00:30 GMT",
])("X6 takes «%s» for no waiting time at all", (header) => {
  expect(retryAfterMs(header, now)).toBeUndefined();
});

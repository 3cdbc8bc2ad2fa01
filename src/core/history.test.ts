import { expect, it } from "vitest";
import type { Bridge } from "./bridge.ts";
import { hasHistory, historyOf, isHistory, takesInMore, withHistory } from "./history.ts";
import { digestVersion } from "./record/version.ts";

const NOW = Date.UTC(2026, 10, 23, 9);
const bridge = { name: "Contacts" } as Bridge;
const minutesBefore = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();

it("I6 all is what a bridge takes in unless somebody chose otherwise, and choosing it again forgets the moment", () => {
  expect(historyOf(bridge)).toBe("all");
  expect(isHistory(bridge, "1999-01-01T00:00:00Z")).toBe(false);
  const none = withHistory(bridge, "none", NOW);
  expect(historyOf(none)).toBe("none");
  expect(withHistory(none, "all", NOW)).toEqual(bridge);
});

it("I6 days are counted back from the choice, with ten minutes of grace for the vendors' clocks", () => {
  const days = withHistory(bridge, 90, NOW);
  expect(historyOf(days)).toBe(90);
  expect(isHistory(days, minutesBefore(90 * 1_440 + 11))).toBe(true);
  expect(isHistory(days, minutesBefore(90 * 1_440 + 9))).toBe(false);
  const none = withHistory(bridge, "none", NOW);
  expect(isHistory(none, minutesBefore(11))).toBe(true);
  expect(isHistory(none, minutesBefore(9))).toBe(false);
});

it("I6 the same choice again keeps its moment, and another one begins anew", () => {
  const first = withHistory(bridge, "none", NOW);
  expect(withHistory(first, "none", NOW + 1_000_000)).toBe(first);
  expect(withHistory(first, 1, NOW).history?.since).toBe((first.history?.since ?? 0) - 86_400_000);
});

it("I6 a record without a date of its own is never old", () => {
  const none = withHistory(bridge, "none", NOW);
  expect(isHistory(none, digestVersion("2020"))).toBe(false);
  expect(isHistory(none, "")).toBe(false);
});

it("I6 more is taken in when the history reaches further back than before, and only then", () => {
  const [none, days] = [withHistory(bridge, "none", NOW), withHistory(bridge, 30, NOW)];
  expect([takesInMore(none, days), takesInMore(none, bridge), takesInMore(days, bridge)]).toEqual([true, true, true]);
  expect([takesInMore(days, none), takesInMore(bridge, none), takesInMore(none, none), takesInMore(bridge, bridge)]).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

it("I6 is a choice for contacts alone", () => {
  expect((["contact", "task", "appointment", "board"] as const).map(hasHistory)).toEqual([true, false, false, false]);
});

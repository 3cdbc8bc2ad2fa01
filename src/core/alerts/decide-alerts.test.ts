import { describe, expect, it } from "vitest";
import { alertKinds, urgentKinds, type Alert, type AlertChannel, type AlertNeed } from "./alert.ts";
import { decideAlerts, decideTelling } from "./decide-alerts.ts";
import { isQuiet, tellableKinds } from "./quiet-hours.ts";

const need = (cause: string, more: Partial<AlertNeed> = {}): AlertNeed => ({
  cause,
  kind: "parked",
  code: null,
  vendor: null,
  entity: "contact",
  count: 1,
  since: 0,
  href: "/",
  ...more,
});
const open = (cause: string, more: Partial<Alert> = {}): Alert => ({ ...need(cause), id: `alert ${cause}`, raisedAt: 0, endedAt: null, ...more });
const channel = (id: string, more: Partial<AlertChannel> = {}): AlertChannel => ({
  id,
  kind: "email",
  name: id,
  shownAs: id,
  kinds: alertKinds,
  quiet: null,
  paused: false,
  madeAt: 0,
  lastToldAt: null,
  failingSince: null,
  failure: null,
  ...more,
});

describe("which alerts begin and which are over", () => {
  it("raises each cause once, however often it is met, and leaves those that go on alone", () => {
    expect(decideAlerts([need("a"), need("a", { count: 2 }), need("b")], [open("b")])).toEqual({
      raise: [need("a", { count: 2 })],
      end: [],
      recount: [],
    });
  });

  it("ends what is no longer needed, and notes another number without telling anybody again", () => {
    expect(decideAlerts([need("b", { count: 7 })], [open("a"), open("b")])).toEqual({
      raise: [],
      end: ["alert a"],
      recount: [{ id: "alert b", count: 7 }],
    });
  });
});

describe("who is told", () => {
  it("hands each open alert to each channel that tells of its kind, is not paused and has not got it", () => {
    const channels = [channel("all"), channel("paused", { paused: true }), channel("brakes", { kinds: ["brake"] })];
    const alerts = [open("a"), open("b", { kind: "brake" })];
    expect(decideTelling(alerts, channels, [{ alertId: "alert a", channelId: "all" }])).toEqual([
      { alertId: "alert b", channelId: "all" },
      { alertId: "alert b", channelId: "brakes" },
    ]);
  });
});

describe("quiet hours", () => {
  /** 22:00 to 07:00 in Berlin, which is one hour ahead of UTC in winter and two in summer. */
  const night = { from: 22 * 60, until: 7 * 60, zone: "Europe/Berlin", urgentComesThrough: true };
  const at = (text: string): number => Date.parse(text);

  it.each([
    ["2026-01-15T20:59:59Z", false],
    ["2026-01-15T21:00:00Z", true],
    ["2026-01-16T05:59:59Z", true],
    ["2026-01-16T06:00:00Z", false],
    // in summer an hour earlier by UTC
    ["2026-07-15T20:00:00Z", true],
    ["2026-07-16T05:00:00Z", false],
    // the night in which clocks go forward, and the one in which they go back
    ["2026-03-29T04:59:59Z", true],
    ["2026-03-29T05:00:00Z", false],
    ["2026-10-25T05:59:59Z", true],
    ["2026-10-25T06:00:00Z", false],
  ])("by the clocks of their zone, %s is quiet: %s", (moment, quiet) => {
    expect(isQuiet(night, at(moment))).toBe(quiet);
  });

  it("hold by day as well, and all day when they begin and end at the same time", () => {
    expect(isQuiet({ ...night, from: 540, until: 600, zone: "UTC" }, at("2026-01-15T09:30:00Z"))).toBe(true);
    expect(isQuiet({ ...night, from: 540, until: 600, zone: "UTC" }, at("2026-01-15T10:00:00Z"))).toBe(false);
    expect(isQuiet({ ...night, from: 540, until: 540, zone: "UTC" }, at("2026-01-15T20:00:00Z"))).toBe(true);
  });

  it("let through what stops all work where that is wished, and nothing else; a paused channel tells nothing", () => {
    const now = at("2026-01-15T23:00:00Z");
    expect(tellableKinds(channel("c", { quiet: night }), now)).toEqual(urgentKinds);
    expect(tellableKinds(channel("c", { quiet: { ...night, urgentComesThrough: false } }), now)).toEqual([]);
    expect(tellableKinds(channel("c", { quiet: night }), at("2026-01-15T12:00:00Z"))).toEqual(alertKinds);
    expect(tellableKinds(channel("c", { paused: true }), now)).toEqual([]);
  });
});

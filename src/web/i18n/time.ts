import { isTimeZone } from "#core/text/clock-text.ts";
import { keptChoice } from "../ui/kept-choice.ts";
import { LANGUAGE } from "./text.ts";
import { timeIn } from "./time-in.ts";

const relative = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: "auto", style: "short" });

/** Time zones by name, as this browser knows them; UTC stands for itself. */
export const timeZones = (): readonly string[] => ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

/** The browser's own time zone. */
export const browserZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The time zone in which times are shown; empty for the browser's own. */
export const timeZone = keptChoice("hw-time-zone", (zone): zone is string => zone === "" || isTimeZone(zone), "");

/** The zone in which times are shown now, by name. */
export function shownZone(): string {
  const chosen = timeZone.read();
  return chosen === "" ? browserZone() : chosen;
}

/** "12 sec ago". */
export function ago(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1_000);
  if (seconds > -60) return relative.format(Math.min(0, seconds), "second");
  if (seconds > -3_600) return relative.format(Math.round(seconds / 60), "minute");
  if (seconds > -86_400) return relative.format(Math.round(seconds / 3_600), "hour");
  return relative.format(Math.round(seconds / 86_400), "day");
}

export const exactTime = (at: number): string => timeIn(timeZone.read(), "exact", at);
/** Hours and minutes. */
export const clockTime = (at: number): string => timeIn(timeZone.read(), "clock", at);
/** Weekday, day and month. */
export const dayTime = (at: number): string => timeIn(timeZone.read(), "day", at);
/** Weekday, day, hours and minutes. */
export const dayAndClockTime = (at: number): string => timeIn(timeZone.read(), "dayAndClock", at);
/** A day that begins at midnight UTC, in whatever zone times are shown. */
export const utcDay = (at: number): string => timeIn("UTC", "date", at);

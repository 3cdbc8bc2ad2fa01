import { isTimeZone } from "#core/text/clock-text.ts";
import { keptChoice } from "../ui/kept-choice.ts";
import { LANGUAGE } from "./text.ts";

const relative = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: "auto", style: "short" });

/** Time zones by name, as this browser knows them; UTC stands for itself. */
export const timeZones = (): readonly string[] => ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

/** The time zone in which times are shown; empty for the browser's own. */
export const timeZone = keptChoice("hw-time-zone", (zone): zone is string => zone === "" || isTimeZone(zone), "");

const formats = new Map<string, Intl.DateTimeFormat>();

/** A format of times in the zone that is chosen now. */
function formatIn(styles: Pick<Intl.DateTimeFormatOptions, "dateStyle" | "timeStyle">): Intl.DateTimeFormat {
  const zone = timeZone.read();
  const key = `${zone} ${styles.dateStyle ?? ""} ${styles.timeStyle ?? ""}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(LANGUAGE, { ...styles, ...(zone !== "" && { timeZone: zone }) });
  formats.set(key, format);
  return format;
}

/** "12 sec ago". */
export function ago(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1_000);
  if (seconds > -60) return relative.format(Math.min(0, seconds), "second");
  if (seconds > -3_600) return relative.format(Math.round(seconds / 60), "minute");
  if (seconds > -86_400) return relative.format(Math.round(seconds / 3_600), "hour");
  return relative.format(Math.round(seconds / 86_400), "day");
}

export const exactTime = (at: number): string => formatIn({ dateStyle: "medium", timeStyle: "medium" }).format(at);
/** Hours and minutes. */
export const clockTime = (at: number): string => formatIn({ timeStyle: "short" }).format(at);

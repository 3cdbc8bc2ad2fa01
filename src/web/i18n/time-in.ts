import { LANGUAGE } from "./text.ts";

const styles = {
  exact: { dateStyle: "medium", timeStyle: "medium" },
  clock: { timeStyle: "short" },
  day: { weekday: "short", day: "numeric", month: "short" },
  dayAndClock: { weekday: "short", day: "numeric", hour: "2-digit", minute: "2-digit" },
  date: { day: "numeric", month: "short" },
} as const satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>;
const formats = new Map<string, Intl.DateTimeFormat>();

/** A time in words, in a zone by name; empty for the machine's own. */
export function timeIn(zone: string, style: keyof typeof styles, at: number): string {
  const key = `${zone} ${style}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(LANGUAGE, { ...styles[style], ...(zone !== "" && { timeZone: zone }) });
  formats.set(key, format);
  return format.format(at);
}

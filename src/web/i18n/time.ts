import { LANGUAGE } from "./text.ts";

const relative = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: "auto", style: "short" });
const exact = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "medium", timeStyle: "medium" });

/** "12 sec ago". */
export function ago(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1_000);
  if (seconds > -60) return relative.format(Math.min(0, seconds), "second");
  if (seconds > -3_600) return relative.format(Math.round(seconds / 60), "minute");
  if (seconds > -86_400) return relative.format(Math.round(seconds / 3_600), "hour");
  return relative.format(Math.round(seconds / 86_400), "day");
}

export const exactTime = (at: number): string => exact.format(at);

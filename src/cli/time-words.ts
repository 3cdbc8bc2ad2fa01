import type { Instant } from "#core/ids.ts";

/** `2026-11-23 20:31:59` in the machine's time zone. */
export function localTime(at: Instant): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** An age as people say it: `just now`, `12 s ago`, `5 min ago`, `3 h ago`, `2 d ago`; `never` for null. */
export function ageText(ms: number | null): string {
  if (ms === null) return "never";
  const steps: readonly (readonly [number, string])[] = [
    [86_400_000, "d"],
    [3_600_000, "h"],
    [60_000, "min"],
    [1_000, "s"],
  ];
  const fitting = steps.find(([size]) => ms >= size);
  return fitting === undefined ? "just now" : `${String(Math.floor(ms / fitting[0]))} ${fitting[1]} ago`;
}

import { en, type MessageKey } from "./en.ts";

/** A text of the page with its `{name}`s filled in; `{count, contact|contacts}` takes the word that fits the number. */
export function text(key: MessageKey, values: Readonly<Record<string, string | number>> = {}): string {
  return en[key].replace(/\{(\w+)(?:, ([^|}]+)\|([^}]+))?\}/gu, (whole, name: string, one?: string, many?: string) => {
    if (!(name in values)) return whole;
    if (one === undefined) return format(values[name] ?? "");
    return (values[name] === 1 ? one : many) ?? "";
  });
}

const numbers = new Intl.NumberFormat("en");
const format = (value: string | number): string => (typeof value === "number" ? numbers.format(value) : value);

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
const exact = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium" });

/** "12 sec. ago"; the exact time stands beside it as a title. */
export function ago(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1_000);
  if (seconds > -60) return relative.format(Math.min(0, seconds), "second");
  if (seconds > -3_600) return relative.format(Math.round(seconds / 60), "minute");
  if (seconds > -86_400) return relative.format(Math.round(seconds / 3_600), "hour");
  return relative.format(Math.round(seconds / 86_400), "day");
}

export const exactTime = (at: number): string => exact.format(at);

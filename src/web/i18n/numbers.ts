import { LANGUAGE } from "./text.ts";

const whole = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 0 });
const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

export const wholeNumber = (value: number): string => whole.format(value);

/** A size in the unit that suits it: "12.3 MB". */
export function bytes(value: number): string {
  const step = Math.min(units.length - 1, value < 1 ? 0 : Math.floor(Math.log10(value) / 3));
  const format = new Intl.NumberFormat(LANGUAGE, { style: "unit", unit: units[step] ?? "byte", unitDisplay: "short", maximumFractionDigits: 1 });
  return format.format(value / 1_000 ** step);
}

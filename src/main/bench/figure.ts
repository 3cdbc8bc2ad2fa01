import type { Log } from "#core/ports/log.ts";
import type { ProgressListener } from "#engine/application.ts";
import type { Settings } from "../options.ts";

/** What every bench is handed. */
export interface BenchRequest {
  readonly settings: Settings;
  readonly log: Log;
  readonly onProgress: ProgressListener;
  readonly signal: AbortSignal;
}

/** One measured number, with what it should be. */
export interface Figure {
  /** Stable, for scripts: `ingest.ratio`. */
  readonly name: string;
  /** What it is, as a table's row says it. */
  readonly about: string;
  /** Null when this run could not tell it. */
  readonly value: number | null;
  readonly unit: "×" | "links" | "ms" | "s" | "/s" | "calls" | "contacts" | "fields" | "MB";
  /** Null for numbers that stand there to be known. */
  readonly target: { readonly least: number } | { readonly most: number } | null;
  /** The command that measures it again. */
  readonly command: string;
  /** How it was measured, where the number alone would mislead. */
  readonly how?: string;
}

/** False when a figure misses its target; what could not be told misses nothing. */
export function holds({ value, target }: Pick<Figure, "value" | "target">): boolean {
  if (value === null || target === null) return true;
  return "least" in target ? value >= target.least : value <= target.most;
}

/** The value at this share of the sorted numbers, `0.5` being the middle; null of none. */
export function shareOf(numbers: readonly number[], share: number): number | null {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
}

export const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

const number = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 3 });

export const valueText = ({ value, unit }: Pick<Figure, "value" | "unit">): string => (value === null ? "not told" : `${number(value)} ${unit}`);

export function targetText({ target, unit }: Pick<Figure, "target" | "unit">): string {
  if (target === null) return "–";
  return "least" in target ? `≥ ${number(target.least)} ${unit}` : `≤ ${number(target.most)} ${unit}`;
}

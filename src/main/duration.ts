const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `30s`, `5m`, `24h`, `250ms`, `2d` as milliseconds; null when it is not a duration. */
export function durationMs(raw: string): number | null {
  const parts = /^(\d{1,9})(ms|s|m|h|d)$/u.exec(raw.trim());
  return parts === null ? null : Number(parts[1]) * (unitMs[parts[2] ?? ""] ?? 0);
}

/** Milliseconds as the shortest exact duration: 90000 is `90s`, 300000 is `5m`. */
export function durationText(ms: number): string {
  const unit = ["d", "h", "m", "s"].find((name) => ms % (unitMs[name] ?? 1) === 0 && ms > 0) ?? "ms";
  return `${String(ms / (unitMs[unit] ?? 1))}${unit}`;
}

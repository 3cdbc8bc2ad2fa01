import { canonicalise } from "#core/record/canonicalise.ts";
import { zonedToUtcMs } from "#lib/zoned-time.ts";

/** Date and time without an offset, as some lists tell them (facts, section 6). */
const naive = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$/u;

/**
 * A moment as ISO in UTC with milliseconds. Without an offset it is read by the clock of `zone`, an IANA name; an unknown zone is UTC. Null when
 * there is none; what cannot be read stays as trimmed text, so that nothing is lost by comparing (M5).
 */
export function utcInstant(raw: unknown, zone = "UTC"): string | null {
  if (typeof raw === "number") return Number.isFinite(raw) && Math.abs(raw) <= 8.64e15 ? new Date(raw).toISOString() : null;
  const text = typeof raw === "string" ? raw.trim() : "";
  const parts = naive
    .exec(text)
    ?.slice(1)
    .map((part) => Number(part ?? 0));
  if (parts !== undefined) {
    const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
    return new Date(zonedToUtcMs({ year, month, day, hour, minute, second }, zone)).toISOString();
  }
  const value = canonicalise("date", text, { defaultCountry: "US" });
  return typeof value === "string" ? value : null;
}

import { canonicalise } from "#core/record/canonicalise.ts";
import { htmlToText } from "#core/text/html-to-text.ts";
import { zonedToUtcMs } from "#lib/zoned-time.ts";

/** Region is without meaning for text and dates. */
const anywhere = { defaultCountry: "US" };

/** Text, cleaned as all text is (M5); null for an empty one and for anything else. */
export function textIn(raw: unknown): string | null {
  const value = canonicalise("text", typeof raw === "string" ? raw : null, anywhere);
  return typeof value === "string" ? value : null;
}

/** The words of a body, whatever the vendor's editor made of them. */
export const wordsIn = (raw: unknown): string | null => textIn(typeof raw === "string" ? htmlToText(raw) : null);

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
  const value = canonicalise("date", text, anywhere);
  return typeof value === "string" ? value : null;
}

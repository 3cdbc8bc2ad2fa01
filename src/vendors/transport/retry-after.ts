/** One second, in milliseconds: however short the wait a vendor asks for, asking again at once would only be refused again. */
const SHORTEST_MS = 1_000;
/** One hour, in milliseconds. */
const LONGEST_MS = 3_600_000;

/**
 * Waiting time in a Retry-After header: seconds, or a date in any of HTTP's three forms (RFC 9110, section 5.6.7). Between a second and an
 * hour, in milliseconds; undefined when there is none or it cannot be read.
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? "";
  const waitMs = /^\d+(?:\.\d+)?$/u.test(text) ? Number(text) * 1_000 : instantOf(text) - nowMs;
  return Number.isNaN(waitMs) ? undefined : Math.min(LONGEST_MS, Math.max(SHORTEST_MS, Math.ceil(waitMs)));
}

/** A date must begin with a day's name; other text would be read as some date by guessing. The oldest form names no zone and means GMT. */
function instantOf(text: string): number {
  if (!/^(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat)[a-z]*,? .*\d{2}:\d{2}:\d{2}/u.test(text)) return Number.NaN;
  return Date.parse(text.endsWith("GMT") ? text : `${text} GMT`);
}

import { offsetMsAt, wallTimeAt, zonedToUtcMs } from "#lib/zoned-time.ts";
import { instantOf } from "./body-shape.ts";

/** An instant as clocks that are ahead of UTC by so much show it, with the offset behind it, to the second. */
export function withOffset(atMs: number, offsetMs: number): string {
  const minutes = Math.abs(offsetMs) / 60_000;
  const two = (number: number): string => String(Math.floor(number)).padStart(2, "0");
  const shown = new Date(atMs + offsetMs).toISOString().slice(0, 19);
  return `${shown}${offsetMs < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}

/** An instant with the offset that a zone has then: `2026-09-25T16:00:00+05:30`. */
export const isoIn = (zone: string, atMs: number): string => withOffset(atMs, offsetMsAt(atMs, zone));

/** The same without the offset: `2026-09-25 16:00:00`. */
export const wallText = (zone: string, atMs: number): string => isoIn(zone, atMs).slice(0, 19).replace("T", " ");

/** Epoch milliseconds of a date and time; without an offset it is read by the zone's clocks. Null for anything else. */
export function momentIn(zone: string, value: string): number | null {
  const at = instantOf(value);
  if (at === null || /(?:Z|[+-]\d{2}:\d{2})$/u.test(value.slice(10))) return at;
  return zonedToUtcMs(wallTimeAt(at, "UTC"), zone);
}

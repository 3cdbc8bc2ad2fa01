/** What a clock on the wall shows. Months and days count from one. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  let made: Intl.DateTimeFormat;
  const shown = {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  } as const;
  try {
    made = new Intl.DateTimeFormat("en-u-ca-iso8601", { ...shown, timeZone: zone });
  } catch {
    made = new Intl.DateTimeFormat("en-u-ca-iso8601", { ...shown, timeZone: "UTC" });
  }
  // Zones come from outside: without a bound they would pile up.
  if (formats.size >= 500) formats.clear();
  formats.set(zone, made);
  return made;
}

/** What the clocks of a zone (IANA name; an unknown one is UTC) show at a moment, in epoch milliseconds. */
export function wallTimeAt(atMs: number, zone: string): WallTime {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  return { year: part("year"), month: part("month"), day: part("day"), hour: part("hour"), minute: part("minute"), second: part("second") };
}

/** Milliseconds by which a zone's clocks are ahead of UTC at a moment. */
export function offsetMsAt(atMs: number, zone: string): number {
  return wallMs(wallTimeAt(atMs, zone)) - Math.floor(atMs / 1_000) * 1_000;
}

/**
 * The moment, in epoch milliseconds, at which a zone's clocks show a time. A time that comes twice is the first one; one that is left out, when
 * clocks go forward, is read with the offset from before.
 */
export function zonedToUtcMs(time: WallTime, zone: string): number {
  const wall = wallMs(time);
  const before = wall - offsetMsAt(wall - 86_400_000, zone);
  if (offsetMsAt(before, zone) === wall - before) return before;
  const after = wall - offsetMsAt(wall + 86_400_000, zone);
  return offsetMsAt(after, zone) === wall - after ? after : before;
}

const wallMs = ({ year, month, day, hour, minute, second }: WallTime): number => Date.UTC(year, month - 1, day, hour, minute, second);

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const time = String.raw`(?:[T,\s]+(?<hour>\d{1,2})[:.](?<minute>\d{2})(?::(?<second>\d{2})(?:\.(?<fraction>\d{1,3})\d*)?)?\s*(?<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?`;
/** `2026-12-01`, `1 December 2026`, `Dec 1, 2026`; each with or without a time behind it. */
const forms = [
  String.raw`(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})`,
  String.raw`(?<day>\d{1,2})(?:st|nd|rd|th|\.)?\s+(?<month>[a-z]{3,9})\.?,?\s+(?<year>\d{4})`,
  String.raw`(?<month>[a-z]{3,9})\.?\s+(?<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?<year>\d{4})`,
].map((date) => new RegExp(`^(?:on\\s+)?${date}${time}\\.?$`, "iu"));

/** What people put before a date, with Markdown's marks around it or not. */
const label = /^[\s>*_-]*due(?:\s+(?:date|by|on))?[\s*_]*[:–-]?[\s*_]*(?<rest>.*?)[\s*_]*$/iu;

/** A moment as the line that tells when something is due. What is no moment is told as it is. */
export function dueLine(dueAt: string): string {
  const at = Date.parse(dueAt);
  if (Number.isNaN(at)) return `Due: ${dueAt}`;
  const iso = new Date(at).toISOString();
  return `Due: ${at % 60_000 === 0 ? `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC` : iso}`;
}

/**
 * The moment that a line tells as due, ISO in UTC; null when it tells none. Read leniently, as people type. Without a zone it is UTC; a day alone is
 * its noon, which falls on that day nearly everywhere.
 */
export function dueIn(line: string): string | null {
  const rest = label.exec(line)?.groups?.["rest"]?.replaceAll("\\", "") ?? "";
  for (const form of forms) {
    const groups = form.exec(rest)?.groups;
    if (groups !== undefined) return instantOf(groups);
  }
  return null;
}

function instantOf(groups: Readonly<Record<string, string | undefined>>): string | null {
  const of = (name: string): number => Number(groups[name] ?? 0);
  const named = (groups["month"] ?? "").toLowerCase();
  const month = /^\d/u.test(named) ? Number(named) - 1 : months.indexOf(named.slice(0, 3));
  const hour = groups["hour"] === undefined ? 12 : of("hour");
  const fraction = Number((groups["fraction"] ?? "").padEnd(3, "0"));
  const local = Date.UTC(of("year"), month, of("day"), hour, of("minute"), of("second"), fraction);
  const read = new Date(local);
  // A 31st of February, or a minute 75, would be taken for another moment.
  const isReal = month >= 0 && read.getUTCMonth() === month && read.getUTCDate() === of("day") && hour < 24 && of("minute") < 60 && of("second") < 60;
  return isReal ? new Date(local - offsetMs(groups["zone"] ?? "")).toISOString() : null;
}

function offsetMs(zone: string): number {
  const [, sign, hours = "0", minutes = "0"] = /^([+-])(\d{2}):?(\d{2})$/u.exec(zone) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

import { wallTimeAt } from "#lib/zoned-time.ts";

const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The widest difference between two clocks of the world, in milliseconds. */
export const CLOCKS_MS: number = 26 * 3_600_000;

/** A moment by the clocks of an IANA zone, with the year where it is not the expected one: `Tue 2 Dec, 10:00 (America/New_York)`. */
export function whenWords(at: string, zone: string, expectedYear: number): string {
  const { year, month, day, hour, minute } = wallTimeAt(Date.parse(at), zone);
  const weekday = days[new Date(Date.UTC(year, month - 1, day)).getUTCDay()] ?? "";
  const date = `${weekday} ${String(day)} ${months[month - 1] ?? ""}${year === expectedYear ? "" : ` ${String(year)}`}`;
  return `${date}, ${twoDigits(hour)}:${twoDigits(minute)} (${zone})`;
}

const twoDigits = (value: number): string => String(value).padStart(2, "0");

const ends: Readonly<Record<string, string>> = {
  cancelled: "was cancelled",
  showed: "took place",
  completed: "took place",
  noshow: "was missed: the customer did not come",
  invalid: "was marked invalid",
};

/** True when nobody waits for the appointment any more. */
export const isOver = (status: string | null): boolean => Object.hasOwn(ends, status ?? "");

/** What an appointment is, in a line that a responder understands. `status` as HighLevel names it. */
export function appointmentTitle(given: {
  readonly startAt: string | null;
  readonly status: string | null;
  readonly zone: string;
  readonly expectedYear: number;
}): string {
  const { startAt, status, zone, expectedYear } = given;
  const isReadable = startAt !== null && !Number.isNaN(Date.parse(startAt));
  const when = isReadable ? whenWords(startAt, zone, expectedYear) : "a time that HighLevel does not tell";
  const end = ends[status ?? ""];
  return end === undefined ? `${BOOKED}${when}` : `Appointment on ${when} ${end}`;
}

const BOOKED = "Appointment booked for ";
const MOVED = "Appointment moved to ";

/** The title to write over another one: an appointment that was booked for another time says that it has moved. */
export const titleOver = (before: string, title: string): string =>
  before !== title && before.startsWith(BOOKED) && title.startsWith(BOOKED) ? `${MOVED}${title.slice(BOOKED.length)}` : title;

/** The title as it is compared: that an appointment has moved is news for people and no other booking. */
export const titleBehind = (title: string | null): string | null =>
  title?.startsWith(MOVED) === true ? `${BOOKED}${title.slice(MOVED.length)}` : title;

const states: Readonly<Record<string, string>> = { new: "not confirmed yet", noshow: "no-show", showed: "took place" };

/** HighLevel's word for an appointment's status, as people say it. */
export const statusWords = (status: string): string => states[status] ?? status;

import type { HighLevelState } from "../state.ts";
import type { StoredAppointment } from "./appointment.ts";
import { slotsBetween, type StoredCalendar } from "./calendar.ts";

/** Statuses that leave their time to others. */
const givenUp: ReadonlySet<string> = new Set(["cancelled", "noshow", "invalid"]);

/** True when an appointment may take this time: it fills open slots and the calendar has room. `except` is the one that moves. */
export function isBookable(state: HighLevelState, calendar: StoredCalendar, startMs: number, endMs: number, except: string | null): boolean {
  const begins = slotsBetween(calendar, zoneOf(state, calendar), startMs, endMs - 1);
  const isOpen = begins[0] === startMs && begins.length * calendar.slotMinutes * 60_000 >= endMs - startMs;
  return isOpen && taken(state, calendar, startMs, endMs, except) < calendar.perSlot;
}

/** Begins of slots that may be booked, in epoch milliseconds. */
export function freeSlots(state: HighLevelState, calendar: StoredCalendar, fromMs: number, toMs: number): readonly number[] {
  const slotMs = calendar.slotMinutes * 60_000;
  return slotsBetween(calendar, zoneOf(state, calendar), Math.max(fromMs, state.clock.now()), toMs).filter(
    (at) => taken(state, calendar, at, at + slotMs, null) < calendar.perSlot,
  );
}

const zoneOf = (state: HighLevelState, { locationId }: StoredCalendar): string => state.locations.get(locationId)?.timezone ?? "UTC";

function taken(state: HighLevelState, { id }: StoredCalendar, startMs: number, endMs: number, except: string | null): number {
  const overlaps = (other: StoredAppointment): boolean =>
    other.calendarId === id &&
    other.id !== except &&
    !other.deleted &&
    !givenUp.has(other.appointmentStatus) &&
    other.startMs < endMs &&
    other.endMs > startMs;
  return [...state.appointments.all()].filter(overlaps).length;
}

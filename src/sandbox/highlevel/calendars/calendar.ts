import { wallTimeAt, zonedToUtcMs } from "#lib/zoned-time.ts";
import type { Body } from "../contact-write.ts";

export interface OpenHours {
  /** Sunday is 0. */
  readonly daysOfTheWeek: readonly number[];
  readonly hours: readonly { readonly openHour: number; readonly openMinute: number; readonly closeHour: number; readonly closeMinute: number }[];
}

/** Something that can be booked. */
export interface StoredCalendar {
  readonly id: string;
  readonly locationId: string;
  readonly groupId: string | null;
  name: string;
  readonly slug: string;
  isActive: boolean;
  /** Minutes that an appointment takes, and from one possible begin to the next. */
  readonly slotMinutes: number;
  /** Appointments that may begin in one slot. */
  readonly perSlot: number;
  /** Appointments are confirmed at once; else they begin as new. */
  readonly autoConfirm: boolean;
  readonly teamMembers: readonly string[];
  readonly openHours: readonly OpenHours[];
}

export function calendarShape(calendar: StoredCalendar): Body {
  const { id, locationId, groupId, name, slug, isActive, slotMinutes, perSlot, autoConfirm, teamMembers, openHours } = calendar;
  return {
    id,
    locationId,
    ...(groupId !== null && { groupId }),
    name,
    slug,
    widgetSlug: slug,
    isActive,
    calendarType: "round_robin",
    eventType: "RoundRobin_OptimizeForAvailability",
    eventTitle: "{{contact.name}}",
    eventColor: "#039be5",
    slotDuration: slotMinutes,
    slotDurationUnit: "mins",
    slotInterval: slotMinutes,
    slotIntervalUnit: "mins",
    // The vendor's spelling.
    appoinmentPerSlot: perSlot,
    autoConfirm,
    allowReschedule: true,
    allowCancellation: true,
    teamMembers: teamMembers.map((userId, index) => ({ userId, priority: 0.5, isPrimary: index === 0 })),
    openHours,
  };
}

/** Begins of all slots between two moments, in epoch milliseconds, by the clocks of a zone. */
export function slotsBetween({ openHours, slotMinutes }: StoredCalendar, zone: string, fromMs: number, toMs: number): readonly number[] {
  const slotMs = slotMinutes * 60_000;
  const slots: number[] = [];
  // From a day early, so that the first one is whole in every zone, and twice a day, so that none of 23 hours is passed over.
  for (let moment = fromMs - 86_400_000; moment <= toMs + 86_400_000; moment += 43_200_000) {
    const { year, month, day } = wallTimeAt(moment, zone);
    const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
    for (const { hours } of openHours.filter(({ daysOfTheWeek }) => daysOfTheWeek.includes(weekday)))
      for (const { openHour, openMinute, closeHour, closeMinute } of hours) {
        const open = zonedToUtcMs({ year, month, day, hour: openHour, minute: openMinute, second: 0 }, zone);
        const close = zonedToUtcMs({ year, month, day, hour: closeHour, minute: closeMinute, second: 0 }, zone);
        for (let at = open; at + slotMs <= close; at += slotMs) if (at >= fromMs && at <= toMs) slots.push(at);
      }
  }
  return [...new Set(slots)].toSorted((one, other) => one - other);
}

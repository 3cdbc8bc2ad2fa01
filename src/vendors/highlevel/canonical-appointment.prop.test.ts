import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { offsetMsAt, wallTimeAt } from "#lib/zoned-time.ts";
import { canonicalAppointment, shownByAppointmentEvent } from "./canonical-appointment.ts";

const runs = { numRuns: 1_000 };
const zone = fc.constantFrom("UTC", "America/New_York", "Europe/Vienna", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Chatham");
/** Whole seconds, as the vendor tells them. */
const moment = fc.integer({ min: Date.UTC(2010, 0) / 1_000, max: Date.UTC(2040, 0) / 1_000 }).map((second) => second * 1_000);
// Cheaper than letters by pattern, and as telling.
const word = fc
  .array(fc.constantFrom("a", "Z", "9", "é", "ß", "я", "ק", "丽", "👩🏽‍🚀"), { minLength: 1, maxLength: 8 })
  .map((letters) => letters.join(""));
const link = fc
  .tuple(fc.constantFrom("http", "https", "HTTPS"), fc.array(fc.constantFrom("a", "/", "?", "=", "-", "%20", "é")))
  .map(([scheme, parts]) => `${scheme}://meet.example.com/${parts.join("")}`);
const appointment = fc.record({
  id: fc.constant("a"),
  title: word,
  appointmentStatus: fc.constantFrom("new", "confirmed", "cancelled", "showed", "noshow", "invalid"),
  calendarId: word,
  contactId: fc.constant("c"),
  address: word,
  assignedUserId: word,
});

const two = (number: number): string => String(number).padStart(2, "0");
/** As the zone's clocks show it: `2026-09-25 16:00:00`. */
function wall(atMs: number, of: string): string {
  const { year, month, day, hour, minute, second } = wallTimeAt(atMs, of);
  return `${String(year)}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
}
function withOffset(atMs: number, of: string): string {
  const minutes = offsetMsAt(atMs, of) / 60_000;
  return `${wall(atMs, of).replace(" ", "T")}${minutes < 0 ? "-" : "+"}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}
const read = (given: object, timezone: string) => canonicalAppointment({ id: "a", ...given }, { timezone });

describe("an appointment, reduced", () => {
  it("begins and ends at the same moments, told with an offset, in UTC, as a number, or by the location's clocks", () => {
    fc.assert(
      fc.property(appointment, moment, zone, (given, at, timezone) => {
        const endMs = at + 1_800_000;
        const truth = read({ ...given, startTime: new Date(at).toISOString(), endTime: new Date(endMs).toISOString() }, timezone);
        expect(truth.fields).toMatchObject({ startAt: new Date(at).toISOString(), endAt: new Date(endMs).toISOString() });
        expect(read({ ...given, startTime: withOffset(at, timezone), endTime: withOffset(endMs, timezone) }, "UTC")).toEqual(truth);
        expect(read({ ...given, startTime: at, endTime: endMs }, timezone)).toEqual(truth);
        // A time that clocks show twice is read as the first; all others lead back.
        const naive = read({ ...given, startTime: wall(at, timezone), endTime: wall(endMs, timezone) }, timezone);
        for (const [shown, meant] of [
          [naive.fields.startAt, at],
          [naive.fields.endAt, endMs],
        ] as const) {
          expect(wall(Date.parse(String(shown)), timezone)).toBe(wall(meant, timezone));
          expect(Date.parse(String(shown))).toBeLessThanOrEqual(meant);
        }
      }),
      runs,
    );
  });

  it("says status, calendar, assignee and either a place or a link", () => {
    fc.assert(
      fc.property(appointment, link, (given, online) => {
        const { title, appointmentStatus: status, calendarId, address, assignedUserId: assigneeId } = given;
        expect(read(given, "UTC").fields).toMatchObject({ title, status, calendarId, address, url: null, assigneeId });
        expect(read({ ...given, address: online }, "UTC").fields).toMatchObject({ address: null, url: online });
      }),
      runs,
    );
  });

  it("takes the status from either spelling, in any case, and from the list's own word at last", () => {
    expect(read({ appoinmentStatus: "Showed", status: "booked" }, "UTC").fields.status).toBe("showed");
    expect(read({ appointmentStatus: "noshow", appoinmentStatus: "x" }, "UTC").fields.status).toBe("noshow");
    expect(read({ status: "Booked" }, "UTC").fields.status).toBe("booked");
    expect(read({}, "UTC").fields.status).toBeNull();
  });

  it("never fails, in no zone", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.anything()), fc.string(), fc.anything(), (anything, timezone, time) => {
        expect(() => [read({ ...anything, startTime: time }, timezone), shownByAppointmentEvent(anything, { timezone })]).not.toThrow();
      }),
      runs,
    );
  });
});

describe("what an appointment event shows", () => {
  it("is the nested appointment, whatever the event is called", () => {
    fc.assert(
      fc.property(appointment, fc.constantFrom("AppointmentCreate", "AppointmentUpdate", "AppointmentDelete"), (given, type) => {
        expect(shownByAppointmentEvent({ type, locationId: "l", appointment: given }, { timezone: "UTC" })).toEqual(read(given, "UTC"));
      }),
      runs,
    );
  });

  it("is nothing for other events", () => {
    const shown = { id: "a" };
    for (const event of [
      { type: "TaskCreate", id: "t" },
      { type: "AppointmentCreate" },
      { type: "AppointmentCreate", appointment: {} },
      { appointment: shown },
    ])
      expect(shownByAppointmentEvent(event, { timezone: "UTC" })).toBeNull();
  });
});

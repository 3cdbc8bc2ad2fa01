import type { Bridge } from "#core/bridge.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { CallOptions, RecordsPort } from "#core/ports/records-port.ts";
import { toldFields } from "#core/mapping/mapped-fields.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import { canonicalAppointment, type AppointmentValues } from "./canonical-appointment.ts";
import type { HighLevelClient } from "./client.ts";
import type { AppointmentJson } from "./resources/appointments.ts";
import { toldRecords } from "./told-records.ts";

export type AppointmentMapping = Pick<Bridge, "fields" | "defaultCountry">;

const DAY_MS = 86_400_000;
/** A year back and two ahead, in milliseconds: what a sweep looks through. An older appointment is known by its events and read by id. */
const BACK_MS = 365 * DAY_MS;
const AHEAD_MS = 730 * DAY_MS;

/** What a mapped field may stand for. */
type AppointmentPlaces = AppointmentValues & { readonly contactId: string | null };

/** HighLevel's appointments of one location, as the engine sees them: told to incident.io, never written. */
export function createHighLevelAppointments(
  client: Pick<HighLevelClient, "appointments" | "calendars">,
  mapping: AppointmentMapping,
  place: { readonly timezone: string; readonly clock: Clock },
): RecordsPort {
  const { appointments, calendars } = client;
  const reduce = (appointment: AppointmentJson): SideRecord => recordOf(mapping, appointment, place.timezone);
  return toldRecords({
    entity: "appointment",
    // Deletion is soft: who reads one that is gone is told so (facts, section 13).
    async read(id, call) {
      const found = await appointments.read(id, call);
      return found.deleted === true ? null : reduce(found);
    },
    /** A page is one calendar: there is no list of a location's appointments. */
    async list({ after }, call) {
      const [calendarId, ...others] = after === null ? await calendarIds(calendars, call) : (JSON.parse(after) as readonly string[]);
      if (calendarId === undefined) return { records: [], next: null, total: 0 };
      const now = place.clock.now();
      const found = await appointments.list({ of: { calendarId }, fromMs: now - BACK_MS, toMs: now + AHEAD_MS }, call);
      const records = found.filter(({ deleted }) => deleted !== true).map(reduce);
      return { records, next: others.length === 0 ? null : JSON.stringify(others), total: null };
    },
    remove: (id, call) => appointments.remove(id, call),
    look: (call) => calendars.list(call),
  });
}

const calendarIds = async (calendars: HighLevelClient["calendars"], call: CallOptions): Promise<readonly string[]> =>
  (await calendars.list(call)).map(({ id }) => id).toSorted();

function recordOf(mapping: AppointmentMapping, appointment: AppointmentJson, timezone: string): SideRecord {
  const { id, version, contactId, fields } = canonicalAppointment(appointment, { timezone });
  const values: AppointmentPlaces = { ...fields, contactId };
  const mapped = toldFields("highlevel", mapping, (map) => values[map.left as keyof AppointmentPlaces]);
  return { side: "highlevel", id, version, fields: mapped, counterpartId: null };
}

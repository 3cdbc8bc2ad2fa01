import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import { mappedFields } from "#core/mapping/mapped-fields.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { CallOptions, RecordsPort } from "#core/ports/records-port.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import { ANY } from "#core/record/names-many.ts";
import { isMarked } from "#core/text/marker-line.ts";
import { canonicalAppointment, type CanonicalAppointment } from "#vendors/highlevel/canonical-appointment.ts";
import { canonicalNote } from "#vendors/highlevel/canonical-note.ts";
import type { HighLevelClient } from "#vendors/highlevel/client.ts";
import { contentVersion } from "#vendors/highlevel/content-version.ts";
import type { AppointmentJson } from "#vendors/highlevel/resources/appointments.ts";
import { toldRecords } from "#vendors/highlevel/told-records.ts";
import { caseId, caseIdParts, type Case, type Cases } from "./cases.ts";
import { ContactNotes } from "./contact-notes.ts";
import { itemMarker } from "./item-marker.ts";
import { KeptBriefly } from "./kept-briefly.ts";
import { orNull } from "#core/ports/read-outcome.ts";
import { rowsOrGone } from "./rows-or-gone.ts";
import { REMOVED_TITLE } from "./timeline-items.ts";
import { markedItem, type Timelines } from "./timelines.ts";
import { appointmentValues, isInTime, noteValues, type ItemValues } from "./timeline-values.ts";

type Client = Pick<HighLevelClient, "notes" | "appointments" | "calendars">;

export interface TimelineSourceParts {
  readonly client: Client;
  readonly cases: Cases;
  readonly timelines: Timelines;
  readonly mapping: Pick<Bridge, "fields" | "defaultCountry" | "locationId">;
  readonly clock: Clock;
  /** IANA name of the location's zone. */
  readonly timezone: string;
}

/** Ten minutes, in milliseconds: longer than sweeps of HighLevel are apart. */
const BROUGHT_MS = 600_000;

/** A note or an appointment of a contact. */
interface Told {
  readonly kind: "note" | "appointment";
  readonly id: string;
}

/**
 * What HighLevel's notes and appointments make on the timelines of ongoing incidents: `<incident>/<contact>/note:<id>`, `…/appointment:<id>`.
 * What Highwire itself wrote is none of them (E4).
 */
export function createTimelineSource(parts: TimelineSourceParts): RecordsPort {
  const { client, cases } = parts;
  const source = new Source(parts);
  const port = toldRecords({
    entity: "timeline",
    async read(id, call) {
      const { incidentId, contactId } = caseIdParts(id);
      const found = await source.caseOf(incidentId, contactId, call);
      return found === null ? null : source.record(found, toldIn(id), call);
    },
    async list({ after }, call) {
      if (after === null) source.beginSweep();
      const page = await cases.page(after, call);
      return { records: await source.ofCases(page.cases, call), next: page.next, total: null };
    },
    remove: () => Promise.reject(new HighwireError("HW_INVARIANT", { operation: "remove timeline", detail: "records of this kind flow one way" })),
    look: (call) => client.calendars.list(call),
  });
  return { ...port, partial: true, members: (id, call) => source.members(id, call) };
}

function toldIn(id: string): Told {
  const [, kind, toldId] = /^(note|appointment):(.+)$/u.exec(caseIdParts(id).rest) ?? [];
  if (kind === undefined || toldId === undefined) throw new HighwireError("HW_VENDOR_NOT_FOUND", { operation: "timeline", recordId: id });
  return { kind: kind === "note" ? "note" : "appointment", id: toldId };
}

const recordId = (found: Case, { kind, id }: Told): string => `${caseId(found)}/${kind}:${id}`;

class Source {
  readonly #parts: TimelineSourceParts;
  readonly #cases: KeptBriefly<Case | null>;
  /** Cases of which everything was brought in a while ago: their events and sweeps tell the rest. */
  readonly #brought: KeptBriefly<true>;
  readonly #notes: ContactNotes;
  readonly #appointments: KeptBriefly<CanonicalAppointment | null>;

  constructor(parts: TimelineSourceParts) {
    this.#parts = parts;
    this.#cases = new KeptBriefly(parts.clock);
    this.#brought = new KeptBriefly(parts.clock, BROUGHT_MS);
    this.#notes = new ContactNotes(parts.client, parts.clock);
    this.#appointments = new KeptBriefly(parts.clock);
  }

  /** What the sweep does not meet is read again, and not as it was before. */
  beginSweep(): void {
    this.#cases.clear();
  }

  caseOf(incidentId: string, contactId: string, call: CallOptions): Promise<Case | null> {
    return this.#cases.get(`${incidentId}/${contactId}`, () => this.#parts.cases.one(incidentId, contactId, call));
  }

  /** What an event names: all that an incident shows, or one note or appointment wherever it belongs. Reads anew what its records then share. */
  async members(id: string, call: CallOptions): Promise<readonly SideRecord[]> {
    const { incidentId, contactId } = caseIdParts(id);
    if (incidentId !== ANY) return this.#ofIncident(await this.#parts.cases.ofIncident(incidentId, call), call);
    const told = toldIn(id);
    const found = await this.#parts.cases.ofContact(contactId, call);
    if (found.length === 0) return [];
    await (told.kind === "note" ? this.#notes.fresh(contactId, call) : this.#freshAppointment(told.id, call));
    const records = await Promise.all(found.map((one) => this.record(one, told, call)));
    return records.flatMap((record) => record ?? []);
  }

  /** An incident is told of often, and what its contacts do is told by HighLevel: only cases that are new here are looked through. */
  #ofIncident(found: readonly Case[], call: CallOptions): Promise<readonly SideRecord[]> {
    for (const one of found) if (!one.isOngoing) this.#brought.forget(caseId(one));
    const fresh = found.filter((one) => !this.#brought.has(caseId(one)));
    return this.ofCases(fresh, call);
  }

  /** Everything that stands on the timelines of these cases. One whose incident is over gains nothing more. */
  async ofCases(found: readonly Case[], call: CallOptions): Promise<readonly SideRecord[]> {
    const records = await Promise.all(found.filter(({ isOngoing }) => isOngoing).map((one) => this.#ofCase(one, call)));
    return records.flat();
  }

  async #ofCase(found: Case, call: CallOptions): Promise<readonly SideRecord[]> {
    void this.#cases.fresh(caseId(found), () => Promise.resolve(found));
    const told = [...(await this.#notesIn(found, call)), ...(await this.#appointmentsIn(found, call))];
    const records = await Promise.all(told.map((one) => this.record(found, one, call)));
    void this.#brought.fresh(caseId(found), () => Promise.resolve(true));
    return records.flatMap((record) => record ?? []);
  }

  async #notesIn({ contactId }: Case, call: CallOptions): Promise<readonly Told[]> {
    return (await this.#notes.fresh(contactId, call)).map(({ id }) => ({ kind: "note", id }));
  }

  /** The list tells times by a clock that no document names, so it only says which appointments to read. */
  async #appointmentsIn(found: Case, call: CallOptions): Promise<readonly Told[]> {
    const { client } = this.#parts;
    const rows = await rowsOrGone(client, () => client.appointments.ofContact(found.contactId, call), call);
    const near = rows.filter((row) => isInTime(found, canonicalAppointment(row, this.#parts), this.#parts.clock.now(), "roughly"));
    await Promise.all(near.map(({ id }) => this.#freshAppointment(id, call)));
    return near.map(({ id }) => ({ kind: "appointment", id }));
  }

  /** The record of a note or an appointment on one incident; null when nothing of it stands, or ought to stand, there. */
  async record(found: Case, told: Told, call: CallOptions): Promise<SideRecord | null> {
    // Whom an incident no longer names has nothing to do with it any more: what stands there stays.
    if (!found.isNamed) return this.#asItStands(found, told, call);
    const values = told.kind === "note" ? await this.#note(found, told.id, call) : await this.#appointment(found, told.id, call);
    if (values === "none") return null;
    return values === "gone" ? this.#removed(found, told, call) : this.#recordOf(found, told, values);
  }

  async #note(found: Case, id: string, call: CallOptions): Promise<ItemValues | "none" | "gone"> {
    const note = await this.#notes.one(found.contactId, id, found.isOngoing, call);
    if (note === null) return "gone";
    const reduced = canonicalNote(note);
    return isMarked(reduced.fields.body) ? "none" : (noteValues(found, reduced) ?? "none");
  }

  async #appointment(found: Case, id: string, call: CallOptions): Promise<ItemValues | "none" | "gone"> {
    const read = (): Promise<CanonicalAppointment | null> => this.#readAppointment(id, call);
    const { claimedMs = Number.NEGATIVE_INFINITY } = call;
    // Nobody reads those of an incident that is over because of an event but whoever asks here (S1).
    const appointment = await (found.isOngoing ? this.#appointments.get(id, read) : this.#appointments.getSince(id, claimedMs, read));
    if (appointment === null) return "gone";
    const { timezone, clock } = this.#parts;
    // Somebody may have given it to another contact.
    const belongs = appointment.contactId === found.contactId && isInTime(found, appointment, clock.now(), "exactly");
    return belongs ? appointmentValues(found, appointment, timezone) : "none";
  }

  async #removed(found: Case, told: Told, call: CallOptions): Promise<SideRecord | null> {
    const item = await this.#standing(found, told, call);
    return item === null ? null : this.#recordOf(found, told, { title: REMOVED_TITLE, description: null, at: item.at });
  }

  async #asItStands(found: Case, told: Told, call: CallOptions): Promise<SideRecord | null> {
    const item = await this.#standing(found, told, call);
    return item === null ? null : this.#recordOf(found, told, item);
  }

  async #standing(found: Case, told: Told, call: CallOptions): Promise<ItemValues | null> {
    const marker = itemMarker(this.#parts.mapping, recordId(found, told));
    const [first] = await this.#parts.timelines.marked(found.incident.id, marker, call);
    const marked = first === undefined ? null : markedItem(first.item);
    return marked === null ? null : { title: marked.item.fields.title ?? "", description: marked.markdown, at: marked.item.fields.at ?? "" };
  }

  #recordOf(found: Case, told: Told, values: ItemValues): SideRecord {
    const fields = mappedFields(this.#parts.mapping, ({ left }) => values[left as keyof ItemValues]);
    const rests = !found.isOngoing || values.title === REMOVED_TITLE;
    return {
      side: "highlevel",
      id: recordId(found, told),
      version: contentVersion(fields),
      fields,
      counterpartId: null,
      ...(rests && { rests }),
    };
  }

  #freshAppointment(id: string, call: CallOptions): Promise<CanonicalAppointment | null> {
    return this.#appointments.fresh(id, () => this.#readAppointment(id, call));
  }

  /** Deletion is soft: who reads one that is gone is told so (facts, section 13). */
  async #readAppointment(id: string, call: CallOptions): Promise<CanonicalAppointment | null> {
    const found: AppointmentJson | null = await orNull(() => this.#parts.client.appointments.read(id, call));
    const reduced = found === null ? null : canonicalAppointment(found, this.#parts);
    return reduced?.gone === true ? null : reduced;
  }
}

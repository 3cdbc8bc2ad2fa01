import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import { mappedFields } from "#core/mapping/mapped-fields.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { CallOptions, RecordsPort } from "#core/ports/records-port.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import { ANY } from "#core/record/names-many.ts";
import { escapeMarkdown } from "#core/text/escape-markdown.ts";
import type { HighLevelClient } from "#vendors/highlevel/client.ts";
import { contentVersion } from "#vendors/highlevel/content-version.ts";
import { toldRecords } from "#vendors/highlevel/told-records.ts";
import { caseIdParts, type Cases } from "./cases.ts";
import { ContactReads } from "./contact-reads.ts";
import { ContactNumbers } from "./contact-numbers.ts";
import { KeptBriefly } from "./kept-briefly.ts";
import { orNull } from "#core/ports/read-outcome.ts";

/** Live facts of a contact, by the name that mappings use on HighLevel's side. */
const places = ["recentNotes", "nextAppointment", "openTasks", "openOpportunities", "openPipelineValue", "owner", "dashboardUrl"] as const;
type Place = (typeof places)[number];

export interface ContactFactsParts {
  readonly client: Pick<HighLevelClient, "contacts" | "notes" | "appointments" | "tasks" | "opportunities" | "users" | "calendars">;
  readonly cases: Cases;
  readonly mapping: Pick<Bridge, "fields" | "defaultCountry">;
  readonly clock: Clock;
  /** IANA name of the location's zone. */
  readonly timezone: string;
  /** Address of our own pages; null when there is none, and then no link is told. */
  readonly publicUrl: string | null;
}

/** Ten minutes, in milliseconds: longer than sweeps of HighLevel are apart. */
const KNOWN_MS = 600_000;

/**
 * What HighLevel knows of the contacts of ongoing cases: one record for each contact, under its id. Of a contact on no ongoing case nothing is
 * told any more, so that nothing old stands there as if it were live.
 */
export function createContactFacts(parts: ContactFactsParts): RecordsPort {
  const { client, cases } = parts;
  const facts = new Facts(parts);
  const affected = async (call: CallOptions): Promise<ReadonlySet<string>> => new Set((await cases.ongoing(call)).map(({ contactId }) => contactId));
  const port = toldRecords({
    entity: "facts of a contact",
    read: async (id, call) => ((await affected(call)).has(id) ? facts.record(id, call) : facts.emptied(id)),
    async list({ after }, call) {
      const page = await cases.page(after, call);
      const contactIds = new Set(page.cases.map(({ contactId }) => contactId));
      return { records: await facts.readAnew([...contactIds], call), next: page.next, total: null };
    },
    remove: () => Promise.reject(new HighwireError("HW_INVARIANT", { operation: "remove facts", detail: "records of this kind flow one way" })),
    look: (call) => client.calendars.list(call),
  });
  return {
    ...port,
    partial: true,
    async members(id, call) {
      const { incidentId, contactId } = caseIdParts(id);
      if (incidentId === ANY) return (await cases.ofContact(contactId, call)).length > 0 ? facts.readAnew([contactId], call) : [];
      const found = await cases.ofIncident(incidentId, call);
      const named = [...new Set(found.map((one) => one.contactId))];
      // Whoever is on an incident that is over may be on another one.
      const ongoing = found.every(({ isOngoing }) => isOngoing) ? new Set(named) : await affected(call);
      const over = named.filter((one) => !ongoing.has(one)).map((one) => facts.emptied(one));
      // An incident is told of often, and what its contacts do is told by HighLevel: only contacts that are new here are read.
      for (const { id: gone } of over) facts.forget(gone);
      const live = await facts.readAnew(
        named.filter((one) => ongoing.has(one) && !facts.isKnown(one)),
        call,
      );
      return [...live, ...over];
    },
  };
}

type Values = ReadonlyMap<string, unknown>;

class Facts {
  readonly #parts: ContactFactsParts;
  readonly #numbers: ContactNumbers;
  readonly #reads: ContactReads;
  readonly #kept: KeptBriefly<Values | null>;
  readonly #known: KeptBriefly<true>;
  readonly #load: Readonly<Record<Place, (contactId: string, call: CallOptions) => Promise<unknown>>>;

  constructor(parts: ContactFactsParts) {
    const { client, clock, publicUrl } = parts;
    this.#parts = parts;
    this.#numbers = new ContactNumbers(client, clock);
    this.#reads = new ContactReads(parts);
    this.#kept = new KeptBriefly(clock);
    this.#known = new KeptBriefly(clock, KNOWN_MS);
    this.#load = {
      recentNotes: (contactId, call) => this.#recentNotes(contactId, call),
      nextAppointment: (contactId, call) => this.#nextAppointment(contactId, call),
      openTasks: (contactId, call) => this.#numbers.openTasks(contactId, call),
      openOpportunities: async (contactId, call) => (await this.#numbers.openOpportunities(contactId, call)).count,
      openPipelineValue: async (contactId, call) => (await this.#numbers.openOpportunities(contactId, call)).value,
      owner: (contactId, call) => this.#owner(contactId, call),
      dashboardUrl: (contactId) => Promise.resolve(publicUrl === null ? null : `${publicUrl}/r/c/${encodeURIComponent(contactId)}`),
    };
  }

  /** Reads anew, and shares that with the records' own reads. Contacts that are gone are left out. */
  async readAnew(contactIds: readonly string[], call: CallOptions): Promise<readonly SideRecord[]> {
    for (const id of contactIds) {
      this.#numbers.forget(id);
      this.#kept.forget(id);
    }
    const records = await Promise.all(contactIds.map((id) => this.record(id, call)));
    for (const id of contactIds) void this.#known.fresh(id, () => Promise.resolve(true));
    return records.flatMap((record) => record ?? []);
  }

  /** True when the contact was read a while ago: events and sweeps tell the rest. */
  isKnown(contactId: string): boolean {
    return this.#known.has(contactId);
  }

  forget(contactId: string): void {
    this.#known.forget(contactId);
  }

  /** Null when the contact is gone. */
  async record(contactId: string, call: CallOptions): Promise<SideRecord | null> {
    const values = await this.#kept.get(contactId, () => orNull(() => this.#values(contactId, call)));
    return values === null ? null : this.#recordOf(contactId, values);
  }

  /** Of a contact on no ongoing case. */
  emptied(contactId: string): SideRecord {
    return { ...this.#recordOf(contactId, new Map()), rests: true };
  }

  #recordOf(contactId: string, values: Values): SideRecord {
    const fields = mappedFields(this.#parts.mapping, ({ left }) => values.get(left) ?? null);
    return { side: "highlevel", id: contactId, version: contentVersion(fields), fields, counterpartId: null };
  }

  /** Only what is mapped is read. */
  async #values(contactId: string, call: CallOptions): Promise<Values> {
    const mapped = places.filter((place) => this.#parts.mapping.fields.some(({ left }) => left === place));
    return new Map(await Promise.all(mapped.map(async (place) => [place, await this.#load[place](contactId, call)] as const)));
  }

  async #recentNotes(contactId: string, call: CallOptions): Promise<string | null> {
    const notes = await this.#reads.recentNotes(contactId, call);
    const lines = notes.map(({ when, text }) => `${when === null ? "" : `${when}: `}${text}`);
    return lines.length === 0 ? null : escapeMarkdown(lines.join("\n\n"));
  }

  async #nextAppointment(contactId: string, call: CallOptions): Promise<string | null> {
    const next = await this.#reads.nextAppointment(contactId, call);
    if (next === null) return null;
    return next.title === null ? next.when : `${next.when}: ${next.title}`;
  }

  async #owner(contactId: string, call: CallOptions): Promise<string | null> {
    const { assignedTo } = await this.#parts.client.contacts.read(contactId, call);
    return this.#reads.owner(assignedTo, call);
  }
}

import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import { mappedFields } from "#core/mapping/mapped-fields.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { CallOptions, RecordsPort } from "#core/ports/records-port.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import { ANY } from "#core/record/names-many.ts";
import type { HighLevelClient } from "#vendors/highlevel/client.ts";
import { digestVersion } from "#core/record/version.ts";
import { contentVersion } from "#vendors/highlevel/content-version.ts";
import { toldRecords } from "#vendors/highlevel/told-records.ts";
import { boardIdParts, fieldValues, type BoardPlaces, type BoardValues } from "./board-places.ts";
import { caseIdParts, type Case, type Cases } from "./cases.ts";
import { ContactNumbers } from "./contact-numbers.ts";
import { KeptBriefly } from "./kept-briefly.ts";
import { orNull } from "#core/ports/read-outcome.ts";

export interface BoardSourceParts {
  readonly client: Pick<HighLevelClient, "tasks" | "opportunities" | "calendars">;
  readonly cases: Cases;
  readonly places: BoardPlaces;
  readonly mapping: Pick<Bridge, "fields" | "defaultCountry">;
  readonly clock: Clock;
}

/** Five minutes, in milliseconds, as sweeps of HighLevel are apart: how old the numbers of those contacts may be of whom an event does not speak. */
const KEPT_MS = 300_000;

/** What HighLevel knows of the contacts of each ongoing incident, all together: `<incident>/link` and `<incident>/context`. */
export function createBoardSource(parts: BoardSourceParts): RecordsPort {
  const { client, cases } = parts;
  const source = new Source(parts);
  const port = toldRecords({
    entity: "board",
    read: (id, call) => source.record(id, call),
    async list({ after }, call) {
      if (after === null) source.beginSweep();
      const page = await cases.page(after, call);
      const incidentIds = [...new Set(page.cases.map(({ incident }) => incident.id))];
      const records = incidentIds.map((one) =>
        source.ofIncident(
          page.cases.filter(({ incident }) => incident.id === one),
          call,
        ),
      );
      return { records: (await Promise.all(records)).flat(), next: page.next, total: null };
    },
    remove: () => Promise.reject(new HighwireError("HW_INVARIANT", { operation: "remove board", detail: "records of this kind flow one way" })),
    look: (call) => client.calendars.list(call),
  });
  return { ...port, partial: true, members: (id, call) => source.members(id, call) };
}

type Member = Pick<SideRecord, "id" | "version">;

/** Unlike any version that was ever seen. */
const UNREAD = digestVersion("");

class Source {
  readonly #parts: BoardSourceParts;
  readonly #numbers: ContactNumbers;
  readonly #incidents: KeptBriefly<readonly Case[]>;

  constructor(parts: BoardSourceParts) {
    this.#parts = parts;
    this.#numbers = new ContactNumbers(parts.client, parts.clock, KEPT_MS);
    this.#incidents = new KeptBriefly(parts.clock);
  }

  /** What the sweep meets is read anew. */
  beginSweep(): void {
    this.#incidents.clear();
    this.#numbers.clear();
  }

  /** What an event names: an incident, or a contact wherever it is affected. */
  async members(id: string, call: CallOptions): Promise<readonly Member[]> {
    const { incidentId, contactId } = caseIdParts(id);
    if (incidentId !== ANY) return this.#membersOf(await this.#parts.cases.ofIncident(incidentId, call), call);
    const incidentIds = new Set((await this.#parts.cases.ofContact(contactId, call)).map(({ incident }) => incident.id));
    this.#numbers.forget(contactId);
    const records = await Promise.all([...incidentIds].map(async (one) => this.#membersOf(await this.#parts.cases.ofIncident(one, call), call)));
    return records.flat();
  }

  /** Of an incident without a page only the ids: the look that gives it one also decides whether its link has to be made, once that is claimed. */
  async #membersOf(found: readonly Case[], call: CallOptions): Promise<readonly Member[]> {
    const [first] = found;
    if (first?.isOngoing !== true || (await this.#parts.places.hasPage(first.incident.id))) return this.ofIncident(found, call);
    void this.#incidents.fresh(first.incident.id, () => Promise.resolve(found));
    return this.#parts.places.partsOf(first.incident).map((part) => ({ id: `${first.incident.id}/${part}`, version: UNREAD }));
  }

  /** Both parts of an incident, given its cases; none when it is over. */
  async ofIncident(found: readonly Case[], call: CallOptions): Promise<readonly SideRecord[]> {
    const [first] = found;
    if (first?.isOngoing !== true) return [];
    const { id } = first.incident;
    void this.#incidents.fresh(id, () => Promise.resolve(found));
    const records = await Promise.all(this.#parts.places.partsOf(first.incident).map((part) => this.record(`${id}/${part}`, call)));
    return records.flatMap((record) => record ?? []);
  }

  /** One part; of an incident that is over or names nobody any more as it stands, null when nothing stands there. */
  async record(id: string, call: CallOptions): Promise<SideRecord | null> {
    const { incidentId, part } = boardIdParts(id);
    const found = await this.#incidents.get(incidentId, () => this.#parts.cases.ofIncident(incidentId, call));
    const [first] = found;
    if (first?.isOngoing !== true) return this.#asItStands(id, call);
    if (!this.#parts.places.partsOf(first.incident).includes(part)) return this.#asItStands(id, call);
    return this.#recordOf(id, part === "context" ? await this.#context(first, found, call) : await this.#values(part, incidentId, call));
  }

  async #values(part: "link" | "field", incidentId: string, call: CallOptions): Promise<BoardValues> {
    const url = await this.#parts.places.addressOf(incidentId, call);
    return part === "link" ? { title: "HighLevel: affected contacts", description: null, at: null, url } : fieldValues(url);
  }

  async #asItStands(id: string, call: CallOptions): Promise<SideRecord | null> {
    const standing = await this.#parts.places.standing(id, call);
    if (standing === null) return null;
    return { ...standing, side: "highlevel", version: contentVersion(standing.fields), counterpartId: null, rests: true };
  }

  async #context({ incident }: Case, found: readonly Case[], call: CallOptions): Promise<BoardValues> {
    const each = await Promise.all(found.map(({ contactId }) => orNull(() => this.#numbersOf(contactId, call))));
    const sum = (of: "tasks" | "value"): number => each.reduce((total, numbers) => total + (numbers?.[of] ?? 0), 0);
    const address = await this.#parts.places.addressOf(incident.id, call);
    const lines = [
      `- Affected contacts: ${String(found.length)}`,
      `- Their open tasks: ${String(sum("tasks"))}`,
      `- Their open pipeline value: ${amount.format(sum("value"))}`,
      ...(address === null ? [] : ["", `[See them in Highwire](${address})`]),
    ];
    return { title: "HighLevel context", description: lines.join("\n"), at: incident.createdAt ?? "1970-01-01T00:00:00.000Z", url: null };
  }

  async #numbersOf(contactId: string, call: CallOptions): Promise<{ readonly tasks: number; readonly value: number }> {
    const [tasks, { value }] = await Promise.all([this.#numbers.openTasks(contactId, call), this.#numbers.openOpportunities(contactId, call)]);
    return { tasks, value };
  }

  #recordOf(id: string, values: BoardValues): SideRecord {
    const fields = mappedFields(this.#parts.mapping, ({ left }) => values[left as keyof BoardValues]);
    return { side: "highlevel", id, version: contentVersion(fields), fields, counterpartId: null };
  }
}

const amount = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });

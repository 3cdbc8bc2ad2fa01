import type { Clock } from "#core/ports/clock.ts";
import { orNull } from "#core/ports/read-outcome.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import { isMarked } from "#core/text/marker-line.ts";
import { canonicalAppointment, type CanonicalAppointment } from "#vendors/highlevel/canonical-appointment.ts";
import { canonicalNote } from "#vendors/highlevel/canonical-note.ts";
import type { HighLevelClient } from "#vendors/highlevel/client.ts";
import type { UserJson } from "#vendors/highlevel/resources/users.ts";
import { CLOCKS_MS, isOver, whenWords } from "./appointment-words.ts";
import { KeptBriefly } from "./kept-briefly.ts";

/** Notes that are told, and characters of each. */
const NOTES = 3;
const NOTE_LENGTH = 300;
/** Appointments that are read to find the next one: clocks may differ by a day, and few contacts have more in one. */
const APPOINTMENTS = 5;

export interface ContactReadsParts {
  readonly client: Pick<HighLevelClient, "contacts" | "notes" | "appointments" | "users">;
  readonly clock: Clock;
  /** IANA name of the location's zone. */
  readonly timezone: string;
}

/** What responders ask of a contact, read from HighLevel now. All methods throw vendor errors. */
export class ContactReads {
  readonly #parts: ContactReadsParts;
  readonly #users: KeptBriefly<readonly UserJson[]>;

  constructor(parts: ContactReadsParts) {
    this.#parts = parts;
    this.#users = new KeptBriefly(parts.clock);
  }

  /** The newest notes that people wrote, newest first; `when` by the clocks of the location. */
  async recentNotes(contactId: string, call: CallOptions): Promise<readonly { readonly when: string | null; readonly text: string }[]> {
    const notes = (await this.#parts.client.notes.list(contactId, call)).map(canonicalNote).filter(({ fields }) => !isMarked(fields.body));
    const newest = notes.toSorted((one, other) => Date.parse(other.addedAt ?? "") - Date.parse(one.addedAt ?? "")).slice(0, NOTES);
    return newest.map(({ addedAt, fields }) => {
      const said = [fields.title, fields.body]
        .filter((part) => part !== null)
        .join(": ")
        .replaceAll(/\s+/gu, " ");
      const text = said.length > NOTE_LENGTH ? `${said.slice(0, NOTE_LENGTH).trimEnd()}…` : said;
      return { when: addedAt === null ? null : this.when(addedAt), text };
    });
  }

  /** The list tells times by a clock that no document names, so the appointments that may be next are read by id, earliest first. */
  async nextAppointment(contactId: string, call: CallOptions): Promise<{ readonly when: string; readonly title: string | null } | null> {
    const { client, clock, timezone } = this.#parts;
    const now = clock.now();
    const startMs = ({ fields }: CanonicalAppointment): number => Date.parse(fields.startAt ?? "");
    const rows = (await client.appointments.ofContact(contactId, call)).map((row) => canonicalAppointment(row, { timezone }));
    const ahead = rows.filter((row) => startMs(row) > now - CLOCKS_MS && !isOver(row.fields.status));
    const soonest = ahead.toSorted((one, other) => startMs(one) - startMs(other)).slice(0, APPOINTMENTS);
    const read = await Promise.all(soonest.map(({ id }) => orNull(() => client.appointments.read(id, call))));
    const exact = read.flatMap((found) => (found === null || found.deleted === true ? [] : [canonicalAppointment(found, { timezone })]));
    const [next] = exact.filter((one) => startMs(one) >= now).toSorted((one, other) => startMs(one) - startMs(other));
    if (next?.fields.startAt === undefined || next.fields.startAt === null) return null;
    return { when: this.when(next.fields.startAt), title: next.fields.title };
  }

  /** Name of the user to whom the contact belongs; null for nobody. */
  async owner(assignedTo: unknown, call: CallOptions): Promise<string | null> {
    if (typeof assignedTo !== "string" || assignedTo === "") return null;
    const owner = (await this.#users.get("all", () => this.#parts.client.users.list(call))).find(({ id }) => id === assignedTo);
    const parts = [owner?.firstName, owner?.lastName].filter((part) => typeof part === "string" && part !== "");
    return owner?.name ?? (parts.length === 0 ? null : parts.join(" "));
  }

  /** A moment by the clocks of the location. */
  when(at: string): string {
    return whenWords(at, this.#parts.timezone, new Date(this.#parts.clock.now()).getUTCFullYear());
  }
}

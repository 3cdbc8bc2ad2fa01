import type { Clock } from "#core/ports/clock.ts";
import { orNull } from "#core/ports/read-outcome.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { HighLevelClient } from "#vendors/highlevel/client.ts";
import type { NoteJson } from "#vendors/highlevel/resources/notes.ts";
import { KeptBriefly } from "./kept-briefly.ts";
import { rowsOrGone } from "./rows-or-gone.ts";

/** Notes of contacts, read once for all records of one moment that a contact's notes make. All methods throw vendor errors. */
export class ContactNotes {
  readonly #client: Pick<HighLevelClient, "notes" | "calendars">;
  readonly #kept: KeptBriefly<readonly NoteJson[]>;

  constructor(client: Pick<HighLevelClient, "notes" | "calendars">, clock: Clock) {
    this.#client = client;
    this.#kept = new KeptBriefly(clock);
  }

  /** All notes of a contact, read anew. */
  fresh(contactId: string, call: CallOptions): Promise<readonly NoteJson[]> {
    return this.#kept.fresh(contactId, () => this.#read(contactId, call));
  }

  /**
   * One note; null when it is gone. A list alone deletes nothing (D4). `watched`: whoever hears of the contact's notes has them read anew, so that a
   * list of a few seconds ago will do; else only what was read since the link was claimed (S1).
   */
  async one(contactId: string, noteId: string, watched: boolean, call: CallOptions): Promise<NoteJson | null> {
    const read = (): Promise<readonly NoteJson[]> => this.#read(contactId, call);
    const { claimedMs = Number.NEGATIVE_INFINITY } = call;
    const list = watched ? this.#kept.get(contactId, read) : this.#kept.getSince(contactId, claimedMs, read);
    return (await list).find(({ id }) => id === noteId) ?? orNull(() => this.#client.notes.read(contactId, noteId, call));
  }

  #read(contactId: string, call: CallOptions): Promise<readonly NoteJson[]> {
    return rowsOrGone(this.#client, () => this.#client.notes.list(contactId, call), call);
  }
}

import type { SandboxClock } from "../kit/clock.ts";
import type { Prng } from "../kit/prng.ts";
import type { Quirks } from "./quirks.ts";
import { RisingStamps } from "./rising-stamps.ts";
import { SearchLag } from "./search-lag.ts";
import { newId } from "./state.ts";

/** What every kind of record has that is not a contact. */
export interface StoredRecord {
  readonly id: string;
  readonly locationId: string;
  /** Whose it is, where it belongs to a contact; a merge moves it. */
  contactId: string | null;
  readonly dateAdded: string;
  dateUpdated: string;
}

/** A record that is not stored yet, with id and stamps. */
export type Blank = Pick<StoredRecord, "id" | "locationId" | "dateAdded" | "dateUpdated">;

/** All records of one kind, findable by id and by contact, as search shows them after its lag. */
export class RecordStore<Row extends StoredRecord> {
  readonly #prng: Prng;
  readonly #byId = new Map<string, Row>();
  readonly #byContact = new Map<string, Set<string>>();
  readonly #lag: SearchLag<Row>;
  readonly #stamps: RisingStamps;

  constructor(clock: SandboxClock, prng: Prng, quirks: Quirks) {
    this.#prng = prng;
    this.#lag = new SearchLag(clock, quirks);
    this.#stamps = new RisingStamps(clock, quirks);
  }

  get(id: string): Row | undefined {
    return this.#byId.get(id);
  }

  all(): IterableIterator<Row> {
    return this.#byId.values();
  }

  /** Records of a contact, oldest first. */
  of(contactId: string): Row[] {
    return [...(this.#byContact.get(contactId) ?? [])].flatMap((id) => this.#byId.get(id) ?? []);
  }

  /** What search shows now. */
  searchable(locationId: string): Row[] {
    return this.#lag.shown(this.#byId, locationId);
  }

  blank(locationId: string): Blank {
    const at = this.#stamps.next();
    return { id: newId(this.#prng), locationId, dateAdded: at, dateUpdated: at };
  }

  insert(row: Row): Row {
    this.#lag.remember(row.id, undefined);
    this.#put(row);
    return row;
  }

  /** Changes a record and moves its dateUpdated. */
  save(row: Row, change: (row: Row) => void): void {
    this.#lag.remember(row.id, row);
    this.#take(row);
    change(row);
    row.dateUpdated = this.#stamps.next();
    this.#put(row);
  }

  remove(row: Row): void {
    this.#lag.remember(row.id, row);
    this.#take(row);
    this.#byId.delete(row.id);
  }

  snapshot(): RecordsSnapshot<Row> {
    return structuredClone({ rows: [...this.#byId.values()], lastStamp: this.#stamps.position });
  }

  restore(snapshot: RecordsSnapshot<Row>): void {
    const { rows, lastStamp } = structuredClone(snapshot);
    for (const map of [this.#byId, this.#byContact, this.#lag]) map.clear();
    for (const row of rows) this.#put(row);
    this.#stamps.moveTo(lastStamp);
  }

  #put(row: Row): void {
    this.#byId.set(row.id, row);
    if (row.contactId === null) return;
    const ids = this.#byContact.get(row.contactId) ?? new Set();
    this.#byContact.set(row.contactId, ids.add(row.id));
  }

  #take({ id, contactId }: Row): void {
    if (contactId === null) return;
    const ids = this.#byContact.get(contactId);
    ids?.delete(id);
    if (ids?.size === 0) this.#byContact.delete(contactId);
  }
}

export interface RecordsSnapshot<Row> {
  readonly rows: readonly Row[];
  readonly lastStamp: number;
}

import type { SandboxClock } from "../kit/clock.ts";
import type { Prng } from "../kit/prng.ts";
import type { StoredContact } from "./contact.ts";
import type { Quirks } from "./quirks.ts";
import { RisingStamps } from "./rising-stamps.ts";
import { SearchLag } from "./search-lag.ts";
import { newId } from "./state.ts";

/** Deleted contacts that can keep coming back from search. */
const MAX_LINGERING = 1_000;

/** All contacts, findable by id, e-mail and phone; old copies stay for as long as the search index may lag. */
export class ContactStore {
  readonly #prng: Prng;
  readonly #quirks: Quirks;
  readonly #byId = new Map<string, StoredContact>();
  readonly #byKey = new Map<string, Set<string>>();
  readonly #lag: SearchLag<StoredContact>;
  readonly #stamps: RisingStamps;
  readonly #lingering = new Map<string, StoredContact>();
  readonly #views = new Map<string, { readonly revision: number; readonly rows: readonly unknown[] }>();
  #revision = 0;

  constructor(clock: SandboxClock, prng: Prng, quirks: Quirks) {
    this.#prng = prng;
    this.#quirks = quirks;
    this.#lag = new SearchLag(clock, quirks);
    this.#stamps = new RisingStamps(clock, quirks);
  }

  get(id: string): StoredContact | undefined {
    return this.#byId.get(id);
  }

  get size(): number {
    return this.#byId.size;
  }

  all(): IterableIterator<StoredContact> {
    return this.#byId.values();
  }

  blank(locationId: string): StoredContact {
    const at = this.#stamps.next();
    return { id: newId(this.#prng), locationId, tags: [], customFields: [], dateAdded: at, dateUpdated: at, rest: {} };
  }

  /** Changes a contact, moving its dateUpdated; the change is seen by id at once, by search after the lag. */
  save(contact: StoredContact, change: (contact: StoredContact) => void): void {
    const before = this.#byId.get(contact.id);
    this.#remember(contact.id, before);
    if (before !== undefined) this.#unindex(before);
    change(contact);
    contact.dateUpdated = this.#stamps.next();
    this.#byId.set(contact.id, contact);
    this.#index(contact);
  }

  remove(contact: StoredContact): void {
    this.#remember(contact.id, contact);
    this.#unindex(contact);
    this.#byId.delete(contact.id);
    this.#lingering.set(contact.id, contact);
    const [oldest] = this.#lingering.keys();
    if (this.#lingering.size > MAX_LINGERING && oldest !== undefined) this.#lingering.delete(oldest);
  }

  /** Oldest contact of the location with this e-mail or phone. */
  find(locationId: string, kind: "email" | "phone", value: string): StoredContact | undefined {
    const [first] = this.#byKey.get(`${locationId}:${kind}:${value}`) ?? [];
    return first === undefined ? undefined : this.#byId.get(first);
  }

  /** What search shows now. */
  searchable(locationId: string): StoredContact[] {
    const rows = this.#lag.shown(this.#byId, locationId);
    const shown = new Set(rows.map(({ id }) => id));
    if (this.#quirks.deletedLinger)
      rows.push(...[...this.#lingering.values()].filter((gone) => gone.locationId === locationId && !shown.has(gone.id)));
    return rows;
  }

  /** Rows computed from `searchable`, kept until the next change, so that paging through ten thousand contacts sorts them once. */
  view<Row>(name: string, build: () => readonly Row[]): readonly Row[] {
    if (this.#lag.isBehind) return build();
    const key = `${String(this.#quirks.deletedLinger)} ${name}`;
    const known = this.#views.get(key);
    if (known?.revision === this.#revision) return known.rows as readonly Row[];
    if (this.#views.size >= 8) this.#views.clear();
    const rows = build();
    this.#views.set(key, { revision: this.#revision, rows });
    return rows;
  }

  snapshot(): ContactsSnapshot {
    return structuredClone({ contacts: [...this.#byId.values()], lingering: [...this.#lingering.values()], lastUpdate: this.#stamps.position });
  }

  restore(snapshot: ContactsSnapshot): void {
    const { contacts, lingering, lastUpdate } = structuredClone(snapshot);
    for (const map of [this.#byId, this.#byKey, this.#lag, this.#lingering]) map.clear();
    for (const contact of contacts) {
      this.#byId.set(contact.id, contact);
      this.#index(contact);
    }
    for (const contact of lingering) this.#lingering.set(contact.id, contact);
    this.#stamps.moveTo(lastUpdate);
    this.#revision += 1;
  }

  #remember(id: string, before: StoredContact | undefined): void {
    this.#revision += 1;
    this.#lag.remember(id, before);
  }

  #index(contact: StoredContact): void {
    for (const key of keysOf(contact)) {
      const ids = this.#byKey.get(key);
      if (ids === undefined) this.#byKey.set(key, new Set([contact.id]));
      else ids.add(contact.id);
    }
  }

  #unindex(contact: StoredContact): void {
    for (const key of keysOf(contact)) {
      const ids = this.#byKey.get(key);
      ids?.delete(contact.id);
      if (ids?.size === 0) this.#byKey.delete(key);
    }
  }
}

export interface ContactsSnapshot {
  readonly contacts: readonly StoredContact[];
  readonly lingering: readonly StoredContact[];
  readonly lastUpdate: number;
}

function keysOf(contact: StoredContact): readonly string[] {
  return [
    ...(contact.email === undefined ? [] : [`${contact.locationId}:email:${contact.email}`]),
    ...(contact.phone === undefined ? [] : [`${contact.locationId}:phone:${contact.phone}`]),
  ];
}

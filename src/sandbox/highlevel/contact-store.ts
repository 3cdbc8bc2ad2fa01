import type { SandboxClock } from "../kit/clock.ts";
import type { Prng } from "../kit/prng.ts";
import type { StoredContact } from "./contact.ts";

const idAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789";

/** All contacts, findable by id, e-mail and phone; old copies stay for as long as the search index may lag. */
export class ContactStore {
  readonly #clock: SandboxClock;
  readonly #prng: Prng;
  readonly #byId = new Map<string, StoredContact>();
  readonly #byKey = new Map<string, Set<string>>();
  /** What the lagging search index still shows: the state before the newest change, and until when. */
  readonly #indexed = new Map<string, { readonly before: StoredContact | null; readonly until: number }>();
  #lastUpdate = 0;
  /** Milliseconds by which search lags behind. */
  indexLagMs = 0;

  constructor(clock: SandboxClock, prng: Prng) {
    this.#clock = clock;
    this.#prng = prng;
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
    const at = this.#stamp();
    return { id: this.#prng.text(20, idAlphabet), locationId, tags: [], customFields: [], dateAdded: at, dateUpdated: at, rest: {} };
  }

  /** Changes a contact, bumping its dateUpdated; the change is seen by id at once, by search after the lag. */
  save(contact: StoredContact, change: (contact: StoredContact) => void): void {
    const before = this.#byId.get(contact.id);
    this.#remember(contact.id, before === undefined ? null : structuredClone(before));
    if (before !== undefined) this.#unindex(before);
    change(contact);
    contact.dateUpdated = this.#stamp();
    this.#byId.set(contact.id, contact);
    for (const key of keysOf(contact)) this.#byKey.set(key, (this.#byKey.get(key) ?? new Set()).add(contact.id));
  }

  remove(contact: StoredContact): void {
    this.#remember(contact.id, structuredClone(contact));
    this.#unindex(contact);
    this.#byId.delete(contact.id);
  }

  /** Oldest contact of the location with this e-mail or phone. */
  find(locationId: string, kind: "email" | "phone", value: string): StoredContact | undefined {
    const ids = this.#byKey.get(`${locationId}:${kind}:${value}`) ?? new Set();
    return [...ids].flatMap((id) => this.#byId.get(id) ?? [])[0];
  }

  /** What search shows now. */
  searchable(locationId: string): StoredContact[] {
    const now = this.#clock.now();
    const rows: StoredContact[] = [];
    for (const contact of this.#byId.values()) {
      if (contact.locationId !== locationId) continue;
      const lag = this.#indexed.get(contact.id);
      if (lag === undefined || lag.until <= now) rows.push(contact);
      else if (lag.before !== null) rows.push(lag.before);
    }
    for (const [id, lag] of this.#indexed) {
      if (lag.until <= now) this.#indexed.delete(id);
      else if (!this.#byId.has(id) && lag.before?.locationId === locationId) rows.push(lag.before);
    }
    return rows;
  }

  #remember(id: string, before: StoredContact | null): void {
    const known = this.#indexed.get(id);
    const now = this.#clock.now();
    if (this.indexLagMs > 0) this.#indexed.set(id, { before: known !== undefined && known.until > now ? known.before : before, until: now + this.indexLagMs });
  }

  #unindex(contact: StoredContact): void {
    for (const key of keysOf(contact)) this.#byKey.get(key)?.delete(contact.id);
  }

  /** Strictly increasing instants, so that order by dateUpdated is total. */
  #stamp(): string {
    this.#lastUpdate = Math.max(this.#clock.now(), this.#lastUpdate + 1);
    return new Date(this.#lastUpdate).toISOString();
  }
}

function keysOf(contact: StoredContact): readonly string[] {
  return [
    ...(contact.email === undefined ? [] : [`${contact.locationId}:email:${contact.email}`]),
    ...(contact.phone === undefined ? [] : [`${contact.locationId}:phone:${contact.phone}`]),
  ];
}

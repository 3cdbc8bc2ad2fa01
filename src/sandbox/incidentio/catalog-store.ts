import type { SandboxClock } from "../kit/clock.ts";
import type { Stamps } from "./stamps.ts";

export interface Attribute {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly array: boolean;
  readonly mode: string;
  /** Of a backlink: the attribute of the other type that points here. */
  readonly backlinkAttribute?: string;
  /** Of a path: the attributes to follow, one after the other. */
  readonly path?: readonly string[];
}

export interface CatalogType {
  readonly id: string;
  readonly typeName: string;
  name: string;
  description: string;
  categories: readonly string[];
  color: string;
  icon: string;
  annotations: Readonly<Record<string, string>>;
  ranked: boolean;
  useNameAsIdentifier: boolean;
  owningTeamIds: readonly string[];
  /** When set, people edit neither the type nor its entries in the dashboard. */
  sourceRepoUrl: string | null;
  /** Teams are read from this type, which locks its attributes. */
  powersTeams: boolean;
  readonly createdAt: string;
  updatedAt: string;
  schema: { readonly version: number; readonly attributes: readonly Attribute[] };
}

/** The literals of one attribute: one text, or a list of them. */
export type StoredValue = string | readonly string[];

export interface CatalogEntry {
  readonly id: string;
  readonly typeId: string;
  name: string;
  externalId: string | null;
  aliases: readonly string[];
  rank: number | null;
  values: Readonly<Record<string, StoredValue>>;
  readonly createdAt: string;
  updatedAt: string;
  archivedAt: string | null;
}

/** The catalog as plain data; entries in order of creation. */
export interface CatalogSnapshot {
  readonly types: readonly CatalogType[];
  readonly entries: readonly CatalogEntry[];
}

/** 50,000 entries per type, as published. */
export const MAX_ENTRIES = 50_000;
/** How far back a stale list can look, in milliseconds. */
export const LONGEST_LAG_MS = 60_000;

interface TypeIndex {
  /** In order of creation; archived ones included, so that a cursor to one still stands. */
  readonly ids: string[];
  readonly position: Map<string, number>;
  live: number;
}

interface PastVersion {
  readonly entry: CatalogEntry;
  readonly replacedAt: number;
}

/** Types and entries. Lookups by id, external id, alias and name, and places in a list, take constant time. */
export class CatalogStore {
  readonly #clock: SandboxClock;
  readonly #stamps: Stamps;
  readonly types = new Map<string, CatalogType>();
  readonly #entries = new Map<string, CatalogEntry>();
  readonly #byType = new Map<string, TypeIndex>();
  readonly #byIdentifier = new Map<string, Set<string>>();
  readonly #past = new Map<string, PastVersion[]>();
  /** Old versions are kept only while some list shows them. */
  keepsPast = false;

  constructor(clock: SandboxClock, stamps: Stamps) {
    this.#clock = clock;
    this.#stamps = stamps;
  }

  typeNamed(typeName: string): CatalogType | undefined {
    return [...this.types.values()].find((type) => type.typeName === typeName);
  }

  /** Removes a type with all of its entries. */
  removeType(typeId: string): void {
    for (const id of this.#byType.get(typeId)?.ids ?? []) {
      const entry = this.#entries.get(id);
      if (entry !== undefined) this.#unindex(entry);
      this.#entries.delete(id);
      this.#past.delete(id);
    }
    this.#byType.delete(typeId);
    this.types.delete(typeId);
  }

  entry(id: string): CatalogEntry | undefined {
    return this.#entries.get(id);
  }

  /** Every entry in order of creation, archived ones included. */
  allEntries(): Iterable<CatalogEntry> {
    return this.#entries.values();
  }

  addEntry(fields: Omit<CatalogEntry, "id" | "createdAt" | "updatedAt" | "archivedAt">): CatalogEntry {
    const at = this.#stamps.now();
    const entry: CatalogEntry = { ...fields, id: this.#stamps.id(), createdAt: at, updatedAt: at, archivedAt: null };
    this.#insert(entry);
    return entry;
  }

  /** Changes an entry and moves its time of update, always to a later one. */
  change(entry: CatalogEntry, change: (entry: CatalogEntry) => void): void {
    if (this.keepsPast) this.#remember(entry);
    const wasLive = entry.archivedAt === null;
    this.#unindex(entry);
    change(entry);
    entry.updatedAt = this.#stamps.after(entry.updatedAt);
    this.#index(entry);
    const index = this.#byType.get(entry.typeId);
    if (index !== undefined) index.live += Number(entry.archivedAt === null) - Number(wasLive);
  }

  /** Completes an entry that was added a moment ago; its times stay. */
  fill(entry: CatalogEntry, change: (entry: CatalogEntry) => void): void {
    this.#unindex(entry);
    change(entry);
    this.#index(entry);
  }

  archive(entry: CatalogEntry): void {
    this.change(entry, (stored) => {
      stored.archivedAt = this.#stamps.now();
    });
  }

  /** Drops the values of attributes that a schema lost; no time of update moves. */
  dropValues(typeId: string, attributeIds: ReadonlySet<string>): void {
    for (const id of this.idsOf(typeId)) {
      const entry = this.#entries.get(id);
      if (entry !== undefined) entry.values = Object.fromEntries(Object.entries(entry.values).filter(([attribute]) => !attributeIds.has(attribute)));
    }
  }

  /** Ids of a type's entries in order of creation, archived ones included. */
  idsOf(typeId: string): readonly string[] {
    return this.#byType.get(typeId)?.ids ?? [];
  }

  /** Place of an entry among `idsOf`, or undefined. */
  positionOf(typeId: string, id: string): number | undefined {
    return this.#byType.get(typeId)?.position.get(id);
  }

  liveCount(typeId: string): number {
    return this.#byType.get(typeId)?.live ?? 0;
  }

  /** Entries, archived ones included, that carry this text as id, external id, alias or, where the type says so, name. */
  identified(typeId: string, identifier: string): readonly CatalogEntry[] {
    const ids = new Set<string>([identifier]);
    for (const id of this.#byIdentifier.get(`${typeId}:${identifier}`) ?? []) ids.add(id);
    if (this.types.get(typeId)?.useNameAsIdentifier === true) for (const id of this.#byIdentifier.get(`${typeId}=${identifier}`) ?? []) ids.add(id);
    return [...ids].flatMap((id) => this.#entries.get(id) ?? []).filter((entry) => entry.typeId === typeId);
  }

  byExternalId(typeId: string, externalId: string): CatalogEntry | undefined {
    return this.identified(typeId, externalId).find((entry) => entry.externalId === externalId);
  }

  /** An entry as it was at a moment of the last minute, or null if it was not there. Exact only while `keepsPast`. */
  asOf(entry: CatalogEntry, atMs: number): CatalogEntry | null {
    const then = this.#past.get(entry.id)?.find((version) => version.replacedAt > atMs)?.entry ?? entry;
    return then.archivedAt === null && Date.parse(then.createdAt) <= atMs ? then : null;
  }

  snapshot(): CatalogSnapshot {
    return structuredClone({ types: [...this.types.values()], entries: [...this.#entries.values()] });
  }

  restore(snapshot: CatalogSnapshot): void {
    for (const map of [this.types, this.#entries, this.#byType, this.#byIdentifier, this.#past]) map.clear();
    const { types, entries } = structuredClone(snapshot);
    for (const type of types) this.types.set(type.id, type);
    for (const entry of entries) this.#insert(entry);
  }

  #insert(entry: CatalogEntry): void {
    this.#entries.set(entry.id, entry);
    const index = this.#byType.get(entry.typeId) ?? { ids: [], position: new Map<string, number>(), live: 0 };
    index.position.set(entry.id, index.ids.length);
    index.ids.push(entry.id);
    index.live += Number(entry.archivedAt === null);
    this.#byType.set(entry.typeId, index);
    this.#index(entry);
  }

  #remember(entry: CatalogEntry): void {
    const now = this.#clock.now();
    const past = (this.#past.get(entry.id) ?? []).filter((version) => version.replacedAt > now - LONGEST_LAG_MS);
    past.push({ entry: { ...entry }, replacedAt: now });
    this.#past.set(entry.id, past);
  }

  #index(entry: CatalogEntry): void {
    for (const key of identifiersOf(entry)) {
      const ids = this.#byIdentifier.get(key);
      if (ids === undefined) this.#byIdentifier.set(key, new Set([entry.id]));
      else ids.add(entry.id);
    }
  }

  #unindex(entry: CatalogEntry): void {
    for (const key of identifiersOf(entry)) {
      const ids = this.#byIdentifier.get(key);
      ids?.delete(entry.id);
      if (ids?.size === 0) this.#byIdentifier.delete(key);
    }
  }
}

/** Keys of the index; names are set apart, because only some types are found by them. */
function identifiersOf({ typeId, name, externalId, aliases }: CatalogEntry): readonly string[] {
  return [...(externalId === null ? [] : [externalId]), ...aliases].map((text) => `${typeId}:${text}`).concat(`${typeId}=${name}`);
}

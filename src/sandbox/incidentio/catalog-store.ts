import type { SandboxClock } from "../kit/clock.ts";
import type { Prng } from "../kit/prng.ts";
import { ulid } from "./envelope.ts";

export interface Attribute {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly array: boolean;
  readonly mode: string;
}

export interface CatalogType {
  readonly id: string;
  readonly type_name: string;
  name: string;
  description: string;
  categories: readonly string[];
  color: string;
  icon: string;
  annotations: Readonly<Record<string, string>>;
  ranked: boolean;
  use_name_as_identifier: boolean;
  owning_team_ids: readonly string[];
  readonly created_at: string;
  updated_at: string;
  schema: { version: number; attributes: readonly Attribute[] };
}

export type AttributeValue = { readonly value?: { readonly literal: string } | null; readonly array_value?: readonly { readonly literal: string }[] };

export interface CatalogEntry {
  readonly id: string;
  readonly catalog_type_id: string;
  name: string;
  external_id: string | null;
  aliases: readonly string[];
  rank: number;
  values: Record<string, AttributeValue>;
  readonly created_at: string;
  updated_at: string;
  archived_at: string | null;
}

/** 50,000 entries per type, as published. */
export const MAX_ENTRIES = 50_000;

/** Types and entries, findable by id, external id and alias. */
export class CatalogStore {
  readonly #clock: SandboxClock;
  readonly #prng: Prng;
  readonly types = new Map<string, CatalogType>();
  readonly entries = new Map<string, CatalogEntry>();
  readonly #byType = new Map<string, string[]>();
  readonly #byIdentifier = new Map<string, Set<string>>();
  #lastUpdate = 0;

  constructor(clock: SandboxClock, prng: Prng) {
    this.#clock = clock;
    this.#prng = prng;
  }

  id(): string {
    return ulid(this.#clock.now(), (alphabet, length) => this.#prng.text(length, alphabet));
  }

  /** Strictly increasing instants. */
  stamp(): string {
    this.#lastUpdate = Math.max(this.#clock.now(), this.#lastUpdate + 1);
    return new Date(this.#lastUpdate).toISOString();
  }

  addEntry(entry: CatalogEntry): void {
    this.entries.set(entry.id, entry);
    const list = this.#byType.get(entry.catalog_type_id) ?? [];
    list.push(entry.id);
    this.#byType.set(entry.catalog_type_id, list);
    this.#index(entry);
  }

  /** Changes an entry and bumps its updated_at. */
  change(entry: CatalogEntry, change: (entry: CatalogEntry) => void): void {
    this.#unindex(entry);
    change(entry);
    entry.updated_at = this.stamp();
    this.#index(entry);
  }

  /** Ids of a type's entries in order of creation; archived ones included. */
  idsOf(typeId: string): readonly string[] {
    return this.#byType.get(typeId) ?? [];
  }

  liveCount(typeId: string): number {
    return this.idsOf(typeId).filter((id) => this.entries.get(id)?.archived_at === null).length;
  }

  /** Entries, archived ones included, that carry this text as id, external id or alias. */
  identified(typeId: string, identifier: string): readonly CatalogEntry[] {
    const direct = this.entries.get(identifier);
    const ids = this.#byIdentifier.get(`${typeId}:${identifier}`) ?? new Set();
    const found = [...ids].flatMap((id) => this.entries.get(id) ?? []);
    return direct !== undefined && direct.catalog_type_id === typeId && !found.includes(direct) ? [direct, ...found] : found;
  }

  byExternalId(typeId: string, externalId: string): CatalogEntry | undefined {
    return this.identified(typeId, externalId).find((entry) => entry.external_id === externalId);
  }

  #index(entry: CatalogEntry): void {
    for (const key of identifiersOf(entry)) this.#byIdentifier.set(key, (this.#byIdentifier.get(key) ?? new Set()).add(entry.id));
  }

  #unindex(entry: CatalogEntry): void {
    for (const key of identifiersOf(entry)) this.#byIdentifier.get(key)?.delete(entry.id);
  }
}

function identifiersOf(entry: CatalogEntry): readonly string[] {
  return [...(entry.external_id === null ? [] : [entry.external_id]), ...entry.aliases].map((text) => `${entry.catalog_type_id}:${text}`);
}

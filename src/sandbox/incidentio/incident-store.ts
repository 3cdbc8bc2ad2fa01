import type { CreatorKey } from "./actor.ts";
import type { FieldValues } from "./custom-fields.ts";

export type Visibility = "public" | "private";
export type IncidentMode = "standard" | "retrospective" | "test" | "tutorial";

export interface Incident {
  readonly id: string;
  /** The number of `INC-123`. */
  readonly number: number;
  name: string;
  summary: string | null;
  statusId: string;
  severityId: string | null;
  readonly typeId: string;
  readonly visibility: Visibility;
  readonly mode: IncidentMode;
  /** Id and name of the key that created it, or null when a person did. */
  readonly creatorKey: CreatorKey;
  /** User ids by role id. */
  assigned: Readonly<Record<string, string>>;
  values: FieldValues;
  readonly createdAt: string;
  updatedAt: string;
}

/** The incidents as plain data. */
export interface IncidentsSnapshot {
  readonly incidents: readonly Incident[];
  readonly idempotencyKeys: readonly (readonly [key: string, id: string])[];
}

/** Incidents by id, number and idempotency key. */
export class IncidentStore {
  readonly #byId = new Map<string, Incident>();
  readonly #byNumber = new Map<string, Incident>();
  readonly #byKey = new Map<string, string>();

  /** In order of creation. */
  all(): readonly Incident[] {
    return [...this.#byId.values()];
  }

  get nextNumber(): number {
    return this.#byId.size + 1;
  }

  add(incident: Incident, idempotencyKey: string | null): void {
    this.#byId.set(incident.id, incident);
    this.#byNumber.set(String(incident.number), incident);
    if (idempotencyKey !== null) this.#byKey.set(idempotencyKey, incident.id);
  }

  find(idOrNumber: string): Incident | undefined {
    return this.#byId.get(idOrNumber) ?? this.#byNumber.get(idOrNumber);
  }

  createdUnder(idempotencyKey: string): Incident | undefined {
    return this.#byId.get(this.#byKey.get(idempotencyKey) ?? "");
  }

  snapshot(): IncidentsSnapshot {
    return structuredClone({ incidents: this.all(), idempotencyKeys: [...this.#byKey] });
  }

  restore(snapshot: IncidentsSnapshot): void {
    for (const map of [this.#byId, this.#byNumber, this.#byKey]) map.clear();
    for (const incident of structuredClone(snapshot.incidents)) this.add(incident, null);
    for (const [key, id] of snapshot.idempotencyKeys) this.#byKey.set(key, id);
  }
}

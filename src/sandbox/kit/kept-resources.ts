import type { SandboxResponse } from "./http-app.ts";

type Values = Readonly<Record<string, unknown>>;

/** What an operation does to the rows of its resource. */
export type KeptVerb = "create" | "list" | "show" | "update" | "remove";

/** A resource whose operations are answered in the shape of their documents, with rows that are kept. */
export interface KeptResource {
  /** By `METHOD /path/{id}`. */
  readonly operations: Readonly<Record<string, KeptVerb>>;
  /** Where the answer to a create has the row: `escalation_path`; null when it is the row. */
  readonly one: string | null;
  /** Where the list stands in its answer; null when there is no list. */
  readonly many: string | null;
  /** Name of the row's id. Default `id`. */
  readonly id?: string;
  /** What an update sets that its body does not say. */
  readonly sets?: Values;
}

/** One call, answered already in the shape of its document. */
export interface ShapedCall {
  readonly operation: string;
  readonly query: URLSearchParams;
  readonly body: Values;
  /** Last part of the path that is an id. */
  readonly id: string;
  readonly shaped: SandboxResponse;
}

/** Rows of resources, as plain data that survives JSON. */
export type KeptSnapshot = readonly (readonly (readonly [id: string, row: Values])[])[];

/** Rows of resources, as calls have made them. */
export class KeptResources {
  readonly #resources: readonly KeptResource[];
  readonly #rows = new Map<KeptResource, Map<string, Values>>();

  constructor(resources: readonly KeptResource[]) {
    this.#resources = resources;
  }

  /** Everything kept, as plain data: for each resource in its order, its rows by id. */
  snapshot(): KeptSnapshot {
    return structuredClone(this.#resources.map((resource) => [...(this.#rows.get(resource) ?? [])]));
  }

  restore(snapshot: KeptSnapshot): void {
    this.#rows.clear();
    for (const [index, resource] of this.#resources.entries()) this.#rows.set(resource, new Map(structuredClone(snapshot[index] ?? [])));
  }

  /** Null for an operation whose resource is not kept. `missing` answers an id of nothing. */
  answer(call: ShapedCall, missing: () => SandboxResponse): SandboxResponse | null {
    const resource = this.#resources.find(({ operations }) => call.operation in operations);
    if (resource === undefined) return null;
    const rows = this.#rows.get(resource) ?? new Map<string, Values>();
    this.#rows.set(resource, rows);
    const answer = valuesOf(call.shaped.body);
    const verb = resource.operations[call.operation];
    if (verb === "create") return this.#create(resource, rows, call, answer);
    if (verb === "list") return { ...call.shaped, body: { ...answer, [resource.many ?? ""]: listed(rows, call.query) } };
    const row = rows.get(call.id);
    if (row === undefined) return missing();
    if (verb === "remove") {
      rows.delete(call.id);
      return call.shaped;
    }
    const next = verb === "update" ? { ...row, ...call.body, ...resource.sets } : row;
    rows.set(call.id, next);
    return { ...call.shaped, ...(call.shaped.body !== undefined && { body: withRow(resource, answer, next) }) };
  }

  #create({ one, id = "id" }: KeptResource, rows: Map<string, Values>, call: ShapedCall, answer: Values): SandboxResponse {
    const made = valuesOf(one === null ? answer : answer[one]);
    rows.set(String(made[id]), { ...call.body, ...made, id: made[id] });
    return call.shaped;
  }
}

/** The rows of each sandbox of a process, by its state. */
export function keptBySandbox<State extends object>(resources: readonly KeptResource[]): (state: State) => KeptResources {
  const kept = new WeakMap<State, KeptResources>();
  return (state) => {
    const known = kept.get(state) ?? new KeptResources(resources);
    kept.set(state, known);
    return known;
  };
}

const valuesOf = (value: unknown): Values => (typeof value === "object" && value !== null ? (value as Values) : {});

/** Rows that have what the query names, where they have such a field at all. */
function listed(rows: ReadonlyMap<string, Values>, query: URLSearchParams): readonly Values[] {
  const wanted = [...query].filter(([name]) => name.endsWith("_id") || name === "contactId");
  return [...rows.values()].filter((row) => wanted.every(([name, value]) => row[name] === undefined || row[name] === value));
}

/** An answer in which the row stands where the document has it; of the row only what the document names. */
function withRow({ one }: KeptResource, answer: Values, row: Values): Values {
  if (one !== null && one in answer) return { ...answer, [one]: named(valuesOf(answer[one]), row) };
  return named(answer, row);
}

const named = (shape: Values, row: Values): Values =>
  Object.fromEntries(Object.entries(shape).map(([name, made]) => [name, typeof row[name] === typeof made ? row[name] : made]));

import { readFileSync } from "node:fs";
import { patternOf } from "./known-paths.ts";

type Schema = Readonly<Record<string, unknown>>;

/** What a vendor's document says of one operation. */
export interface DocumentedOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** HighLevel's version header. */
  readonly version?: string;
  readonly encoding?: string;
  readonly status: number;
  readonly params: readonly { readonly name: string; readonly in: "path" | "query"; readonly required: boolean; readonly schema: Schema }[];
  readonly body?: { readonly required: boolean; readonly schema: Schema };
  readonly answer?: Schema;
}

interface Area {
  readonly operations: readonly DocumentedOperation[];
  readonly defs: Readonly<Record<string, Schema>>;
}

/** An operation with the schemas that its own lead to. */
export interface Documented {
  readonly operation: DocumentedOperation;
  readonly defs: Area["defs"];
}

const folder = new URL("../../vendors/generated/operations/", import.meta.url);
const read = <Shape>(file: string): Shape => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Shape;

/** Finds what the vendor's documents say of a call; files are read when something in them is first called. */
export class DocumentedOperations {
  readonly #vendor: "highlevel" | "incident";
  readonly #areas = new Map<string, Area>();
  #rows: readonly { readonly id: string; readonly method: string; readonly pattern: RegExp; readonly variables: number }[] | null = null;

  constructor(vendor: "highlevel" | "incident") {
    this.#vendor = vendor;
  }

  /** Null for what no document has. A literal path wins over one with a parameter. */
  find(method: string, path: string): Documented | null {
    this.#rows ??= read<readonly DocumentedOperation[]>(`${this.#vendor}.json`).map((row) => ({
      id: row.id,
      method: row.method,
      pattern: patternOf(row.path),
      variables: row.path.split("{").length,
    }));
    const [row] = this.#rows
      .filter((one) => one.method === method && one.pattern.test(path))
      .toSorted((one, other) => one.variables - other.variables);
    return row === undefined ? null : this.#documented(row.id);
  }

  #documented(id: string): Documented | null {
    const name = id.split(".")[1] ?? "";
    const area = this.#areas.get(name) ?? read<Area>(`${this.#vendor}/${name}.json`);
    this.#areas.set(name, area);
    const operation = area.operations.find((one) => one.id === id);
    return operation === undefined ? null : { operation, defs: area.defs };
  }
}

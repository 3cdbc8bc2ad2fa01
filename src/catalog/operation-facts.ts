import { readFile } from "node:fs/promises";
import type { Operation } from "#core/catalog/operation.ts";

/** A schema as the generated files hold it: references lead to `defs` of the same file, `nullable` is a keyword. */
export type RawSchema = Readonly<Record<string, unknown>>;

/** What the vendor's document says of one operation. */
export interface OperationFacts {
  readonly id: string;
  readonly method: Operation["method"];
  readonly path: string;
  /** HighLevel's version header. */
  readonly version?: string;
  readonly scopes: readonly string[];
  /** Anything but JSON. */
  readonly encoding?: string;
  readonly status: number;
  readonly params: readonly { readonly name: string; readonly in: "path" | "query"; readonly required: boolean; readonly schema: RawSchema }[];
  readonly body?: { readonly required: boolean; readonly schema: RawSchema };
  readonly answer?: RawSchema;
}

/** Operations of one area with the schemas that they share. */
export interface AreaFacts {
  readonly operations: readonly OperationFacts[];
  readonly defs: Readonly<Record<string, RawSchema>>;
}

/** What is needed to list an operation. */
export type OperationRow = Pick<OperationFacts, "id" | "method" | "path" | "scopes" | "encoding">;

export interface EventFacts {
  readonly event: string;
  readonly scopes: readonly string[];
  readonly schema: RawSchema;
}

export type FactsVendor = "highlevel" | "incident";

/** The generated facts, each file read when it is first asked for and kept. */
export interface FactsReader {
  rows(vendor: FactsVendor): Promise<readonly OperationRow[]>;
  events(vendor: FactsVendor): Promise<readonly EventFacts[]>;
  /** Null when there is no such operation. */
  operation(id: string): Promise<{ readonly facts: OperationFacts; readonly defs: AreaFacts["defs"] } | null>;
}

const folder = new URL("../vendors/generated/operations/", import.meta.url);

export function createFactsReader(): FactsReader {
  const kept = new Map<string, Promise<unknown>>();
  const read = async <Shape>(file: string): Promise<Shape> => {
    const known = kept.get(file) ?? readFile(new URL(file, folder), "utf8").then((text) => JSON.parse(text) as unknown);
    kept.set(file, known);
    return (await known) as Shape;
  };
  const rows = async (vendor: FactsVendor): Promise<readonly OperationRow[]> => read(`${vendor}.json`);
  return {
    rows,
    events: async (vendor) => read(`${vendor}-events.json`),
    async operation(id) {
      const [vendor = "", area = ""] = id.split(".");
      if (vendor !== "highlevel" && vendor !== "incident") return null;
      // Only names that are listed become names of files.
      if (!(await rows(vendor)).some((row) => row.id === id)) return null;
      const { operations, defs } = await read<AreaFacts>(`${vendor}/${area}.json`);
      const facts = operations.find((operation) => operation.id === id);
      return facts === undefined ? null : { facts, defs };
    },
  };
}

import type { Side } from "../record/canonical.ts";

/** One pair of a value table: what HighLevel calls it, and what incident.io does. */
export interface TablePair {
  readonly left: string;
  readonly right: string;
}

/**
 * A named step between HighLevel's form of a value and incident.io's. A closed list: nothing that a person types is ever run. They are always
 * carried out in the order of `transformOps`.
 */
export type Transform =
  /** Runs of white space become one space. */
  | { readonly op: "trim" }
  | { readonly op: "lowercase" }
  /** A telephone number in its international form. */
  | { readonly op: "e164" }
  /** A date with time as an instant in UTC. */
  | { readonly op: "utc" }
  /** Values of one vocabulary told in another; what is not in the table crosses as it is. */
  | { readonly op: "table"; readonly pairs: readonly TablePair[] }
  /** What is written on one side in place of nothing; it reads back as nothing. */
  | { readonly op: "fallback"; readonly side: Side; readonly value: string };

export const transformOps = ["trim", "e164", "utc", "lowercase", "table", "fallback"] as const satisfies readonly Transform["op"][];

/**
 * What is lost on the way to the other side and back: `spelling`, where several spellings become one; `several-to-one`, where two values of
 * HighLevel have one name at incident.io; `reads-as-empty`, because one text stands for nothing. Null: nothing.
 */
export type Loss = "spelling" | "several-to-one" | "reads-as-empty";

export function lossOf(transform: Transform): Loss | null {
  switch (transform.op) {
    case "table":
      return new Set(transform.pairs.map(({ right }) => right)).size < transform.pairs.length ? "several-to-one" : null;
    case "fallback":
      return "reads-as-empty";
    default:
      return "spelling";
  }
}

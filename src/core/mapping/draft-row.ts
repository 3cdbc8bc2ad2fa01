import type { ConflictPolicy, Direction, FieldMap } from "./field-map.ts";
import type { Transform } from "./transform.ts";

/** One row of a mapping as a person sets it; everything else of a field follows from its places and from what it was before. */
export interface DraftRow {
  /** The field whose row this is; null for a new one. */
  readonly field: string | null;
  readonly label: string;
  readonly left: string;
  readonly right: string;
  readonly creates: Direction;
  readonly direction: Direction;
  readonly policy: ConflictPolicy;
  readonly personal: boolean;
  readonly transforms: readonly Transform[];
}

/** A stored field as such a row. */
export const draftOf = (map: FieldMap): DraftRow => ({
  field: map.field,
  label: map.label,
  left: map.left,
  right: map.right,
  creates: map.creates ?? map.direction,
  direction: map.direction,
  policy: map.policy,
  personal: map.personal,
  transforms: map.transforms ?? [],
});

/** What is wrong with a row of a mapping, by name; the words for people stand with whoever shows them. */
export const mappingFaults = [
  "place-unknown",
  "place-taken",
  "never-compatible",
  "key-field-missing",
  "key-field-moved",
  "key-field-off",
  "key-field-transformed",
  "key-field-personal",
  "consent",
  "not-writable",
  "only-on-create",
  "label-missing",
  "name-missing",
  "transform-needs-text",
  "transform-twice",
  "table-empty",
  "table-value-missing",
  "table-repeats",
  "fallback-empty",
  "fallback-in-table",
  "field-unknown",
] as const;
export type MappingFault = (typeof mappingFaults)[number];

/** One fault and where it is: `fields[3].direction`. */
export interface MappingIssue {
  readonly path: string;
  readonly fault: MappingFault;
  /** The name of what it is about, never a value of a record. */
  readonly about: string;
}

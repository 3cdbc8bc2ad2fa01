import type { FieldKind } from "../record/canonical.ts";
import type { Transform } from "./transform.ts";

/** Which way a field flows; `off`: it does not, and is neither compared nor asked about (M8). */
export type Direction = "both" | "to-incident" | "to-highlevel" | "off";

/** Who wins when both sides changed a field to different values (M1), or when two records meet for the first time (M4). */
export type ConflictPolicy = "highlevel" | "incident" | "newest" | "ask";

/** One row of a bridge's mapping. */
export interface FieldMap {
  /** Canonical field name, unique in the bridge: `fullName`, `email`, `phone`, `tags`, `custom_plan` … */
  readonly field: string;
  readonly kind: FieldKind;
  /** Which way it flows once both records are there. */
  readonly direction: Direction;
  /** Which way it flows when a record is made of the other (M8). Default: as `direction`. */
  readonly creates?: Direction;
  /** How its values are told on the other side, in the order of `transformOps` (M9). Default: as they are. */
  readonly transforms?: readonly Transform[];
  /** Rises each time that the field is mapped anew, or between other places: what was agreed before says nothing then (M9). Default 0. */
  readonly era?: number;
  readonly policy: ConflictPolicy;
  /** What becomes of an edit on the side that is only written to: put back (default), or kept until the other side's value changes. */
  readonly drift?: "put-back" | "kept";
  /** Written when its record is made, and left alone ever after, whatever becomes of either side: what was said stays said. */
  readonly once?: true;
  /**
   * Of a field that flows one way: what becomes of elements of a set, or at a first meeting of a value, that the written side has and the other
   * does not tell. Default: somebody's own, so they are kept. `removed` where they can only be left over from what was told before.
   */
  readonly leftovers?: "kept" | "removed";
  /** What becomes of a value that is emptied: the other side's is emptied too (default), or kept because that side cannot do without one. */
  readonly emptied?: "kept";
  /** Personal data: masked in lists and never logged (P2, P5). */
  readonly personal: boolean;
  /** Where it lives in a HighLevel contact: a property name (`email`), `fullName`, `tags`, or `customField:<id>`. */
  readonly left: string;
  /** Where it lives in a catalog entry: `name`, or `attribute:<attribute id>`. */
  readonly right: string;
  /** Label shown to people. */
  readonly label: string;
}

/** Keys by which two records with no link may be found to be the same person (I1), in this order. */
export type MatchKey = "email" | "phone";

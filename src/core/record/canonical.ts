import type { ErrorCode } from "../error-registry.ts";

/** Which vendor a record is on: left is HighLevel, right is incident.io. */
export type Side = "highlevel" | "incident";

/** How values of a field are compared and written (M5). */
export type FieldKind = "text" | "name" | "email" | "phone" | "url" | "number" | "boolean" | "date" | "set";

/**
 * A field's value after canonicalisation (M5). `null` means empty: vendors' empty string, missing key and null are one.
 * Sets are sorted, without repeats.
 */
export type CanonicalValue = string | number | boolean | readonly string[] | null;

/** Values of the mapped fields of one record, by canonical field name. A mapped field is always present (null when empty). */
export type FieldValues = Readonly<Record<string, CanonicalValue>>;

/** `assignee-unknown`: whoever is assigned is nobody at the other vendor. */
export type Remark = "assignee-unknown";

/** One vendor's record, reduced to what the bridge maps. */
export interface SideRecord {
  readonly side: Side;
  /** The vendor's own id. */
  readonly id: string;
  /**
   * The vendor's version of the record (HighLevel `dateUpdated`, incident.io `updated_at`), as text that is only ever compared for
   * equality and for "greater than what this same record showed before".
   */
  readonly version: string;
  readonly fields: FieldValues;
  /** Id on the other side that a marker or external id on this record names, or null (I1). */
  readonly counterpartId: string | null;
  /** True when what names the counterpart is not all that we leave there, as where somebody took the external id away: it is written again (I3). */
  readonly markerStale?: boolean;
  /** Nothing more is expected of it: sweeps need not meet it again until an event says otherwise. */
  readonly rests?: true;
  /** Nothing is written to it: what changes on the other side stays there (P1). */
  readonly sealed?: true;
  /** Ids of many that name it, such as those of the incidents because of which it stands, so that it is found when it is named no longer. */
  readonly hangsOn?: readonly string[];
  /** Why it gets no counterpart, as long as it has none. */
  readonly alone?: ErrorCode;
  /** What people should know of it beside its fields. */
  readonly remark?: Remark;
}

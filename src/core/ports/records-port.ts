import type { Entity } from "../bridge.ts";
import type { Instant, LinkId, WorkspaceId } from "../ids.ts";
import type { AbortSignalLike } from "./clock.ts";
import type { CanonicalValue, FieldKind, FieldValues, Side, SideRecord } from "../record/canonical.ts";

/** Who waits for a call; higher classes go first, none starves (X7). */
export type CallPriority = "person" | "webhook" | "sweep" | "backfill";

export interface CallOptions {
  readonly priority: CallPriority;
  /** Monotonic milliseconds after which a write must not be sent any more: the read that it was decided on is too old by then. */
  readonly writeBeforeMs?: number;
  /**
   * Monotonic milliseconds at which the link was claimed, or the sweep begun, that the call is for: any read since then tells what the link was marked
   * for, or what the sweep looks for.
   */
  readonly claimedMs?: number;
  readonly signal?: AbortSignalLike;
  /** The link that the call is made for, so that it can be shown there. Calls for many at once name none. */
  readonly about?: { readonly workspaceId: WorkspaceId; readonly linkId: LinkId };
  /** Asked at the moment before a writing call leaves; false keeps it here, and it fails with `HW_CANCELLED` (S2). */
  readonly mayWrite?: () => boolean;
}

/** One field's change. For sets, `add` and `remove` say which elements change; `value` is the whole new set. */
export interface FieldChange {
  readonly field: string;
  readonly kind: FieldKind;
  readonly before: CanonicalValue;
  readonly value: CanonicalValue;
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  /** Set when `before` was somebody's change too, and a rule let the other side's win: once written, that value is kept as a conflict (M1). */
  readonly overrules?: true;
}

export type ReadOutcome = { readonly kind: "found"; readonly record: SideRecord } | { readonly kind: "missing" };

export interface RecordPage {
  readonly records: readonly SideRecord[];
  /** Opaque place to go on from; null when the list has ended. */
  readonly next: string | null;
  /** Total number of records, when the vendor says it. */
  readonly total: number | null;
}

/** Canonicalised values to look another record up by. */
export interface MatchValues {
  /** The other side's id, looked for as external id or marker (I1). */
  readonly counterpartId: string | null;
  readonly email: string | null;
  readonly phone: string | null;
}

/** A record that a look-up found, and by what. */
export interface Candidate {
  readonly record: SideRecord;
  readonly matchedBy: readonly ("marker" | "email" | "phone")[];
}

export interface CreateDraft {
  readonly fields: FieldValues;
  /** The other side's id, stored as the marker or external id where this vendor can hold one. */
  readonly counterpartId: string;
}

export interface BulkUpdate {
  readonly record: SideRecord;
  readonly changes: readonly FieldChange[];
}

/** What a webhook's body shows. */
export interface Hint {
  readonly recordId: string;
  readonly fields: FieldValues;
  /** When the vendor sent it, by the vendor's clock, in epoch milliseconds; null when it does not say. */
  readonly atMs: number | null;
}

/**
 * What the engine needs of one vendor's records of one entity. Both vendors implement it over their clients. Every method may throw a
 * `HighwireError` of a `vendor.*` kind; `mayHaveHappened` in its data tells whether a write could have been done (I4).
 */
export interface RecordsPort {
  readonly side: Side;
  /** Strongly consistent read by id. */
  read(id: string, call: CallOptions): Promise<ReadOutcome>;
  /**
   * One page of all records. `since` narrows to records changed at or after that version where the vendor can; a vendor that cannot
   * returns everything. Rows may be stale: callers compare versions.
   */
  list(place: { readonly after: string | null; readonly since: string | null }, call: CallOptions): Promise<RecordPage>;
  /** Lists only what is under way: what it leaves out may well be there, and is read by id without much ado. */
  readonly partial?: true;
  /**
   * Of records that no list shows any more, though people go on changing them and no event tells of it: what they show now. Asked by each sweep about all
   * that its list has not met, so it may cost few calls; what is left out is none of them. Only of ports whose list leaves nothing else out for `since`.
   */
  readonly unlisted?: (ids: readonly string[], call: CallOptions) => Promise<readonly SideRecord[]>;
  /** Others make these records and nothing here does: a plan looks up each that the other side tells of, though the list leaves it out. */
  readonly madeByOthers?: true;
  /** Milliseconds for which a full sweep that read everything is enough: those within them read what changed since, as narrow ones do. */
  readonly wholeEveryMs?: number;
  /** The ids by which bridges of each kind know this record, on this side unless it says so: what one of them writes, the others look at. */
  readonly knownAs?: (id: string) => readonly { readonly entity: Entity; readonly id: string; readonly side?: Side }[];
  /** The records that an id of many names, as far as the vendors tell; see `namesMany`. Those that say nothing new may have the version last seen. */
  readonly members?: (id: string, call: CallOptions) => Promise<readonly Pick<SideRecord, "id" | "version">[]>;
  /** Records that may be the same thing; each at most once. */
  candidates(values: MatchValues, call: CallOptions): Promise<readonly Candidate[]>;
  /** Milliseconds for which what was just made may not stand, or `candidates` may not show it: a create whose answer was lost is looked for so long, from when its call has left (I4). */
  readonly lateMs?: number;
  /**
   * The newest records made at or after a moment, some hundreds at most. Only where a create leaves no marker by which `candidates` finds it for certain:
   * whoever changes the e-mail of such a record hides it from every look by key (I4).
   */
  readonly madeSince?: (at: Instant, call: CallOptions) => Promise<readonly SideRecord[]>;
  /** What a new record says at first, whatever is asked for: the rest of what was asked for is an update, which follows (I4). */
  readonly beginsWith?: FieldValues;
  /**
   * A create may give a record that was there before, archived or not, with what it held in fields that nothing was asked for: on that nobody has agreed.
   * Elsewhere such a value is one that the vendor made up.
   */
  readonly upserts?: true;
  /** Creates a record and returns it as the vendor stored it. */
  create(draft: CreateDraft, call: CallOptions): Promise<SideRecord>;
  /** Writes exactly these changes and returns the record as read back (M7). */
  update(record: SideRecord, changes: readonly FieldChange[], call: CallOptions): Promise<SideRecord>;
  /** Stores the other side's id on the record so that the link can be found again (I3). Absent where the vendor has no place for it. */
  readonly stamp?: (record: SideRecord, counterpartId: string, call: CallOptions) => Promise<SideRecord>;
  /** Writes many records in one call, all or nothing; absent where the vendor has no such call. At most `bulkLimit` records. */
  readonly updateMany?: (updates: readonly BulkUpdate[], call: CallOptions) => Promise<void>;
  readonly bulkLimit?: number;
  remove(id: string, call: CallOptions): Promise<void>;
  /** True when the connection can demonstrably read such records right now (D1). Never throws. */
  canary(call: CallOptions): Promise<boolean>;
  /**
   * Reduces a webhook's body to the values of those mapped fields that the event shows, or null when the body is not about such a record.
   * Used to recognise an echo by content (E2) and a page that is older than the news; never as the truth (S1).
   */
  readonly hint?: (body: unknown) => Hint | null;
}

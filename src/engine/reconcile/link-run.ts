import type { IntentId, LinkId } from "#core/ids.ts";
import type { FieldChange, RecordsPort } from "#core/ports/records-port.ts";
import type { IntentAction, IntentOutcome } from "#core/ports/intents.ts";
import { MOST_EVENTS, type ClaimedLink, type Settlement } from "#core/ports/claims.ts";
import type { Base, JournalEntry, NewConflict, Observation } from "#core/ports/store.ts";
import { elementsOf, sameValue } from "#core/record/canonicalise.ts";
import type { CanonicalValue, FieldValues, Remark, Side, SideRecord } from "#core/record/canonical.ts";
import { baseAfterElements, baseFor, baseOf, inEra, opposite } from "#core/sync/merge-field.ts";
import { nextBase } from "#core/sync/plan-both-sides.ts";
import type { ActPlan, KnownCandidate, SideState } from "#core/sync/link-plan.ts";
import { matchKeyHashes } from "../match-keys.ts";
import type { PageRead } from "./page-reads.ts";
import { firstReasons } from "./first-reasons.ts";
import type { ReconcileContext } from "./reconcile-context.ts";

/** Ten years, in milliseconds: how long no sweep misses a record of which nothing more is expected. */
const RESTS_MS = 315_360_000_000;

type AgreedChange = Pick<FieldChange, "field" | "value" | "add" | "remove">;

/** A record as it stood after a write of ours; a later read may already show somebody's next edit. */
export interface WrittenRecord {
  readonly record: SideRecord;
  readonly seen: "in-answer" | "in-later-read";
}

/**
 * The value of a written field that both sides have agreed on. A vendor that keeps a scalar in its own form shows that in its answer. A set
 * is written by element, so whatever else came or went in it is somebody's edit, unless an element of ours itself came back in another form.
 */
function agreedValue(change: FieldChange, back: CanonicalValue, seen: WrittenRecord["seen"]): CanonicalValue {
  if (change.kind !== "set") return seen === "in-answer" ? back : change.value;
  const held = elementsOf(back);
  return (change.add ?? []).every((element) => held.includes(element)) ? change.value : back;
}

/** What one reconcile has learned and done so far; becomes one settlement, also when it fails halfway. */
export class LinkRun {
  readonly link: ClaimedLink;
  readonly outcomes: IntentOutcome[] = [];
  readonly journal: JournalEntry[] = [];
  left: SideState = { kind: "none" };
  right: SideState = { kind: "none" };
  leftId: string | null;
  rightId: string | null;
  base: Base | null;
  absorb: LinkId | null = null;
  /** Values that writes of this run, or found ones of an earlier holder, overruled (M1). */
  readonly overruled: NewConflict[] = [];
  candidates: readonly KnownCandidate[] | null = null;
  matchedBy: readonly string[] = [];
  /** Sides that are known from a page, not from a read by id. */
  readonly paged = new Map<Side, PageRead["as"]>();
  /** Field values that the plan was made from, overlaid with the read-back of what was written (M7). */
  #agreed: { highlevel: FieldValues; incident: FieldValues } = { highlevel: {}, incident: {} };
  /** One record of a careful first run's budget was taken for this link. */
  isCounted = false;
  /** Something came back that we neither read nor wrote: somebody edited meanwhile. */
  sawEdit = false;
  readonly #awaitsAdoption: { readonly record: SideRecord; readonly change: AgreedChange }[] = [];
  readonly #context: ReconcileContext;

  constructor(context: ReconcileContext, link: ClaimedLink) {
    this.#context = context;
    this.link = link;
    this.leftId = link.leftId;
    this.rightId = link.rightId;
    this.base = link.base;
  }

  state(side: Side): SideState {
    return side === "highlevel" ? this.left : this.right;
  }

  setState(side: Side, state: SideState): void {
    if (side === "highlevel") this.left = state;
    else this.right = state;
    if (state.kind === "found") this.#agreed = { ...this.#agreed, [side]: state.record.fields };
  }

  setId(side: Side, id: string): void {
    if (side === "highlevel") this.leftId = id;
    else this.rightId = id;
  }

  /**
   * Takes over a write: what was written counts as agreed as the vendor gave it back (M7), the other fields as planned. What a person changed
   * meanwhile is not agreed, and makes the link due again.
   */
  wrote(side: Side, changes: readonly FieldChange[], { record, seen }: WrittenRecord): void {
    const planned = this.#agreed[side];
    const agreed: Record<string, CanonicalValue> = { ...planned };
    for (const change of changes) agreed[change.field] = agreedValue(change, record.fields[change.field] ?? null, seen);
    if (Object.entries(record.fields).some(([field, value]) => !sameValue(value, agreed[field] ?? null))) this.sawEdit = true;
    this.setState(side, { kind: "found", record });
    this.#agreed = { ...this.#agreed, [side]: agreed };
    // Should the rest of this run fail, the next one must not take what was just settled for a difference.
    for (const change of changes) this.#agreeOn(side, change, agreed[change.field] ?? null);
  }

  #agreeOn(side: Side, change: FieldChange, back: CanonicalValue): void {
    if (change.kind === "set") return this.agreedOn(side, change, back);
    const origin = this.#agreed[opposite(side)][change.field] ?? null;
    // A third value that a person chose has yet to reach the other side.
    if (sameValue(origin, change.value)) this.#rebase([change.field]);
  }

  /** Takes over a freshly created record. */
  created(record: SideRecord, port: Pick<RecordsPort, "beginsWith" | "upserts">): void {
    this.setId(record.side, record.id);
    this.setState(record.side, { kind: "found", record });
    for (const { field } of this.#context.bridge.fields) this.#agreeOnNew(record.side, field, port);
  }

  /**
   * What was written counts as agreed in the form that the vendor keeps it in (M7). What every new record says is still to be changed, and what a record
   * held that was there before, as an archived entry that comes back for its marker does (I3), is somebody's word that has yet to reach the other side.
   */
  #agreeOnNew(side: Side, field: string, port: Pick<RecordsPort, "beginsWith" | "upserts">): void {
    const { beginsWith = {}, upserts = false } = port;
    const asked = this.#agreed[opposite(side)][field] ?? null;
    const held = this.#agreed[side][field] ?? null;
    if (sameValue(held, asked)) this.#rebase([field]);
    else if (field in beginsWith && sameValue(held, beginsWith[field] ?? null)) this.agreedOn(side, { field, value: held }, held);
    else if (!upserts || elementsOf(asked).length > 0) this.#rebase([field]);
  }

  #rebase(settledFields: readonly string[]): void {
    const { bridge, fingerprint } = this.#context;
    this.base = nextBase(bridge, this.base, settledFields, this.#agreed.highlevel, this.#agreed.incident, fingerprint);
  }

  /**
   * Takes over a write of an earlier holder that a look has found: both sides had agreed on that value, so a change made since on the side it
   * came from is a change and not a conflict (I4). Of a set, they had agreed on the elements that the write moved and on no others.
   */
  agreedOn(side: Side, change: AgreedChange, found: CanonicalValue): void {
    const { bridge, fingerprint } = this.#context;
    const map = bridge.fields.find((known) => known.field === change.field);
    if (map === undefined) return;
    if (map.kind === "set") {
      const moved = baseAfterElements(baseFor(this.base, map), change, elementsOf(found), fingerprint);
      this.base = { ...this.base, [change.field]: inEra(moved, map) };
    } else if (sameValue(change.value, found)) {
      const [left, right] = side === "incident" ? [change.value, found] : [found, change.value];
      this.base = { ...this.base, [change.field]: inEra(baseOf(map.kind, left, right, fingerprint), map) };
    }
  }

  /**
   * Takes over what a look at one record says of an earlier holder's write to it. Where the link does not know that record yet, both sides have agreed
   * on something only once it is taken in.
   */
  agreedOnRecord(record: SideRecord, change: AgreedChange): void {
    const found = record.fields[change.field] ?? null;
    if (this.state(record.side).kind !== "none") this.agreedOn(record.side, change, found);
    else this.#awaitsAdoption.push({ record, change });
  }

  /** Takes a record in that was found, with what earlier holders have written to it. */
  adopted(side: Side, recordId: string, state: SideState): void {
    this.setId(side, recordId);
    this.setState(side, state);
    for (const { record, change } of this.#awaitsAdoption)
      if (record.side === side && record.id === recordId) this.agreedOn(side, change, record.fields[change.field] ?? null);
  }

  /** Moves the base once both sides are found and the plan's operations went through. */
  settleBase(plan: ActPlan): void {
    if (this.left.kind === "found" && this.right.kind === "found") this.#rebase(plan.settledFields);
  }

  note(entry: Pick<JournalEntry, "kind"> & Partial<JournalEntry>): void {
    this.journal.push({
      linkId: this.link.id,
      bridgeId: this.#context.bridge.id,
      intentId: null,
      side: null,
      cause: this.cause(),
      detail: {},
      values: [],
      ...entry,
    });
  }

  /** Chain back to what made the link dirty (A1). */
  cause(): readonly string[] {
    const events = this.link.events.map((event) => `webhook ${event.source} ${event.eventId}`);
    const others = firstReasons(this.link).filter((reason) => reason !== "webhook" || events.length === 0);
    return [...events, ...others, ...(this.#context.causes ?? [])];
  }

  /** What either record has people know. */
  remarks(): { readonly remarks?: readonly Remark[] } {
    const remarks = [this.left, this.right].flatMap((state) => (state.kind === "found" ? (state.record.remark ?? []) : []));
    return remarks.length === 0 ? {} : { remarks };
  }

  /** Books one write's outcome together with its single audit entry (A1). */
  bookWrite(intentId: IntentId, side: Side, action: IntentAction, recordId: string | null, changes: readonly FieldChange[], outcome: string): void {
    this.note({
      kind: action === "delete" ? "deleted" : "write",
      intentId,
      side,
      detail: {
        action,
        recordId,
        outcome,
        fields: changes.map((change) => change.field),
        ...(this.matchedBy.length > 0 && { matchedBy: this.matchedBy }),
        ...this.remarks(),
      },
      values: changes.map((change) => ({ field: change.field, before: change.before, after: change.value })),
    });
  }

  /** Everything known so far as the row's patch. */
  patch(): Settlement["patch"] {
    const { fingerprint, ports } = this.#context;
    const now = ports.clock.now();
    return {
      leftId: this.leftId,
      rightId: this.rightId,
      base: this.base,
      ...(this.left.kind === "found" && { left: observe(this.left.record, now), leftKeys: matchKeyHashes(this.left.record, fingerprint) }),
      ...(this.right.kind === "found" && { right: observe(this.right.record, now), rightKeys: matchKeyHashes(this.right.record, fingerprint) }),
    };
  }

  settlement(extra: Partial<Settlement> & { readonly decision: string; readonly patch?: Settlement["patch"] }): Settlement {
    const { decision, patch, open = [], ...rest } = extra;
    return {
      linkId: this.link.id,
      fence: this.link.fence,
      dirtyGeneration: this.link.dirtyGeneration,
      ...(this.absorb !== null && { absorb: this.absorb }),
      outcomes: this.outcomes,
      open: [...this.overruled, ...open],
      close: [],
      processed: this.link.events.map(({ source, eventId }) => ({ source, eventId, decision })),
      journal: this.journal,
      ...(rest.processed === undefined && this.#moreEvents()),
      ...rest,
      patch: { ...this.patch(), ...patch },
    };
  }

  /** Behind as many events as a claim hands over others may wait for their decision (A2): the link is due again for them. */
  #moreEvents(): Pick<Settlement, "again"> {
    if (this.link.events.length < MOST_EVENTS) return {};
    return { again: { at: this.#context.ports.clock.now(), failed: false } };
  }
}

function observe(record: SideRecord, now: number): Observation {
  return { version: record.version, fields: record.fields, seenAt: record.rests === true ? now + RESTS_MS : now };
}

import type { FieldMap } from "../mapping/field-map.ts";
import type { FieldChange } from "../ports/records-port.ts";
import type { JournalEntry, NewConflict } from "../ports/store.ts";
import { elementsOf, sameValue } from "../record/canonicalise.ts";
import type { CanonicalValue, Side, SideRecord } from "../record/canonical.ts";
import { end, nothing, type ActPlan, type LinkPlanInput } from "./link-plan.ts";
import { baseFor, fillsNew, matchesBase, opposite } from "./merge-field.ts";
import type { Operation } from "./sync-plan.ts";

/** One write of a run, as the journal tells it. */
export interface DoneWrite {
  readonly side: Side;
  readonly action: "create" | "update";
  readonly values: JournalEntry["values"];
}

export interface UndoPlan {
  readonly plan: ActPlan;
  /** Fields that get their old value back, and those that somebody has changed since and that stay as they are. */
  readonly restored: readonly string[];
  readonly changedSince: readonly string[];
}

/**
 * Takes a run's writes on one link back where nobody has changed since what they wrote (A3): updated fields get their old value, a created record
 * that is still as it was made is deleted. So that the next look does not do it all again, each such field waits for a person, and the link of a
 * deleted record ends.
 */
export function planUndo(input: LinkPlanInput, writes: readonly DoneWrite[]): UndoPlan {
  const created = writes.find(({ action }) => action === "create");
  if (created !== undefined) return undoCreate(input, created.side, merged(writes, created.side));
  const sides = (["highlevel", "incident"] as const).map((side) => undoUpdates(input, side, merged(writes, side)));
  const operations = sides.flatMap(({ operation }) => operation ?? []);
  const restored = sides.flatMap((one) => one.restored);
  return {
    plan: { ...nothing(input, "undone"), operations, open: restored.map((field) => waiting(input, sides, field)) },
    restored,
    changedSince: sides.flatMap((one) => one.changedSince),
  };
}

interface Value {
  readonly before: CanonicalValue;
  readonly after: CanonicalValue;
}

/** What several writes of one side come to: from before the first to after the last. */
function merged(writes: readonly DoneWrite[], side: Side): ReadonlyMap<string, Value> {
  const fields = new Map<string, Value>();
  for (const { field, before, after } of writes.filter((write) => write.side === side).flatMap(({ values }) => values)) {
    const first = fields.get(field);
    fields.set(field, { before: first === undefined ? before : first.before, after });
  }
  return fields;
}

function undoCreate(input: LinkPlanInput, side: Side, values: ReadonlyMap<string, Value>): UndoPlan {
  const record = recordOn(input, side);
  if (record === null) return { plan: nothing(input, "undone"), restored: [], changedSince: [] };
  // What the create did not name was empty then.
  const changedSince = input.bridge.fields
    .filter((map) => fillsNew(map, side) && !isAsWritten(input, { map, side, now: record.fields[map.field], after: values.get(map.field)?.after }))
    .map(({ field }) => field);
  if (changedSince.length > 0) return { plan: nothing(input, "changed-since"), restored: [], changedSince };
  const operation: Operation = { kind: "delete", side, recordId: record.id };
  return { plan: { ...end(input, "unlinked", "undone"), operations: [operation] }, restored: [...values.keys()], changedSince: [] };
}

interface SideUndo {
  readonly side: Side;
  readonly operation: Operation | null;
  readonly changes: readonly FieldChange[];
  readonly restored: readonly string[];
  readonly changedSince: readonly string[];
}

function undoUpdates(input: LinkPlanInput, side: Side, values: ReadonlyMap<string, Value>): SideUndo {
  const record = recordOn(input, side);
  if (record === null) return { side, operation: null, changes: [], restored: [], changedSince: [...values.keys()] };
  const changes: FieldChange[] = [];
  const changedSince: string[] = [];
  for (const [field, value] of values) {
    const map = input.bridge.fields.find((known) => known.field === field);
    const change = map === undefined ? null : takenBack(input, { map, side, now: record.fields[field] ?? null, ...value });
    if (change === null) changedSince.push(field);
    else changes.push(change);
  }
  const operation: Operation | null = changes.length === 0 ? null : { kind: "update", side, recordId: record.id, changes };
  return { side, operation, changes, restored: changes.map(({ field }) => field), changedSince };
}

interface Written {
  readonly map: FieldMap;
  readonly side: Side;
  /** What the record has now, and what was written to it; nothing counts as empty. */
  readonly now: CanonicalValue | undefined;
  readonly after: CanonicalValue | undefined;
}

/**
 * Whether a field still has what was written to it. A vendor may keep that in its own way, or fill in what was left empty: the base, which tells how each
 * side had it when both agreed, then has on the other side what was written, and on this side what stands there now.
 */
function isAsWritten({ base, fingerprint }: LinkPlanInput, { map, side, now = null, after = null }: Written): boolean {
  if (sameValue(now, after)) return true;
  const agreed = baseFor(base, map);
  if (agreed === null) return false;
  const isAgreed = (on: Side, value: CanonicalValue): boolean => matchesBase(map.kind, agreed, on, value, fingerprint);
  return isAgreed(opposite(side), after) && isAgreed(side, now);
}

/** The change back; null when somebody has changed the value since. Of a set, the elements that are still as the run left them. */
function takenBack(input: LinkPlanInput, written: Written & Value & { readonly now: CanonicalValue }): FieldChange | null {
  const { map, now, before, after } = written;
  const { field, kind } = map;
  if (kind !== "set") return isAsWritten(input, written) ? { field, kind, before: now, value: before } : null;
  const [had, has, wrote] = [elementsOf(before), elementsOf(now), elementsOf(after)];
  const add = had.filter((element) => !wrote.includes(element) && !has.includes(element));
  const remove = wrote.filter((element) => !had.includes(element) && has.includes(element));
  if (add.length === 0 && remove.length === 0) return null;
  const value = [...has.filter((element) => !remove.includes(element)), ...add].toSorted();
  return { field, kind, before: now, value, add, remove };
}

/** Both sides as they will stand: a person chooses which holds, and until then neither is written (M2). */
function waiting(input: LinkPlanInput, sides: readonly SideUndo[], field: string): NewConflict {
  const standing = (side: Side): CanonicalValue => {
    const change = sides.find((one) => one.side === side)?.changes.find((one) => one.field === field);
    return change === undefined ? (recordOn(input, side)?.fields[field] ?? null) : change.value;
  };
  return {
    kind: "undone",
    field,
    left: standing("highlevel"),
    right: standing("incident"),
    state: "open",
    winner: null,
    candidates: [],
  };
}

function recordOn(input: LinkPlanInput, side: Side): SideRecord | null {
  const state = side === "highlevel" ? input.left : input.right;
  return state.kind === "found" ? state.record : null;
}

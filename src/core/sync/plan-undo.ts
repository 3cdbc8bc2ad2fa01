import type { FieldChange } from "../ports/records-port.ts";
import type { JournalEntry, NewConflict } from "../ports/store.ts";
import { elementsOf, sameValue } from "../record/canonicalise.ts";
import type { CanonicalValue, FieldKind, Side, SideRecord } from "../record/canonical.ts";
import { end, nothing, type ActPlan, type LinkPlanInput } from "./link-plan.ts";
import { fillsNew } from "./merge-field.ts";
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
  const fields = input.bridge.fields.filter((map) => fillsNew(map, side)).map(({ field }) => field);
  const changedSince = fields.filter((field) => !sameValue(record.fields[field] ?? null, values.get(field)?.after ?? null));
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
    const kind = input.bridge.fields.find((map) => map.field === field)?.kind;
    const change = kind === undefined ? null : takenBack(field, kind, record.fields[field] ?? null, value);
    if (change === null) changedSince.push(field);
    else changes.push(change);
  }
  const operation: Operation | null = changes.length === 0 ? null : { kind: "update", side, recordId: record.id, changes };
  return { side, operation, changes, restored: changes.map(({ field }) => field), changedSince };
}

/** The change back; null when somebody has changed the value since. Of a set, the elements that are still as the run left them. */
function takenBack(field: string, kind: FieldKind, now: CanonicalValue, { before, after }: Value): FieldChange | null {
  if (kind !== "set") return sameValue(now, after) ? { field, kind, before: now, value: before } : null;
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

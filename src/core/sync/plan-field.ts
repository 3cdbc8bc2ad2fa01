import type { FieldMap } from "../mapping/field-map.ts";
import type { FieldChange } from "../ports/records-port.ts";
import type { ConflictRow, FlipHistory, NewConflict, Resolution } from "../ports/store.ts";
import { elementsOf, sameValue } from "../record/canonicalise.ts";
import type { CanonicalValue, Side, SideRecord } from "../record/canonical.ts";
import { isBelieved } from "./after-restore.ts";
import { isAlreadyOpen, standing, type ActPlan, type LinkPlanInput } from "./link-plan.ts";
import { baseFor, canWrite, matchesBase, mergeField, type FieldBase, type FieldMerge } from "./merge-field.ts";
import { isOscillating, noteFlip } from "./oscillation.ts";

interface FieldVerdict {
  readonly field: string;
  readonly leftChange?: FieldChange;
  readonly rightChange?: FieldChange;
  readonly waits: boolean;
  readonly open?: NewConflict;
  readonly close: ActPlan["close"];
  readonly flips: FlipHistory;
}

export function planField(input: LinkPlanInput, map: FieldMap, left: SideRecord, right: SideRecord, newest: Side | null): FieldVerdict {
  if (map.once === true || map.direction === "off") return { field: map.field, waits: false, close: [], flips: {} };
  const current = { left: left.fields[map.field] ?? null, right: right.fields[map.field] ?? null };
  const standingConflicts = standing(input.conflicts).filter((conflict) => conflict.field === map.field);
  const resolved = standingConflicts.find(
    (conflict) => conflict.resolution !== null && !wouldLoseUnseen(map, conflict, conflict.resolution, current),
  );
  if (resolved?.resolution) return applyResolution(map, current, standingConflicts, resolved.resolution);
  const frozen = standingConflicts.some(({ kind }) => kind === "oscillation" || (kind === "undone" && !sameValue(current.left, current.right)));
  if (frozen) return waitFor(map, null);
  const known = baseFor(input.base, map);
  const isProven = known === null || isBelieved(map, known, left, right, input.fingerprint);
  // Where nothing of the written side is anybody's own, there is nothing to ask: the other side tells all of it.
  if (!isProven && map.leftovers !== "removed") return meetAgain(input, map, known, current, standingConflicts);
  const base = isProven ? known : null;
  const merge = mergeField({
    map,
    left: current.left,
    right: current.right,
    base,
    firstLink: input.bridge.firstLink,
    // Our own writes of other fields move a record's version: what could not be told when the question was opened cannot be told now.
    newest: standingConflicts.some((conflict) => isAbout(conflict, current)) ? null : newest,
    fingerprint: input.fingerprint,
  });
  if (merge.conflict?.state === "open")
    return waitFor(map, openFieldConflict(map, base === null ? "first-link" : "field", current, standingConflicts));
  return carryOut(input, map, current, keepingLoser(merge, base), standingConflicts);
}

/** A base that proves nothing any more: what is equal, or stands where it stood, is agreed; any other difference is asked, whatever the policy (I5). */
function meetAgain(input: LinkPlanInput, map: FieldMap, base: FieldBase, current: Pair, existing: readonly ConflictRow[]): FieldVerdict {
  const stands = (side: Side, value: CanonicalValue): boolean => matchesBase(map.kind, base, side, value, input.fingerprint);
  const isSettled = sameValue(current.left, current.right) || (stands("highlevel", current.left) && stands("incident", current.right));
  if (!isSettled) return waitFor(map, openFieldConflict(map, "restored", current, existing));
  return carryOut(input, map, current, { ...current, changed: "none", conflict: null }, existing);
}

/** What a base out of a backup decides is kept with the value that loses, as a rule's decision is (M1). */
function keepingLoser(merge: FieldMerge, base: FieldBase | null): FieldMerge {
  if (base?.asOf === undefined || merge.conflict !== null || merge.changed === "none" || merge.changed === "both") return merge;
  return { ...merge, conflict: { state: "decided", winner: merge.changed } };
}

interface Pair {
  readonly left: CanonicalValue;
  readonly right: CanonicalValue;
}

function isAbout(conflict: ConflictRow, current: Pair): boolean {
  return sameValue(conflict.left, current.left) && sameValue(conflict.right, current.right);
}

/**
 * A choice between two values says nothing about a third: one that would overwrite what the person never saw is asked again (M2). A side that
 * has what was chosen already loses nothing.
 */
function wouldLoseUnseen(map: FieldMap, conflict: ConflictRow, resolution: Resolution, current: Pair): boolean {
  if (resolution.choose !== "left" && resolution.choose !== "right" && resolution.choose !== "value") return false;
  const target = resolvedTarget(map, current, resolution);
  const isUnseen = (side: "left" | "right"): boolean => !sameValue(conflict[side], current[side]) && !sameValue(current[side], target[side]);
  return isUnseen("left") || isUnseen("right");
}

function waitFor(map: FieldMap, open: NewConflict | null): FieldVerdict {
  return { field: map.field, waits: true, close: [], flips: {}, ...(open !== null && { open }) };
}

function openFieldConflict(map: FieldMap, kind: NewConflict["kind"], current: Pair, existing: readonly ConflictRow[]): NewConflict | null {
  const conflict: NewConflict = { kind, field: map.field, ...current, state: "open", winner: null, candidates: [] };
  return isAlreadyOpen(existing, conflict) ? null : conflict;
}

function carryOut(input: LinkPlanInput, map: FieldMap, current: Pair, merge: FieldMerge, existing: readonly ConflictRow[]): FieldVerdict {
  const changes = changesTowards(map, current, merge, merge.conflict?.state === "decided");
  const vanished = existing.map((conflict) => ({ id: conflict.id, how: "vanished" as const }));
  if (changes.leftChange === undefined && changes.rightChange === undefined) {
    return { field: map.field, waits: false, close: vanished, flips: {} };
  }
  // What only follows the one side that tells it cannot go round in circles, however often that side changes its mind (E3).
  if (isFollowing(map, merge)) return { field: map.field, ...changes, waits: false, close: vanished, flips: {} };
  const history = noteFlip(input.flips[map.field] ?? [], map, current, merge, input.now, input.fingerprint);
  if (isOscillating(history, input.now)) return waitFor(map, oscillation(map, current));
  return {
    field: map.field,
    ...changes,
    waits: false,
    close: vanished,
    flips: { [map.field]: history },
  };
}

const isFollowing = ({ direction }: FieldMap, { changed }: FieldMerge): boolean =>
  direction !== "both" && changed === (direction === "to-highlevel" ? "incident" : "highlevel");

function oscillation(map: FieldMap, current: Pair): NewConflict {
  return { kind: "oscillation", field: map.field, ...current, state: "open", winner: null, candidates: [] };
}

/**
 * The values that a write on `side` overruled, as conflicts that a rule decided (M1). They go by the write and not by the plan, because only a
 * write that was sent can have lost them.
 */
export function overruledValues(side: Side, changes: readonly FieldChange[]): readonly NewConflict[] {
  return changes
    .filter((change) => change.overrules === true)
    .map(({ field, before, value }) => ({
      kind: "field",
      field,
      left: side === "highlevel" ? before : value,
      right: side === "highlevel" ? value : before,
      state: "decided",
      winner: side === "highlevel" ? "incident" : "highlevel",
      candidates: [],
    }));
}

function applyResolution(map: FieldMap, current: Pair, existing: readonly ConflictRow[], resolution: Resolution): FieldVerdict {
  const target = resolvedTarget(map, current, resolution);
  const close = existing.map((conflict) => ({ id: conflict.id, how: "resolved" as const }));
  const merge = {
    left: canWrite(map, "highlevel") ? target.left : current.left,
    right: canWrite(map, "incident") ? target.right : current.right,
  };
  return { field: map.field, ...changesTowards(map, current, merge), waits: false, close, flips: { [map.field]: [] } };
}

function resolvedTarget(map: FieldMap, current: Pair, resolution: Resolution): Pair {
  switch (resolution.choose) {
    case "left":
      return { left: current.left, right: current.left };
    case "right":
      return { left: current.right, right: current.right };
    case "value":
      return { left: resolution.value, right: resolution.value };
    case "both": {
      if (map.kind !== "set") return current;
      const union = [...new Set([...elementsOf(current.left), ...elementsOf(current.right)])].toSorted();
      return { left: union, right: union };
    }
    default:
      return current;
  }
}

function changesTowards(map: FieldMap, current: Pair, target: Pair, overrules = false): Pick<FieldVerdict, "leftChange" | "rightChange"> {
  const mark = (change: FieldChange | null): FieldChange | null => (change !== null && overrules ? { ...change, overrules } : change);
  const leftChange = mark(changeOf(map, current.left, target.left));
  const rightChange = mark(changeOf(map, current.right, target.right));
  return { ...(leftChange !== null && { leftChange }), ...(rightChange !== null && { rightChange }) };
}

function changeOf(map: FieldMap, before: CanonicalValue, value: CanonicalValue): FieldChange | null {
  if (sameValue(before, value)) return null;
  const change = { field: map.field, kind: map.kind, before, value };
  if (map.kind !== "set") return change;
  const had = elementsOf(before);
  const wanted = elementsOf(value);
  return { ...change, add: wanted.filter((element) => !had.includes(element)), remove: had.filter((element) => !wanted.includes(element)) };
}

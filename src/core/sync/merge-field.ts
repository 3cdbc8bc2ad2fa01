import { elementsOf, sameValue } from "../record/canonicalise.ts";
import type { CanonicalValue, Side } from "../record/canonical.ts";
import type { ConflictPolicy, FieldMap } from "../mapping/field-map.ts";

/** Keyed hash of one canonical scalar or one set element; equal inputs give equal text. */
export type Fingerprint = (text: string) => string;

/** What both sides last agreed on for one field, per side, as read back (M7). For sets, one fingerprint per element. */
export interface FieldBase {
  readonly l: string | readonly string[];
  readonly r: string | readonly string[];
  /** The era of the mapping in which it was agreed. Default 0. */
  readonly era?: number;
  /** Only in a base that came out of a backup: the versions of both records that the backup saw. Believed while that can be proven (I5). */
  readonly asOf?: { readonly l: string; readonly r: string };
}

export interface FieldMergeInput {
  readonly map: Pick<FieldMap, "field" | "kind" | "direction" | "policy" | "drift" | "leftovers" | "emptied">;
  readonly base: FieldBase | null;
  readonly left: CanonicalValue;
  readonly right: CanonicalValue;
  /** Policy when there is no base (M4). */
  readonly firstLink: ConflictPolicy;
  /** Side whose record was changed last, when that can be told; decides the policy `newest`. */
  readonly newest: Side | null;
  readonly fingerprint: Fingerprint;
}

/** What each side should hold. A target equal to the current value is no write. */
export interface FieldMerge {
  readonly left: CanonicalValue;
  readonly right: CanonicalValue;
  /** Which side's value differs from what was last agreed. */
  readonly changed: "none" | Side | "both";
  /** `open` waits for a person and leaves both sides alone; `decided` keeps the losing value of a rule's decision (M1). */
  readonly conflict: null | { readonly state: "open" | "decided"; readonly winner: Side | null };
}

/**
 * Three-way merge of one field (M1–M6): pure, deterministic, idempotent and symmetric under swapped sides and mirrored policy. A scalar
 * target is always one of left and right.
 */
export function mergeField(input: FieldMergeInput): FieldMerge {
  return input.map.kind === "set" ? mergeSet(input) : mergeScalar(input);
}

function mergeScalar(input: FieldMergeInput): FieldMerge {
  const { base, left, right } = input;
  if (base === null) return firstMeeting(input);
  const leftChanged = scalarFingerprint(left, input.fingerprint) !== base.l;
  const rightChanged = scalarFingerprint(right, input.fingerprint) !== base.r;
  const changed = changedSides(leftChanged, rightChanged);
  if (changed === "none" || sameValue(left, right)) return { left, right, changed, conflict: null };
  if (changed === "both") return settleDifference(input, input.map.policy, "both");
  return followChange(input, changed);
}

function changedSides(left: boolean, right: boolean): FieldMerge["changed"] {
  if (left) return right ? "both" : "highlevel";
  return right ? "incident" : "none";
}

/**
 * Exactly one side changed: the other follows, unless it cannot do without a value; or the field flows only the other way, and the drifted copy
 * is put back, unless it may stay.
 */
function followChange(input: FieldMergeInput, changed: Side): FieldMerge {
  const isEmptied = (changed === "highlevel" ? input.left : input.right) === null;
  if (isEmptied && input.map.emptied === "kept") return { left: input.left, right: input.right, changed, conflict: null };
  if (mayWrite(input, opposite(changed))) return take(input, changed, changed, null);
  if (input.map.drift === "kept") return { left: input.left, right: input.right, changed, conflict: null };
  return take(input, opposite(changed), changed, { state: "decided", winner: opposite(changed) });
}

/** Two records meet for the first time (M4): equal is adopted, an empty one is filled, a difference follows the first-link policy. */
function firstMeeting(input: FieldMergeInput): FieldMerge {
  const { left, right } = input;
  if (sameValue(left, right)) return { left, right, changed: "none", conflict: null };
  if (left === null) return meetEmpty(input, "highlevel");
  if (right === null) return meetEmpty(input, "incident");
  return settleDifference(input, input.firstLink, "both");
}

/** The empty side is filled, unless nothing may be written there: then the other side keeps what it has, or loses what can only be left over. */
function meetEmpty(input: FieldMergeInput, empty: Side): FieldMerge {
  if (mayWrite(input, empty)) return take(input, opposite(empty), opposite(empty), null);
  if (input.map.leftovers === "removed" && mayWrite(input, opposite(empty))) return take(input, empty, empty, null);
  return { left: input.left, right: input.right, changed: "none", conflict: null };
}

function settleDifference(input: FieldMergeInput, policy: ConflictPolicy, changed: FieldMerge["changed"]): FieldMerge {
  const winner = policy === "newest" ? input.newest : policy === "ask" ? null : policy;
  if (winner === null) return { left: input.left, right: input.right, changed, conflict: { state: "open", winner: null } };
  const allowed = mayWrite(input, opposite(winner)) ? winner : opposite(winner);
  return take(input, allowed, changed, { state: "decided", winner: allowed });
}

function take(input: FieldMergeInput, side: Side, changed: FieldMerge["changed"], conflict: FieldMerge["conflict"]): FieldMerge {
  const value = side === "highlevel" ? input.left : input.right;
  return { left: value, right: value, changed, conflict };
}

function mayWrite(input: FieldMergeInput, side: Side): boolean {
  return canWrite(input.map, side);
}

/** True when the mapping lets the bridge write this field on that side. */
export function canWrite(map: Pick<FieldMap, "direction">, side: Side): boolean {
  return map.direction === "both" || map.direction === (side === "highlevel" ? "to-highlevel" : "to-incident");
}

/** True when a record that is made on that side gets this field (M8). */
export const fillsNew = ({ direction, creates = direction }: Pick<FieldMap, "direction" | "creates">, side: Side): boolean =>
  canWrite({ direction: creates }, side);

/** What was agreed on a field, as long as the field is mapped as it was then (M9); null for nothing. */
export function baseFor(base: Readonly<Record<string, FieldBase>> | null, map: Pick<FieldMap, "field" | "era">): FieldBase | null {
  const known = base?.[map.field];
  return known !== undefined && (known.era ?? 0) === (map.era ?? 0) ? known : null;
}

/** Marks a base with the era of its field. */
export const inEra = (base: FieldBase, { era }: Pick<FieldMap, "era">): FieldBase => (era === undefined ? base : { ...base, era });

export function opposite(side: Side): Side {
  return side === "highlevel" ? "incident" : "highlevel";
}

/**
 * Element-wise merge (M3): an addition on either side always survives, a removal beats an untouched element, elements that neither side
 * touched stay where they are. Without a base every element is an addition.
 */
function mergeSet(input: FieldMergeInput): FieldMerge {
  const left = elementsOf(input.left);
  const right = elementsOf(input.right);
  const baseLeft = new Set(asArray(input.base?.l));
  const baseRight = new Set(asArray(input.base?.r));
  const leftTarget: string[] = [];
  const rightTarget: string[] = [];
  for (const element of [...new Set([...left, ...right])].toSorted()) {
    const mark = input.fingerprint(element);
    const there = { left: left.includes(element), right: right.includes(element), baseLeft: baseLeft.has(mark), baseRight: baseRight.has(mark) };
    const verdict = isLeftOver(there, input.map) ? { left: false, right: false } : elementVerdict(there, input.map.direction);
    if (verdict.left) leftTarget.push(element);
    if (verdict.right) rightTarget.push(element);
  }
  const leftChanged = differsFromBase(left, baseLeft, input.fingerprint);
  const rightChanged = differsFromBase(right, baseRight, input.fingerprint);
  return { left: leftTarget, right: rightTarget, changed: changedSides(leftChanged, rightChanged), conflict: null };
}

interface Presence {
  readonly left: boolean;
  readonly right: boolean;
  readonly baseLeft: boolean;
  readonly baseRight: boolean;
}

/** On the side that is only written to, and no longer told, where such elements are nobody's own. */
function isLeftOver(there: Presence, { direction, leftovers }: FieldMergeInput["map"]): boolean {
  if (leftovers !== "removed" || direction === "both") return false;
  return direction === "to-highlevel" ? !there.right : !there.left;
}

function elementVerdict(there: Presence, direction: FieldMap["direction"]): { left: boolean; right: boolean } {
  const toLeft = direction !== "to-incident";
  const toRight = direction !== "to-highlevel";
  const added = (there.left && !there.baseLeft && toRight) || (there.right && !there.baseRight && toLeft);
  const removed = (!there.left && there.baseLeft && toRight) || (!there.right && there.baseRight && toLeft);
  if (!added && !removed) return { left: there.left, right: there.right };
  return { left: toLeft ? added : there.left, right: toRight ? added : there.right };
}

function differsFromBase(elements: readonly string[], base: ReadonlySet<string>, fingerprint: Fingerprint): boolean {
  return elements.length !== base.size || elements.some((element) => !base.has(fingerprint(element)));
}

function asArray(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}

/** Fingerprint of a whole scalar; the type is part of it, so that the number 1 and the text "1" differ. */
export function scalarFingerprint(value: CanonicalValue, fingerprint: Fingerprint): string {
  if (value === null) return "";
  return fingerprint(`${typeof value}:${String(value)}`);
}

/** The base to store once both sides are settled at these values, as read back (M7). */
export function baseOf(kind: FieldMap["kind"], left: CanonicalValue, right: CanonicalValue, fingerprint: Fingerprint): FieldBase {
  if (kind === "set") return { l: elementsOf(left).map(fingerprint), r: elementsOf(right).map(fingerprint) };
  return { l: scalarFingerprint(left, fingerprint), r: scalarFingerprint(right, fingerprint) };
}

/**
 * The base of a set after a write on one side that moved these elements towards the other, as far as `found`, what that side holds now, shows
 * it. What else the two sides differ in was not part of the write and stays a change.
 */
export function baseAfterElements(
  base: FieldBase | null,
  write: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
  found: readonly string[],
  fingerprint: Fingerprint,
): FieldBase {
  const arrived = (write.add ?? []).filter((element) => found.includes(element)).map(fingerprint);
  const left = new Set((write.remove ?? []).filter((element) => !found.includes(element)).map(fingerprint));
  const moved = (marks: readonly string[]): readonly string[] => [...new Set([...marks, ...arrived])].filter((mark) => !left.has(mark));
  return { l: moved(asArray(base?.l)), r: moved(asArray(base?.r)) };
}

/** True when a side's value is what was last agreed on. */
export function matchesBase(kind: FieldMap["kind"], base: FieldBase, side: Side, value: CanonicalValue, fingerprint: Fingerprint): boolean {
  const agreed = side === "highlevel" ? base.l : base.r;
  if (kind === "set") return !differsFromBase(elementsOf(value), new Set(asArray(agreed)), fingerprint);
  return scalarFingerprint(value, fingerprint) === agreed;
}

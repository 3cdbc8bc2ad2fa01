import type { Bridge } from "../bridge.ts";
import type { ErrorCode } from "../error-registry.ts";
import type { Instant } from "../ids.ts";
import type { FieldMap } from "../mapping/field-map.ts";
import type { Candidate, FieldChange } from "../ports/contacts-port.ts";
import type { Base, ConflictRow, FlipHistory, LinkState, NewConflict, Resolution } from "../ports/store.ts";
import { elementsOf, sameValue } from "../record/canonicalise.ts";
import type { CanonicalValue, FieldValues, Side, SideRecord } from "../record/canonical.ts";
import { isBelieved, isRestored, namesAnother } from "./after-restore.ts";
import { baseOf, canWrite, matchesBase, mergeField, type FieldBase, type FieldMerge, type Fingerprint } from "./merge-field.ts";
import { isOscillating, noteFlip } from "./oscillation.ts";
import type { Operation } from "./sync-plan.ts";

/** What a read of one side said. `none`: the link knows no record there yet. */
export type SideState = { readonly kind: "found"; readonly record: SideRecord } | { readonly kind: "missing" } | { readonly kind: "none" };

/** A candidate, and whether a stored link already gives it to another record. */
export interface KnownCandidate extends Candidate {
  readonly taken: boolean;
}

export interface LinkPlanInput {
  readonly bridge: Pick<Bridge, "fields" | "firstLink" | "onDelete" | "matchKeys">;
  readonly state: LinkState;
  readonly base: Base | null;
  readonly left: SideState;
  readonly right: SideState;
  /** Records on the side that is `none` which may be the same thing; null when nobody has looked yet. */
  readonly candidates: readonly KnownCandidate[] | null;
  readonly conflicts: readonly ConflictRow[];
  readonly flips: FlipHistory;
  readonly now: Instant;
  readonly fingerprint: Fingerprint;
}

/** What is to be done with one link; the same value feeds preview, run and explanation (S3, S4). */
export type LinkPlan =
  | { readonly kind: "look-for-candidates"; readonly side: Side }
  | { readonly kind: "adopt"; readonly side: Side; readonly recordId: string; readonly matchedBy: readonly string[] }
  | ActPlan;

export interface ActPlan {
  readonly kind: "act";
  readonly operations: readonly Operation[];
  /** Fields whose base becomes what both sides hold after the operations: all but those that wait for a person. */
  readonly settledFields: readonly string[];
  readonly state: LinkState;
  readonly because: ErrorCode | null;
  readonly open: readonly NewConflict[];
  readonly close: readonly { readonly id: ConflictRow["id"]; readonly how: "resolved" | "vanished" }[];
  readonly flips: FlipHistory;
  /** Machine-readable reason, told in words by `explain`. */
  readonly reason: PlanReason;
}

export type PlanReason =
  | "equal"
  | "fields-changed"
  | "first-link"
  | "create"
  | "waits-for-person"
  | "no-match-key"
  | "ambiguous"
  | "counterpart-deleted"
  | "deleted-against-edit"
  | "both-deleted"
  | "already-ended"
  | "not-written-this-way"
  | "unlinked-by-person";

/** Decides what happens to one link: pure, no clock, no randomness, no reading (S3). */
export function planLink(input: LinkPlanInput): LinkPlan {
  const { left, right } = input;
  if (left.kind === "found" && right.kind === "found") return planBoth(input, left.record, right.record);
  if (left.kind === "missing" || right.kind === "missing") return planMissing(input);
  if (left.kind === "found") return planSingle(input, left.record, "incident");
  if (right.kind === "found") return planSingle(input, right.record, "highlevel");
  return end(input, "tombstone", "both-deleted");
}

// ── one side only ────────────────────────────────────────────────────────────────────────────────────────────────

function planSingle(input: LinkPlanInput, record: SideRecord, missingSide: Side): LinkPlan {
  if (input.state === "unlinked" || input.state === "tombstone") return end(input, input.state, "already-ended");
  const chosen = resolutionFor(input.conflicts, "ambiguous");
  if (chosen?.resolution?.choose === "candidate") {
    return { kind: "adopt", side: missingSide, recordId: chosen.resolution.recordId, matchedBy: ["person"] };
  }
  if (chosen?.resolution?.choose === "unlink") return { ...end(input, "unlinked", "unlinked-by-person"), close: resolvedConflicts(input.conflicts) };
  if (record.counterpartId !== null) return { kind: "adopt", side: missingSide, recordId: record.counterpartId, matchedBy: ["marker"] };
  if (input.candidates === null) return { kind: "look-for-candidates", side: missingSide };
  return planCandidates(input, record, missingSide, input.candidates);
}

function planCandidates(input: LinkPlanInput, record: SideRecord, missingSide: Side, candidates: readonly KnownCandidate[]): LinkPlan {
  const marked = candidates.filter((candidate) => candidate.matchedBy.includes("marker"));
  const pool = marked.length > 0 ? marked : candidates;
  const only = pool[0];
  if (only === undefined) return planCreate(input, record, missingSide);
  if (pool.length > 1 || only.taken) return waitForChoice(input, pool);
  return { kind: "adopt", side: missingSide, recordId: only.record.id, matchedBy: only.matchedBy };
}

function waitForChoice(input: LinkPlanInput, pool: readonly KnownCandidate[]): ActPlan {
  const conflict: NewConflict = {
    kind: "ambiguous",
    field: "*",
    left: null,
    right: null,
    state: "open",
    winner: null,
    candidates: pool.map((candidate) => candidate.record.id).toSorted(),
  };
  return {
    ...nothing(input, "ambiguous"),
    state: "parked",
    because: "HW_LINK_AMBIGUOUS",
    open: isAlreadyOpen(input.conflicts, conflict) ? [] : [conflict],
  };
}

function planCreate(input: LinkPlanInput, record: SideRecord, side: Side): ActPlan {
  // Only HighLevel needs a key: a catalog entry is found again by its external id, a HighLevel contact only by e-mail or phone (I4).
  if (side === "highlevel" && !hasMatchKey(input.bridge.matchKeys, record.fields)) {
    return { ...nothing(input, "no-match-key"), state: "excluded", because: "HW_LINK_NO_MATCH_KEY" };
  }
  const fields = Object.fromEntries(
    input.bridge.fields.filter((map) => canWrite(map, side)).map((map) => [map.field, record.fields[map.field] ?? null]),
  );
  return {
    ...nothing(input, "create"),
    operations: [{ kind: "create", side, fields, counterpartId: record.id }],
    settledFields: input.bridge.fields.map((map) => map.field),
    close: standing(input.conflicts).map((conflict) => ({ id: conflict.id, how: "vanished" })),
  };
}

/** True when the record has a value for one of the bridge's match keys. */
export function hasMatchKey(matchKeys: Bridge["matchKeys"], fields: FieldValues): boolean {
  return matchKeys.some((key) => typeof fields[key] === "string");
}

// ── deletes ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** At least one side's record is gone, confirmed by a read while a canary read succeeded (D1). */
function planMissing(input: LinkPlanInput): LinkPlan {
  const { left, right } = input;
  const survivor = left.kind === "found" ? left.record : right.kind === "found" ? right.record : null;
  if (input.state === "tombstone" || input.state === "unlinked") return end(input, input.state, "already-ended");
  if (survivor === null) return end(input, "tombstone", "both-deleted");
  if (input.base === null) return end(input, "unlinked", "counterpart-deleted");
  const answer = resolutionFor(input.conflicts, "delete-edit")?.resolution ?? null;
  if (answer !== null) return answerDelete(input, survivor, answer);
  const propagate = input.bridge.onDelete !== "unlink";
  // A base out of a backup cannot tell whether a person meanwhile chose to keep the survivor (I5).
  if (isEdited(input, survivor) || (propagate && isRestored(input.base))) return deleteAgainstEdit(input, survivor);
  return followDelete(input, survivor, propagate);
}

function answerDelete(input: LinkPlanInput, survivor: SideRecord, answer: Resolution): ActPlan {
  return { ...followDelete(input, survivor, answer.choose === "delete"), close: resolvedConflicts(input.conflicts) };
}

function followDelete(input: LinkPlanInput, survivor: SideRecord, propagate: boolean): ActPlan {
  const ended = end(input, "tombstone", "counterpart-deleted");
  if (!propagate) return ended;
  return { ...ended, operations: [{ kind: "delete", side: survivor.side, recordId: survivor.id }] };
}

function deleteAgainstEdit(input: LinkPlanInput, survivor: SideRecord): ActPlan {
  const conflict: NewConflict = {
    kind: "delete-edit",
    field: "*",
    left: null,
    right: null,
    state: "open",
    winner: null,
    candidates: [survivor.id],
  };
  return {
    ...nothing(input, "deleted-against-edit"),
    state: "parked",
    because: "HW_VENDOR_NOT_FOUND",
    open: isAlreadyOpen(input.conflicts, conflict) ? [] : [conflict],
  };
}

function isEdited(input: LinkPlanInput, survivor: SideRecord): boolean {
  return input.bridge.fields.some((map) => {
    const base = input.base?.[map.field];
    return base !== undefined && !matchesBase(map.kind, base, survivor.side, survivor.fields[map.field] ?? null, input.fingerprint);
  });
}

// ── both sides ───────────────────────────────────────────────────────────────────────────────────────────────────

function planBoth(input: LinkPlanInput, left: SideRecord, right: SideRecord): ActPlan {
  if (input.state === "unlinked") return end(input, "unlinked", "already-ended");
  const newest = newestSide(left, right);
  const verdicts = input.bridge.fields.map((map) => planField(input, map, left, right, newest));
  const changes = {
    highlevel: verdicts.flatMap((verdict) => verdict.leftChange ?? []),
    incident: verdicts.flatMap((verdict) => verdict.rightChange ?? []),
  };
  const operations: Operation[] = [];
  if (changes.highlevel.length > 0) operations.push({ kind: "update", side: "highlevel", recordId: left.id, changes: changes.highlevel });
  if (changes.incident.length > 0) operations.push({ kind: "update", side: "incident", recordId: right.id, changes: changes.incident });
  // A marker is newer than a backup: it is not written over until the pair has been confirmed (I5).
  const isDisputed = isRestored(input.base) && namesAnother(left, right);
  if (right.counterpartId !== left.id && !isDisputed)
    operations.push({ kind: "stamp", side: "incident", recordId: right.id, counterpartId: left.id });
  const waiting = verdicts.some((verdict) => verdict.waits);
  return {
    kind: "act",
    operations,
    state: "active",
    because: null,
    settledFields: verdicts.filter((verdict) => !verdict.waits).map((verdict) => verdict.field),
    open: verdicts.flatMap((verdict) => verdict.open ?? []),
    close: [...verdicts.flatMap((verdict) => verdict.close), ...closeWholeRecord(input.conflicts)],
    flips: Object.assign({}, input.flips, ...verdicts.map((verdict) => verdict.flips)) as FlipHistory,
    reason: reasonOf(input, operations, waiting),
  };
}

function reasonOf(input: LinkPlanInput, operations: readonly Operation[], waiting: boolean): PlanReason {
  if (operations.length > 0) return input.base === null ? "first-link" : "fields-changed";
  if (waiting) return "waits-for-person";
  return input.base === null ? "first-link" : "equal";
}

interface FieldVerdict {
  readonly field: string;
  readonly leftChange?: FieldChange;
  readonly rightChange?: FieldChange;
  readonly waits: boolean;
  readonly open?: NewConflict;
  readonly close: ActPlan["close"];
  readonly flips: FlipHistory;
}

function planField(input: LinkPlanInput, map: FieldMap, left: SideRecord, right: SideRecord, newest: Side | null): FieldVerdict {
  const current = { left: left.fields[map.field] ?? null, right: right.fields[map.field] ?? null };
  const standingConflicts = standing(input.conflicts).filter((conflict) => conflict.field === map.field);
  const resolved = standingConflicts.find(
    (conflict) => conflict.resolution !== null && !wouldLoseUnseen(map, conflict, conflict.resolution, current),
  );
  if (resolved?.resolution) return applyResolution(map, current, standingConflicts, resolved.resolution);
  const frozen = standingConflicts.some((conflict) => conflict.kind === "oscillation");
  if (frozen) return waitFor(map, null);
  const base = input.base?.[map.field] ?? null;
  if (base !== null && !isBelieved(map, base, left, right, input.fingerprint)) return meetAgain(input, map, base, current, standingConflicts);
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

/** Versions of both vendors are ISO instants, so text order after parsing tells which record changed last; only the policy `newest` uses it. */
function newestSide(left: SideRecord, right: SideRecord): Side | null {
  const leftAt = Date.parse(left.version);
  const rightAt = Date.parse(right.version);
  if (Number.isNaN(leftAt) || Number.isNaN(rightAt) || leftAt === rightAt) return null;
  return leftAt > rightAt ? "highlevel" : "incident";
}

// ── shared ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** The base after the plan's operations went through: new for settled fields, as before for those that wait. */
export function nextBase(
  bridge: Pick<Bridge, "fields">,
  before: Base | null,
  settledFields: readonly string[],
  left: FieldValues,
  right: FieldValues,
  fingerprint: Fingerprint,
): Base {
  const next: Record<string, Base[string]> = { ...before };
  for (const map of bridge.fields) {
    if (settledFields.includes(map.field)) next[map.field] = baseOf(map.kind, left[map.field] ?? null, right[map.field] ?? null, fingerprint);
  }
  return next;
}

function nothing(input: LinkPlanInput, reason: PlanReason): ActPlan {
  return { kind: "act", operations: [], settledFields: [], state: input.state, because: null, open: [], close: [], flips: input.flips, reason };
}

function end(input: LinkPlanInput, state: LinkState, reason: PlanReason): ActPlan {
  return {
    ...nothing(input, reason),
    state,
    because: state === "unlinked" || state === "tombstone" ? "HW_VENDOR_NOT_FOUND" : null,
    close: standing(input.conflicts).map((conflict) => ({ id: conflict.id, how: "vanished" })),
  };
}

function standing(conflicts: readonly ConflictRow[]): readonly ConflictRow[] {
  return conflicts.filter((conflict) => conflict.state === "open" && conflict.closedAt === null);
}

function resolutionFor(conflicts: readonly ConflictRow[], kind: ConflictRow["kind"]): ConflictRow | undefined {
  return standing(conflicts).find((conflict) => conflict.kind === kind && conflict.resolution !== null);
}

function resolvedConflicts(conflicts: readonly ConflictRow[]): ActPlan["close"] {
  return standing(conflicts).map((conflict) => ({
    id: conflict.id,
    how: conflict.resolution === null ? ("vanished" as const) : ("resolved" as const),
  }));
}

/** Both records are there again, so questions about the whole record have an answer. */
function closeWholeRecord(conflicts: readonly ConflictRow[]): ActPlan["close"] {
  return resolvedConflicts(conflicts.filter((conflict) => conflict.field === "*"));
}

function isAlreadyOpen(conflicts: readonly ConflictRow[], wanted: NewConflict): boolean {
  return standing(conflicts).some(
    (conflict) =>
      conflict.kind === wanted.kind &&
      conflict.field === wanted.field &&
      sameValue(conflict.left, wanted.left) &&
      sameValue(conflict.right, wanted.right) &&
      conflict.candidates.join() === wanted.candidates.join(),
  );
}

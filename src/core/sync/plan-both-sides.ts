import type { Bridge } from "../bridge.ts";
import type { FieldMap } from "../mapping/field-map.ts";
import type { Base, ConflictRow, FlipHistory } from "../ports/store.ts";
import type { FieldValues, Side, SideRecord } from "../record/canonical.ts";
import { isRestored, namesAnother } from "./after-restore.ts";
import { end, resolvedConflicts, type ActPlan, type LinkPlanInput, type PlanReason } from "./link-plan.ts";
import { baseOf, canWrite, inEra, opposite, type Fingerprint } from "./merge-field.ts";
import { planField } from "./plan-field.ts";
import type { Operation } from "./sync-plan.ts";

export function planBoth(input: LinkPlanInput, left: SideRecord, right: SideRecord): ActPlan {
  if (input.state === "unlinked") return end(input, "unlinked", "already-ended");
  const newest = newestSide(left, right);
  const verdicts = input.bridge.fields.flatMap((map) => {
    const open = openMap(map, [left, right]);
    return open === null ? [] : planField(input, open, left, right, newest);
  });
  const changes = {
    highlevel: verdicts.flatMap((verdict) => verdict.leftChange ?? []),
    incident: verdicts.flatMap((verdict) => verdict.rightChange ?? []),
  };
  const operations: Operation[] = [];
  if (changes.highlevel.length > 0) operations.push({ kind: "update", side: "highlevel", recordId: left.id, changes: changes.highlevel });
  if (changes.incident.length > 0) operations.push({ kind: "update", side: "incident", recordId: right.id, changes: changes.incident });
  // A marker is newer than a backup: it is not written over until the pair has been confirmed (I5).
  const isDisputed = isRestored(input.base) && namesAnother(left, right);
  const isMarked = (right.counterpartId === left.id && right.markerStale !== true) || left.counterpartId === right.id;
  if (!isMarked && !isDisputed) operations.push({ kind: "stamp", side: "incident", recordId: right.id, counterpartId: left.id });
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

/** The mapping as it holds for these records: nothing flows to a sealed one, and what changes there may stay. Null for a field that flows only to it. */
function openMap(map: FieldMap, records: readonly SideRecord[]): FieldMap | null {
  const sealed = records.find((record) => record.sealed === true);
  if (sealed === undefined) return map;
  return canWrite(map, opposite(sealed.side))
    ? { ...map, direction: sealed.side === "highlevel" ? "to-incident" : "to-highlevel", drift: "kept" }
    : null;
}

function reasonOf(input: LinkPlanInput, operations: readonly Operation[], waiting: boolean): PlanReason {
  if (operations.length > 0) return input.base === null ? "first-link" : "fields-changed";
  if (waiting) return "waits-for-person";
  return input.base === null ? "first-link" : "equal";
}

/** Versions of both vendors are ISO instants, so text order after parsing tells which record changed last; only the policy `newest` uses it. */
function newestSide(left: SideRecord, right: SideRecord): Side | null {
  const leftAt = Date.parse(left.version);
  const rightAt = Date.parse(right.version);
  if (Number.isNaN(leftAt) || Number.isNaN(rightAt) || leftAt === rightAt) return null;
  return leftAt > rightAt ? "highlevel" : "incident";
}

/** Both records are there again, so questions about the whole record have an answer. */
function closeWholeRecord(conflicts: readonly ConflictRow[]): ActPlan["close"] {
  return resolvedConflicts(conflicts.filter((conflict) => conflict.field === "*"));
}

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
    if (map.direction === "off" || !settledFields.includes(map.field)) continue;
    next[map.field] = inEra(baseOf(map.kind, left[map.field] ?? null, right[map.field] ?? null, fingerprint), map);
  }
  return next;
}

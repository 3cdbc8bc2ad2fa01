import type { NewConflict, Resolution } from "../ports/store.ts";
import type { Side, SideRecord } from "../record/canonical.ts";
import { sameValue } from "../record/canonicalise.ts";
import { isRestored } from "./after-restore.ts";
import {
  end,
  isAlreadyOpen,
  nothing,
  resolutionFor,
  resolvedConflicts,
  standing,
  type ActPlan,
  type LinkPlan,
  type LinkPlanInput,
} from "./link-plan.ts";
import { baseFor, canWrite, matchesBase } from "./merge-field.ts";

/** At least one side's record is gone, confirmed by a read while a canary read succeeded (D1). */
export function planMissing(input: LinkPlanInput): LinkPlan {
  const { left, right } = input;
  const survivor = left.kind === "found" ? left.record : right.kind === "found" ? right.record : null;
  if (input.state === "tombstone" || input.state === "unlinked") return end(input, input.state, "already-ended");
  if (survivor === null) return end(input, "tombstone", "both-deleted");
  if (input.base === null) return end(input, "unlinked", "counterpart-deleted");
  // What a record has given rise to, and is only told by, may be deleted without asking, and the record stays.
  if (isOnlyTold(input.bridge, survivor.side)) return end(input, "tombstone", "counterpart-deleted");
  const answer = resolutionFor(input.conflicts, "delete-edit")?.resolution ?? null;
  if (answer !== null) return answerDelete(input, survivor, answer);
  const { onDelete, deletesReach = survivor.side } = input.bridge;
  const propagate = onDelete !== "unlink" && deletesReach === survivor.side;
  // A base out of a backup cannot tell whether a person meanwhile chose to keep the survivor (I5), nor one of a first link that broke off.
  const isUnproven = isRestored(input.base) || isHalfAgreed(input, survivor);
  if (isEdited(input, survivor) || (propagate && isUnproven)) return deleteAgainstEdit(input, survivor);
  return followDelete(input, survivor, propagate);
}

const isOnlyTold = ({ origin, fields }: LinkPlanInput["bridge"], side: Side): boolean =>
  origin === side && !fields.some((map) => canWrite(map, side));

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
    close: withdrawn(input),
  };
}

/**
 * Questions about how the two records differ: with one of them gone, no answer could be carried out (M2). Should it come back, the base asks them anew.
 * What holds a field still is known by its question alone, so that one stays.
 */
function withdrawn({ conflicts }: LinkPlanInput): ActPlan["close"] {
  return standing(conflicts)
    .filter(({ kind }) => kind === "field" || kind === "first-link" || kind === "restored")
    .map(({ id }) => ({ id, how: "vanished" }));
}

function isEdited(input: LinkPlanInput, survivor: SideRecord): boolean {
  return input.bridge.fields.some((map) => {
    const base = map.direction === "off" ? null : baseFor(input.base, map);
    return base !== null && !matchesBase(map.kind, base, survivor.side, survivor.fields[map.field] ?? null, input.fingerprint);
  });
}

/** The survivor holds a value on which the two never agreed. */
function isHalfAgreed(input: LinkPlanInput, survivor: SideRecord): boolean {
  return input.bridge.fields.some(
    (map) => map.direction !== "off" && baseFor(input.base, map) === null && !sameValue(survivor.fields[map.field] ?? null, null),
  );
}

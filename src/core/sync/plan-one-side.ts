import type { Bridge } from "../bridge.ts";
import { isHistory } from "../history.ts";
import type { NewConflict } from "../ports/store.ts";
import type { FieldValues, Side, SideRecord } from "../record/canonical.ts";
import {
  end,
  isAlreadyOpen,
  nothing,
  resolutionFor,
  resolvedConflicts,
  standing,
  type ActPlan,
  type KnownCandidate,
  type LinkPlan,
  type LinkPlanInput,
} from "./link-plan.ts";
import { fillsNew } from "./merge-field.ts";

export function planSingle(input: LinkPlanInput, record: SideRecord, missingSide: Side): LinkPlan {
  if (input.state === "unlinked" || input.state === "tombstone") return end(input, input.state, "already-ended");
  const chosen = resolutionFor(input.conflicts, "ambiguous");
  if (chosen?.resolution?.choose === "candidate") {
    return { kind: "adopt", side: missingSide, recordId: chosen.resolution.recordId, matchedBy: ["person"] };
  }
  if (chosen?.resolution?.choose === "unlink") return { ...end(input, "unlinked", "unlinked-by-person"), close: resolvedConflicts(input.conflicts) };
  if (record.counterpartId !== null) return { kind: "adopt", side: missingSide, recordId: record.counterpartId, matchedBy: ["marker"] };
  if (record.alone !== undefined && (input.candidates ?? []).length === 0) {
    return { ...nothing(input, "stays-alone"), state: "excluded", because: record.alone };
  }
  if (input.candidates === null) return { kind: "look-for-candidates", side: missingSide };
  return planCandidates(input, record, missingSide, input.candidates);
}

function planCandidates(input: LinkPlanInput, record: SideRecord, missingSide: Side, candidates: readonly KnownCandidate[]): LinkPlan {
  const marked = candidates.filter((candidate) => candidate.matchedBy.includes("marker"));
  const pool = marked.length > 0 ? marked : candidates;
  const only = pool[0];
  if (only === undefined) return planCreate(input, record, missingSide);
  if (pool.length > 1 || only.taken || isSharedByKey(only)) return waitForChoice(input, pool);
  return { kind: "adopt", side: missingSide, recordId: only.record.id, matchedBy: only.matchedBy };
}

/** A key that several records of our side have says nothing of whose counterpart this is; a marker does (I1). */
function isSharedByKey({ matchedBy, rivals }: KnownCandidate): boolean {
  return !matchedBy.includes("marker") && rivals.length > 0;
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
  const { matchKeys, origin = matchKeys.length === 0 ? "highlevel" : null } = input.bridge;
  if (side === origin) return { ...nothing(input, "begins-elsewhere"), state: "excluded", because: "HW_LINK_BEGINS_ELSEWHERE" };
  // Only HighLevel needs a key: a catalog entry is found again by its external id, a HighLevel contact only by e-mail or phone (I4).
  if (side === "highlevel" && origin === null && !hasMatchKey(matchKeys, record.fields)) {
    return { ...nothing(input, "no-match-key"), state: "excluded", because: "HW_LINK_NO_MATCH_KEY" };
  }
  // Who once had a counterpart is no history: a person may have asked for a new one.
  if (input.wasLinked !== true && isHistory(input.bridge, record.version)) {
    return { ...nothing(input, "before-history"), state: "excluded", because: "HW_LINK_BEFORE_HISTORY" };
  }
  const fields = Object.fromEntries(
    input.bridge.fields.filter((map) => fillsNew(map, side)).map((map) => [map.field, record.fields[map.field] ?? null]),
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

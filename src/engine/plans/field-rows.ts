import type { Bridge } from "#core/bridge.ts";
import type { ConflictPolicy, FieldMap } from "#core/mapping/field-map.ts";
import type { LinkRow } from "#core/ports/store.ts";
import type { CanonicalValue, FieldValues, Side } from "#core/record/canonical.ts";
import { sameValue } from "#core/record/canonicalise.ts";
import { baseFor } from "#core/sync/merge-field.ts";
import type { PlanItem, SeenFields } from "#core/sync/sync-plan.ts";

/** Why a field becomes what it becomes, in one word; `policy` says which rule where both sides changed or meet for the first time. */
export type FieldRule =
  | "equal"
  | "highlevel-changed"
  | "incident-changed"
  | "both-changed"
  | "first-link"
  | "filled"
  | "new-record"
  | "put-back"
  | "stays"
  | "deleted";

/** One mapped field of an item, as the drawer of a plan shows it. */
export interface FieldRow {
  readonly map: FieldMap;
  readonly left: CanonicalValue;
  readonly right: CanonicalValue;
  /** Known where a side still holds it: values are kept as keyed hashes only. */
  readonly agreed: { readonly known: boolean; readonly value: CanonicalValue };
  readonly after: { readonly left: CanonicalValue; readonly right: CanonicalValue };
  readonly rule: FieldRule;
  readonly policy: ConflictPolicy | null;
}

/** The fields of an item: from the plan where something is written or asked, else as they were last seen. Empty when neither is known. */
export function fieldRows(bridge: Bridge, item: PlanItem, link: LinkRow | null): readonly FieldRow[] {
  const seen = item.seen ?? seenLast(bridge, link);
  return seen === null ? [] : bridge.fields.map((map) => rowOf(bridge, item, seen, map));
}

/** Where both sides hold the same there is nothing to decide, so what was last seen tells it. */
function seenLast(bridge: Bridge, link: LinkRow | null): SeenFields | null {
  if (link === null || (link.left === null && link.right === null)) return null;
  const [left, right] = [link.left?.fields ?? null, link.right?.fields ?? null];
  const isEqual = ({ field }: FieldMap): boolean => left !== null && right !== null && sameValue(left[field] ?? null, right[field] ?? null);
  const agreed = bridge.fields.filter((map) => baseFor(link.base, map) !== null && isEqual(map)).map(({ field }) => [field, "both"] as const);
  return { left, right, agreed: Object.fromEntries(agreed) };
}

function rowOf(bridge: Bridge, item: PlanItem, seen: SeenFields, map: FieldMap): FieldRow {
  const [left, right] = [valueIn(seen.left, map), valueIn(seen.right, map)];
  const who = seen.agreed[map.field];
  const after = { left: afterOn("highlevel", item, map, left), right: afterOn("incident", item, map, right) };
  const rule = ruleOf(item, seen, map, after);
  return {
    map,
    left,
    right,
    agreed: {
      known: who !== undefined && who !== "neither",
      value: who === "incident" ? right : who === undefined || who === "neither" ? null : left,
    },
    after,
    rule,
    policy: rule === "both-changed" ? map.policy : rule === "first-link" ? bridge.firstLink : null,
  };
}

const valueIn = (fields: FieldValues | null, { field }: FieldMap): CanonicalValue => fields?.[field] ?? null;

function afterOn(side: Side, { operations }: PlanItem, { field }: FieldMap, now: CanonicalValue): CanonicalValue {
  for (const operation of operations) {
    if (operation.side !== side) continue;
    if (operation.kind === "create") return operation.fields[field] ?? null;
    if (operation.kind === "delete") return null;
    const change = operation.kind === "update" ? operation.changes.find((one) => one.field === field) : undefined;
    if (change !== undefined) return change.value;
  }
  return now;
}

function ruleOf({ operations }: PlanItem, seen: SeenFields, map: FieldMap, after: FieldRow["after"]): FieldRule {
  const [left, right] = [valueIn(seen.left, map), valueIn(seen.right, map)];
  if (operations.some(({ kind }) => kind === "create")) return "new-record";
  if (operations.some(({ kind }) => kind === "delete")) return "deleted";
  if (sameValue(left, right)) return "equal";
  const who = seen.agreed[map.field];
  if (who === "both") return "stays";
  if (who === "neither") return "both-changed";
  if (who === undefined) return left === null || right === null ? "filled" : "first-link";
  // The side that still holds what was agreed is the one that did not change.
  const changed: Side = who === "highlevel" ? "incident" : "highlevel";
  const [written, kept] = changed === "highlevel" ? [after.right, left] : [after.left, right];
  if (sameValue(written, kept)) return changed === "highlevel" ? "highlevel-changed" : "incident-changed";
  const isPutBack = !sameValue(changed === "highlevel" ? after.left : after.right, kept);
  return isPutBack ? "put-back" : "stays";
}

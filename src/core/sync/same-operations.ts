import { isSet } from "../record/canonicalise.ts";
import type { CanonicalValue } from "../record/canonical.ts";
import type { Operation } from "./sync-plan.ts";

/** True when two operation lists would write the same things to the same records (S4). */
export function sameOperations(one: readonly Operation[], other: readonly Operation[]): boolean {
  return JSON.stringify(one.map(written)) === JSON.stringify(other.map(written));
}

/** What an operation would write: not what stood there before, and its fields in one order. */
function written(operation: Operation): readonly unknown[] {
  const { kind, side } = operation;
  switch (operation.kind) {
    case "create":
      // A field that is empty is as one that is absent.
      return [kind, side, operation.counterpartId, ordered(Object.entries(operation.fields)).filter(([, value]) => value !== null)];
    case "update":
      return [kind, side, operation.recordId, ordered(operation.changes.map(({ field, value }) => [field, value]))];
    case "stamp":
      return [kind, side, operation.recordId, operation.counterpartId];
    case "delete":
      return [kind, side, operation.recordId];
  }
}

/** By name; the empty set is the empty value. */
const ordered = (fields: readonly (readonly [string, CanonicalValue])[]): readonly (readonly [string, CanonicalValue])[] =>
  fields
    .map(([field, value]) => [field, isSet(value) && value.length === 0 ? null : value] as const)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));

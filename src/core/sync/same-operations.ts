import type { Operation } from "./sync-plan.ts";
import { sameValue } from "../record/canonicalise.ts";

/** True when two operation lists would write the same things to the same records (S4). */
export function sameOperations(one: readonly Operation[], other: readonly Operation[]): boolean {
  return one.length === other.length && one.every((operation, index) => sameOperation(operation, other[index] as Operation));
}

function sameOperation(one: Operation, other: Operation): boolean {
  if (one.kind !== other.kind || one.side !== other.side) return false;
  if (one.kind === "create" && other.kind === "create") {
    const fields = new Set([...Object.keys(one.fields), ...Object.keys(other.fields)]);
    return (
      one.counterpartId === other.counterpartId && [...fields].every((field) => sameValue(one.fields[field] ?? null, other.fields[field] ?? null))
    );
  }
  if (one.kind === "create" || other.kind === "create") return false;
  if (one.recordId !== other.recordId) return false;
  if (one.kind === "stamp" && other.kind === "stamp") return one.counterpartId === other.counterpartId;
  if (one.kind !== "update" || other.kind !== "update") return true;
  return (
    one.changes.length === other.changes.length &&
    one.changes.every((change) => other.changes.some((twin) => twin.field === change.field && sameValue(twin.value, change.value)))
  );
}

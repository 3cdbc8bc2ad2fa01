import type { PlanItem, PlanSymbol } from "./sync-plan.ts";

/** The groups of a plan in the order in which people read them; deletes always stand by themselves, last. */
export const planSymbols: readonly PlanSymbol[] = ["+", "~", "=", "⊘", "⚠", "-"];

/** Fields that an item writes, each once. */
export function writtenFields({ operations }: PlanItem): readonly string[] {
  const named = operations.flatMap((operation) => {
    if (operation.kind === "create") return Object.keys(operation.fields).filter((field) => (operation.fields[field] ?? null) !== null);
    return operation.kind === "update" ? operation.changes.map(({ field }) => field) : [];
  });
  return [...new Set(named)];
}

/** Deletes among an item's operations. */
export const deletesIn = ({ operations }: PlanItem): number => operations.filter(({ kind }) => kind === "delete").length;

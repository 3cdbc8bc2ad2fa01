import { eachStep, innerSteps, type Step, type WorkflowDefinition } from "../definition.ts";
import { isGroup, type Json } from "../expression.ts";
import { placeOf, rowOf, withInner } from "./edit-steps.ts";

/** One field that differs; what is not there is undefined. */
export interface FieldChange {
  /** `input.body.title`; empty for the whole. */
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

export interface DefinitionChange {
  readonly what: "added" | "removed" | "moved" | "changed";
  /** The step it is about, as it is after the change, or was where it is gone; null for the workflow itself. */
  readonly step: Step | null;
  /** For the workflow itself: its trigger, name, limits or queue. */
  readonly part: "trigger" | "name" | "limits" | "oneAtATime" | null;
  readonly fields: readonly FieldChange[];
}

const ownParts = ["name", "trigger", "limits", "oneAtATime"] as const;

/** What differs between two definitions, in the order in which people read them. A step that was both moved and changed is told twice. */
export function diffDefinitions(before: WorkflowDefinition, after: WorkflowDefinition): readonly DefinitionChange[] {
  const [old, now] = [new Map([...eachStep(before.steps)].map((step) => [step.id, step])), [...eachStep(after.steps)]];
  const ids = new Set(now.map(({ id }) => id));
  const changed = ownParts.flatMap((part): readonly DefinitionChange[] => {
    const fields = fieldChanges(before[part] as Json, after[part] as Json);
    return fields.length === 0 ? [] : [{ what: "changed", step: null, part, fields }];
  });
  const kept = now.flatMap((step): readonly DefinitionChange[] => {
    const was = old.get(step.id);
    if (was === undefined) return [{ what: "added", step, part: null, fields: [] }];
    const fields = fieldChanges(alone(was), alone(step));
    return [
      ...(isMoved(before.steps, after.steps, step.id) ? [{ what: "moved", step, part: null, fields: [] } as const] : []),
      ...(fields.length === 0 ? [] : [{ what: "changed", step, part: null, fields } as const]),
    ];
  });
  const removed = [...old.values()].filter(({ id }) => !ids.has(id)).map((step) => ({ what: "removed", step, part: null, fields: [] }) as const);
  return [...changed, ...kept, ...removed];
}

/** A step without the steps inside it. */
const alone = (step: Step): Json =>
  withInner(
    step,
    innerSteps(step).map(() => []),
  ) as unknown as Json;

/** Whether a step that both have stands elsewhere among those that both have. */
function isMoved(before: readonly Step[], after: readonly Step[], id: string): boolean {
  const [was, is] = [placeOf(before, id), placeOf(after, id)];
  if (was === null || is === null) return false;
  if (was.holder !== is.holder || was.way !== is.way) return true;
  const [old, now] = [rowOf(before, was), rowOf(after, is)].map((row) => row.map((step) => step.id));
  return old !== undefined && now !== undefined && !longestShared(old, now).has(id);
}

/** A longest sequence that both lists have in the same order: whatever both have beside it was moved. */
function longestShared(one: readonly string[], other: readonly string[]): ReadonlySet<string> {
  const lengths = Array.from({ length: one.length + 1 }, () => Array.from({ length: other.length + 1 }, () => 0));
  const at = (row: number, column: number): number => lengths[row]?.[column] ?? 0;
  for (let row = one.length - 1; row >= 0; row -= 1)
    for (let column = other.length - 1; column >= 0; column -= 1)
      (lengths[row] ?? [])[column] = one[row] === other[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
  const shared = new Set<string>();
  for (let row = 0, column = 0; row < one.length && column < other.length;) {
    if (one[row] === other[column]) {
      shared.add(one[row] ?? "");
      row += 1;
      column += 1;
    } else if (at(row + 1, column) >= at(row, column + 1)) row += 1;
    else column += 1;
  }
  return shared;
}

function fieldChanges(before: Json | undefined, after: Json | undefined, path = ""): readonly FieldChange[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (!isBranching(before) || !isBranching(after)) return [{ path, before, after }];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  const inside = [...keys].flatMap((key) => fieldChanges(before[key], after[key], path === "" ? key : `${path}.${key}`));
  // Keys in another order are no change to anybody.
  return inside;
}

/** A group whose values are told one by one; a pick or a text is told whole. */
function isBranching(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return isGroup(value) && !(["pick", "text", "literal"].some((key) => key in value) && Object.keys(value).length === 1);
}

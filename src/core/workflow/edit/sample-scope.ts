import { innerSteps, type ForEachStep, type Step, type WorkflowDefinition } from "../definition.ts";
import { fill, type Json, type Scope } from "../expression.ts";

/** What a run would find at a step, as far as samples tell: of each loop around it the first item. */
export function sampleScope(
  { steps }: Pick<WorkflowDefinition, "steps">,
  id: string,
  sample: { readonly trigger: Json; readonly steps: Readonly<Record<string, Json>> },
): Scope {
  const outer: Scope = { trigger: sample.trigger, steps: sample.steps, run: { id: "", startedAt: "" } };
  return loopsAround(steps, id).reduce((scope, { items }) => {
    const list = fill(items, scope);
    return { ...scope, item: Array.isArray(list) ? ((list as readonly Json[])[0] ?? null) : null };
  }, outer);
}

/** The loops around a step, the outermost first. */
function loopsAround(steps: readonly Step[], id: string): readonly ForEachStep[] {
  for (const step of steps) {
    const inner = innerSteps(step).flat();
    if (inner.length === 0) continue;
    if (holds(inner, id)) return [...(step.kind === "for-each" ? [step] : []), ...loopsAround(inner, id)];
  }
  return [];
}

const holds = (steps: readonly Step[], id: string): boolean => steps.some((step) => step.id === id || holds(innerSteps(step).flat(), id));

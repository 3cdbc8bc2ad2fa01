import type { Step } from "./definition.ts";

/** Calls that a run makes when everything fits and every list is as long as it may be; tries after failures are not counted. */
export function mostCalls(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => sum + ofStep(step), 0);
}

function ofStep(step: Step): number {
  switch (step.kind) {
    case "action":
      return 1;
    case "for-each":
      return step.most * mostCalls(step.steps);
    case "branch":
      return Math.max(mostCalls(step.otherwise), ...step.cases.map(({ steps }) => mostCalls(steps)));
    default:
      return 0;
  }
}

/** The same with lists of one item: what a run makes at least when everything fits. */
export function leastCalls(steps: readonly Step[]): number {
  return mostCalls(steps.map(withOneItem));
}

function withOneItem(step: Step): Step {
  if (step.kind === "for-each") return { ...step, most: 1, steps: step.steps.map(withOneItem) };
  if (step.kind !== "branch") return step;
  return {
    ...step,
    cases: step.cases.map((one) => ({ ...one, steps: one.steps.map(withOneItem) })),
    otherwise: step.otherwise.map(withOneItem),
  };
}

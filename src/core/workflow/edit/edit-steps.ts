import { eachStep, innerSteps, MAX_STEP_DEPTH, type Step } from "../definition.ts";

type Steps = readonly Step[];

/** A row of steps: the outermost where `holder` is null, else the way of that step which has this number in `innerSteps`. */
export interface RowPlace {
  readonly holder: string | null;
  readonly way: number;
}

/** Where a step stands: how many stand before it in its row. */
export interface StepPlace extends RowPlace {
  readonly at: number;
}

/** Where a step can be moved to without dragging: before or behind its neighbour, also into the next way of the same branch; into a neighbour; out. */
export const moveDirections = ["up", "down", "in", "out"] as const;
export type MoveDirection = (typeof moveDirections)[number];

export const outermost: RowPlace = { holder: null, way: 0 };

/** The step of that id, at any depth; null when there is none. */
export function stepOf(steps: Steps, id: string): Step | null {
  const place = placeOf(steps, id);
  return place === null ? null : (rowOf(steps, place)[place.at] ?? null);
}

/** Where the step of that id stands; null when there is none. */
export function placeOf(steps: Steps, id: string, row: RowPlace = outermost): StepPlace | null {
  const at = steps.findIndex((step) => step.id === id);
  if (at !== -1) return { ...row, at };
  for (const step of steps)
    for (const [way, inner] of innerSteps(step).entries()) {
      const found = placeOf(inner, id, { holder: step.id, way });
      if (found !== null) return found;
    }
  return null;
}

/** The steps of a row; none where there is no such row. */
export function rowOf(steps: Steps, { holder, way }: RowPlace): Steps {
  if (holder === null) return steps;
  for (const step of steps) {
    const ways = innerSteps(step);
    if (step.id === holder) return ways[way] ?? [];
    for (const inner of ways) {
      const found = rowOf(inner, { holder, way });
      if (found.length > 0) return found;
    }
  }
  return [];
}

/** The steps with another one at that place; behind all others of its row where the place lies further. */
export const insertStep = (steps: Steps, place: StepPlace, step: Step): Steps => inRow(steps, place, (row) => row.toSpliced(place.at, 0, step));

/** The steps without that one and all inside it. */
export function removeStep(steps: Steps, id: string): Steps {
  const place = placeOf(steps, id);
  return place === null ? steps : inRow(steps, place, (row) => row.toSpliced(place.at, 1));
}

/** The steps with one that was taken away back in its place; at the end where that is gone, and as they are where its ids are taken again. */
export function bringBack(steps: Steps, place: StepPlace, step: Step): Steps {
  const taken = new Set([...eachStep(steps)].map(({ id }) => id));
  if ([...eachStep([step])].some(({ id }) => taken.has(id))) return steps;
  const next = insertStep(steps, place, step);
  return stepOf(next, step.id) === null ? [...steps, step] : next;
}

/** The steps with that one changed. */
export function changeStep(steps: Steps, id: string, change: (step: Step) => Step): Steps {
  const place = placeOf(steps, id);
  return place === null ? steps : inRow(steps, place, (row) => row.map((step) => (step.id === id ? change(step) : step)));
}

/** The steps with that one moved; as they were where it cannot go. */
export function moveStep(steps: Steps, id: string, direction: MoveDirection): Steps {
  return moved(steps, id, direction) ?? steps;
}

/** Whether a step can be moved there. */
export const canMove = (steps: Steps, id: string, direction: MoveDirection): boolean => moved(steps, id, direction) !== null;

function moved(steps: Steps, id: string, direction: MoveDirection): Steps | null {
  const [step, place] = [stepOf(steps, id), placeOf(steps, id)];
  const target = place === null ? null : targets[direction](steps, place);
  if (step === null || target === null) return null;
  const next = insertStep(removeStep(steps, id), target, step);
  return depthOf(next) > MAX_STEP_DEPTH ? null : next;
}

/** Where a step ends up, told as a place among the others. */
const targets: Readonly<Record<MoveDirection, (steps: Steps, place: StepPlace) => StepPlace | null>> = {
  up(steps, { holder, way, at }) {
    if (at > 0) return { holder, way, at: at - 1 };
    return way === 0 ? null : { holder, way: way - 1, at: rowOf(steps, { holder, way: way - 1 }).length };
  },
  down(steps, place) {
    const { holder, way, at } = place;
    if (at < rowOf(steps, place).length - 1) return { holder, way, at: at + 1 };
    const around = holder === null ? null : stepOf(steps, holder);
    return around === null || way + 1 >= innerSteps(around).length ? null : { holder, way: way + 1, at: 0 };
  },
  in(steps, place) {
    const row = rowOf(steps, place);
    const [before, behind] = [row[place.at - 1], row[place.at + 1]];
    const ways = before === undefined ? [] : innerSteps(before);
    if (before !== undefined && ways.length > 0) return { holder: before.id, way: ways.length - 1, at: ways.at(-1)?.length ?? 0 };
    return behind === undefined || innerSteps(behind).length === 0 ? null : { holder: behind.id, way: 0, at: 0 };
  },
  out(steps, { holder }) {
    const around = holder === null ? null : placeOf(steps, holder);
    return around === null ? null : { ...around, at: around.at + 1 };
  },
};

/** How many steps are around the innermost row. */
function depthOf(steps: Steps): number {
  return Math.max(0, ...steps.flatMap((step) => innerSteps(step).map((inner) => 1 + depthOf(inner))));
}

function inRow(steps: Steps, row: RowPlace, change: (steps: Steps) => Steps): Steps {
  if (row.holder === null) return change(steps);
  return steps.map((step) => {
    const ways = innerSteps(step);
    if (ways.length === 0) return step;
    const isHolder = step.id === row.holder;
    return withInner(
      step,
      ways.map((inner, way) => (isHolder && way === row.way ? change(inner) : isHolder ? inner : inRow(inner, row, change))),
    );
  });
}

/** A step with other steps inside it, in the order of `innerSteps`. */
export function withInner(step: Step, ways: readonly Steps[]): Step {
  if (step.kind === "for-each") return { ...step, steps: ways[0] ?? [] };
  if (step.kind !== "branch") return step;
  return { ...step, cases: step.cases.map((one, way) => ({ ...one, steps: ways[way] ?? [] })), otherwise: ways[step.cases.length] ?? [] };
}

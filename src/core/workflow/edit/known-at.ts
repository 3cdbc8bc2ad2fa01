import type { JsonSchema } from "../../catalog/operation.ts";
import { innerSteps, type ForEachStep, type Step, type WorkflowDefinition } from "../definition.ts";
import { formOf } from "../expression.ts";
import { stepOf } from "./edit-steps.ts";

/** What an expression of a step may speak of. */
export interface KnownAt {
  /** Steps that are done by then, in order: those before it in its row and in the rows around it. */
  readonly steps: readonly Step[];
  /** The innermost loop around it, whose item it knows. */
  readonly loop: ForEachStep | null;
}

/** What is known when a step is reached; null when there is no such step. */
export const knownAt = ({ steps }: Pick<WorkflowDefinition, "steps">, id: string): KnownAt | null => within(steps, id, { steps: [], loop: null });

function within(row: readonly Step[], id: string, around: KnownAt): KnownAt | null {
  const before = [...around.steps];
  for (const step of row) {
    const here = { ...around, steps: [...before] };
    if (step.id === id) return here;
    const inside = step.kind === "for-each" ? { ...here, loop: step } : here;
    for (const inner of innerSteps(step)) {
      const found = within(inner, id, inside);
      if (found !== null) return found;
    }
    before.push(step);
  }
  return null;
}

/** What values are known to look like. */
export interface Shapes {
  readonly trigger: JsonSchema | null;
  /** Of what an operation answers. */
  readonly operation: (id: string) => JsonSchema | null;
  /** Of what an event brings. */
  readonly event: (source: string, type: string) => JsonSchema | null;
}

/** Kinds of steps that bring nothing. */
const silent: ReadonlySet<Step["kind"]> = new Set(["filter", "delay", "stop"]);

/** One source of values: everything under `root` can be picked. */
export interface VariableSource {
  /** `trigger`, `steps.contact`, `item`, `event`, `run`. */
  readonly root: string;
  readonly step: Step | null;
  readonly shape: JsonSchema | null;
}

const text: JsonSchema = { type: "string" };
const runShape: JsonSchema = { type: "object", properties: { id: text, startedAt: { type: "string", format: "date-time" } } };

/** What can be picked at a step, what is nearest first. The event of a wait is known only where it is told what must hold of it. */
export function variablesAt(definition: WorkflowDefinition, id: string, shapes: Shapes, withEvent = false): readonly VariableSource[] {
  const known = knownAt(definition, id);
  if (known === null) return [];
  const wait = withEvent ? stepOf(definition.steps, id) : null;
  const source = (root: string, step: Step | null, shape: JsonSchema | null): VariableSource => ({ root, step, shape });
  return [
    ...(wait?.kind === "wait" ? [source("event", wait, outputShape(wait, shapes))] : []),
    ...(known.loop === null ? [] : [source("item", known.loop, itemShape(definition, known.loop, shapes))]),
    ...known.steps
      .toReversed()
      .filter(({ kind }) => !silent.has(kind))
      .map((one) => source(`steps.${one.id}`, one, outputShape(one, shapes))),
    source("trigger", null, shapes.trigger),
    source("run", null, runShape),
  ];
}

function outputShape(step: Step, shapes: Shapes): JsonSchema | null {
  const group = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({ type: "object", properties });
  switch (step.kind) {
    case "action":
      return shapes.operation(step.operation);
    case "branch":
      return group({ taken: { type: "integer" } });
    case "for-each":
      return group({ count: { type: "integer" } });
    case "approve":
      return group({ approved: { type: "boolean" }, who: text, note: text });
    case "run-workflow":
      return group({ runId: text, state: text });
    case "wait":
      return step.event.types.map((type) => shapes.event(step.event.source, type)).find((shape) => shape !== null) ?? null;
    case "delay":
    case "filter":
    case "stop":
      return null;
  }
}

function itemShape(definition: WorkflowDefinition, loop: ForEachStep, shapes: Shapes): JsonSchema | null {
  const form = formOf(loop.items);
  return form.kind === "pick" ? (shapeAt(definition, loop.id, form.path, shapes)?.items ?? null) : null;
}

/** What a value looks like that is picked at a step; null where that is not known. */
export function shapeAt(definition: WorkflowDefinition, id: string, path: string, shapes: Shapes): JsonSchema | null {
  const source = variablesAt(definition, id, shapes).find(({ root }) => path === root || path.startsWith(`${root}.`));
  if (source === undefined) return null;
  const keys = path.slice(source.root.length + 1);
  return (keys === "" ? [] : keys.split(".")).reduce<JsonSchema | null>(
    (shape, key) => shape?.properties?.[key] ?? (/^\d+$/u.test(key) ? (shape?.items ?? null) : null),
    source.shape,
  );
}

/** One value that can be picked. */
export interface Variable {
  readonly path: string;
  readonly shape: JsonSchema;
}

/** Levels and values that are listed of one source; what lies deeper can still be typed. */
const [MAX_LEVELS, MAX_LISTED] = [4, 400];

/** The values of a source, level by level, so that what is left out of a large one lies deep; of a list its first item stands for each. */
export function variablesIn({ root, shape }: Pick<VariableSource, "root" | "shape">): readonly Variable[] {
  const found: Variable[] = [];
  let level: readonly Variable[] = shape === null ? [] : [{ path: root, shape }];
  for (let depth = 0; depth <= MAX_LEVELS && level.length > 0; depth += 1) {
    found.push(...level);
    level = level.flatMap(inside);
  }
  return found.slice(0, MAX_LISTED);
}

function inside({ path, shape: { properties, items } }: Variable): readonly Variable[] {
  if (properties === undefined) return items === undefined ? [] : [{ path: `${path}.0`, shape: items }];
  return Object.entries(properties).flatMap(([key, inner]) => (key.includes(".") ? [] : [{ path: `${path}.${key}`, shape: inner }]));
}

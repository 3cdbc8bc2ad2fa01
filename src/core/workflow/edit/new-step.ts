import { eachStep, innerSteps, type Step, type StepKind, type WorkflowDefinition, defaultLimits } from "../definition.ts";
import type { Json } from "../expression.ts";
import { insertStep, placeOf, stepOf, withInner } from "./edit-steps.ts";

type Steps = readonly Step[];
type Given = Partial<Pick<Extract<Step, { kind: "action" }>, "operation" | "connection">> &
  Partial<Pick<Extract<Step, { kind: "wait" }>, "event">> &
  Partial<Pick<Extract<Step, { kind: "run-workflow" }>, "workflow">>;

/** What a workflow is before anybody has done anything to it. */
export const emptyDefinition = (name: string): WorkflowDefinition => ({
  format: 1,
  name,
  trigger: { kind: "manual" },
  steps: [],
  limits: defaultLimits,
  oneAtATime: null,
});

/** A step that can be kept, with all that is still to be chosen left open. An action needs its operation, a wait its event, a sub-workflow its workflow. */
export function newStep(kind: StepKind, id: string, { operation = "", connection = "", event, workflow = "" }: Given = {}): Step {
  const head = { id, title: "" };
  switch (kind) {
    case "filter":
      return { ...head, kind, only: { all: [] } };
    case "action":
      return { ...head, kind, operation, connection, input: {}, timeoutMs: 30_000, onFailure: "stop" };
    case "branch":
      return { ...head, kind, cases: [{ when: { all: [] }, steps: [] }], otherwise: [] };
    case "for-each":
      return { ...head, kind, items: null, together: 1, most: 100, steps: [] };
    case "delay":
      return { ...head, kind, seconds: 3_600 };
    case "wait":
      return {
        ...head,
        kind,
        event: event ?? { source: "highlevel", types: [] },
        about: null,
        only: null,
        timeoutSeconds: 86_400,
        onTimeout: "stop",
      };
    case "approve":
      return { ...head, kind, question: "", timeoutSeconds: 86_400, onTimeout: "stop" };
    case "run-workflow":
      return { ...head, kind, workflow, input: {} };
    case "stop":
      return { ...head, kind, outcome: "done", reason: "" };
  }
}

/** Longest id of a step. */
const MAX_ID = 40;

/** An id after some words that no step has yet. */
export function freshId(steps: Steps, words: string, taken: ReadonlySet<string> = new Set()): string {
  const ids = new Set([...taken, ...[...eachStep(steps)].map(({ id }) => id)]);
  const plain = words
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, "-")
    .replace(/^[^a-z]+/u, "")
    .slice(0, MAX_ID - 5)
    .replace(/-+$/u, "");
  const base = plain === "" ? "step" : plain;
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}-${String(number)}`;
    if (!ids.has(id)) return id;
  }
}

/** The steps with a copy of one right behind it, and the copy's id. What the copied ones pick of each other, the copies pick of each other. */
export function duplicateStep(steps: Steps, id: string): { readonly steps: Steps; readonly id: string } | null {
  const [step, place] = [stepOf(steps, id), placeOf(steps, id)];
  if (step === null || place === null) return null;
  const names = new Map<string, string>();
  for (const one of eachStep([step])) names.set(one.id, freshId(steps, one.id.replace(/-\d+$/u, ""), new Set(names.values())));
  const copy = renamed(step, names);
  return { steps: insertStep(steps, { ...place, at: place.at + 1 }, copy), id: copy.id };
}

function renamed(step: Step, names: ReadonlyMap<string, string>): Step {
  const inner = innerSteps(step).map((row) => row.map((one) => renamed(one, names)));
  const own = repicked(
    withInner(
      step,
      inner.map(() => []),
    ) as unknown as Json,
    names,
  ) as unknown as Step;
  return withInner({ ...own, id: names.get(step.id) ?? step.id }, inner);
}

/** A value of a definition in which what was picked of steps is picked of those that have their new names. */
function repicked(value: Json, names: ReadonlyMap<string, string>): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => repicked(item, names));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as Readonly<Record<string, Json>>).map(([key, inner]) => [
      key,
      (key === "pick" || key === "text") && typeof inner === "string"
        ? repickedText(inner, names)
        : key === "literal"
          ? inner
          : repicked(inner, names),
    ]),
  );
}

const repickedText = (text: string, names: ReadonlyMap<string, string>): string =>
  text.replaceAll(/\bsteps\.([a-z][a-z0-9-]*)/gu, (whole, id: string) => (names.has(id) ? `steps.${names.get(id) ?? id}` : whole));

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkDefinition } from "../check-definition.ts";
import { eachStep, innerSteps, MAX_STEPS, type Step, type WorkflowDefinition } from "../definition.ts";
import type { Json } from "../expression.ts";
import { diffDefinitions } from "./diff-definitions.ts";
import { canMove, changeStep, insertStep, moveDirections, moveStep, placeOf, removeStep, rowOf, stepOf } from "./edit-steps.ts";
import { graphOf } from "./graph-of.ts";
import { knownAt } from "./known-at.ts";
import { duplicateStep, emptyDefinition, freshId, newStep } from "./new-step.ts";
import { numbersOf } from "./number-steps.ts";

/** A tree without ids: what kinds stand in each row. */
type Shape = readonly ({ readonly kind: "stop" | "delay" | "approve" } | { readonly kind: "branch" | "for-each"; readonly ways: readonly Shape[] })[];

const shapes: fc.Arbitrary<Shape> = fc.letrec<{ row: Shape }>((tie) => ({
  row: fc.array(
    fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.record({ kind: fc.constantFrom("stop" as const, "delay" as const, "approve" as const) }),
      fc.record({ kind: fc.constant("branch" as const), ways: fc.array(tie("row"), { minLength: 2, maxLength: 3 }) }),
      fc.record({ kind: fc.constant("for-each" as const), ways: fc.tuple(tie("row")) }),
    ),
    { maxLength: 4 },
  ),
})).row;

function stepsOf(shape: Shape, name: () => string = namer()): readonly Step[] {
  return shape.map((one): Step => {
    const id = name();
    if (!("ways" in one)) return newStep(one.kind, id);
    const inner = one.ways.map((way) => stepsOf(way, name));
    if (one.kind === "for-each") return { ...(newStep("for-each", id) as Extract<Step, { kind: "for-each" }>), steps: inner[0] ?? [] };
    const cases = inner.slice(0, -1).map((steps) => ({ when: { all: [] }, steps }));
    return { ...(newStep("branch", id) as Extract<Step, { kind: "branch" }>), cases, otherwise: inner.at(-1) ?? [] };
  });
}

function namer(): () => string {
  let count = 0;
  return () => `s${String((count += 1))}`;
}

const idsOf = (steps: readonly Step[]): readonly string[] => [...eachStep(steps)].map(({ id }) => id);
const definitionOf = (steps: readonly Step[]): WorkflowDefinition => ({ ...emptyDefinition("Any"), steps });
/** A tree that the check takes, with room for a copy of itself: nobody can keep one that is nested deeper than it lets. */
const trees = shapes
  .map((shape) => stepsOf(shape))
  .filter((steps) => steps.length > 0 && idsOf(steps).length < MAX_STEPS / 2 && checkDefinition(definitionOf(steps)).kind === "sound");
/** A tree, and one of its steps. */
const chosen = trees.chain((steps) => fc.record({ steps: fc.constant(steps), id: fc.constantFrom(...idsOf(steps)) }));

describe("edits of a tree of steps", () => {
  it("move a step without losing, doubling or changing any, and only where they say that it can go", () => {
    fc.assert(
      fc.property(chosen, fc.constantFrom(...moveDirections), ({ steps, id }, direction) => {
        const next = moveStep(steps, id, direction);
        expect(idsOf(next).toSorted()).toEqual(idsOf(steps).toSorted());
        expect(stepOf(next, id)).toEqual(stepOf(steps, id));
        expect(next !== steps).toBe(canMove(steps, id, direction));
        expect(checkDefinition(definitionOf(next)).kind).toBe("sound");
      }),
    );
  });

  it("bring a step back where it was by the opposite move", () => {
    fc.assert(
      fc.property(chosen, ({ steps, id }) => {
        if (canMove(steps, id, "up")) expect(moveStep(moveStep(steps, id, "up"), id, "down")).toEqual(steps);
        if (canMove(steps, id, "down")) expect(moveStep(moveStep(steps, id, "down"), id, "up")).toEqual(steps);
        const [place, before] = [placeOf(steps, id), rowOf(steps, placeOf(steps, id) ?? { holder: null, way: 0 })];
        const holder = before[(place?.at ?? 0) - 1];
        if (holder !== undefined && innerSteps(holder).length > 0 && canMove(steps, id, "in"))
          expect(moveStep(moveStep(steps, id, "in"), id, "out")).toEqual(steps);
      }),
    );
  });

  it("put a step where they are told, and take it away with all inside it", () => {
    fc.assert(
      fc.property(chosen, ({ steps, id }) => {
        const [step, place] = [stepOf(steps, id), placeOf(steps, id)];
        if (step === null || place === null) throw new Error("there is such a step");
        const without = removeStep(steps, id);
        expect(idsOf(without)).toEqual(idsOf(steps).filter((one) => !idsOf([step]).includes(one)));
        expect(insertStep(without, place, step)).toEqual(steps);
        expect(changeStep(steps, id, (one) => one)).toEqual(steps);
      }),
    );
  });

  it("copy a step under names of its own", () => {
    fc.assert(
      fc.property(chosen, ({ steps, id }) => {
        const copied = duplicateStep(steps, id);
        const ids = idsOf(copied?.steps ?? []);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.length).toBe(steps.length === 0 ? 0 : idsOf(steps).length + idsOf([stepOf(steps, id) ?? newStep("stop", "none")]).length);
        expect(removeStep(copied?.steps ?? [], copied?.id ?? "")).toEqual(steps);
      }),
    );
  });

  it("make ids that the check takes and that nobody has, whatever the words", () => {
    fc.assert(
      fc.property(trees, fc.string({ maxLength: 80 }), (steps, words) => {
        const id = freshId(steps, words);
        expect(idsOf(steps)).not.toContain(id);
        expect(checkDefinition(definitionOf([...steps, newStep("delay", id)])).kind).toBe("sound");
      }),
    );
  });
});

describe("what is known at a step", () => {
  it("is exactly what the check lets it pick", () => {
    fc.assert(
      fc.property(chosen, ({ steps, id }) => {
        const known = knownAt({ steps }, id);
        const picks = (path: string): readonly Step[] =>
          changeStep(steps, id, (step) => (step.kind === "delay" ? { ...step, seconds: { pick: path } as Json } : step));
        if (stepOf(steps, id)?.kind !== "delay") return;
        for (const other of idsOf(steps)) {
          const isKnown = known?.steps.some((step) => step.id === other) === true;
          expect(checkDefinition(definitionOf(picks(`steps.${other}.x`))).kind).toBe(isKnown ? "sound" : "flawed");
        }
        expect(checkDefinition(definitionOf(picks("item.id"))).kind).toBe(known?.loop === null ? "flawed" : "sound");
      }),
    );
  });
});

describe("the difference of two definitions", () => {
  it("is nothing where nothing differs, and names what was taken away, put in and moved", () => {
    fc.assert(
      fc.property(chosen, fc.constantFrom(...moveDirections), ({ steps, id }, direction) => {
        const before = definitionOf(steps);
        expect(diffDefinitions(before, structuredClone(before))).toEqual([]);
        const gone = idsOf([stepOf(steps, id) ?? newStep("stop", "none")]).toSorted();
        const without = definitionOf(removeStep(steps, id));
        const told = (from: WorkflowDefinition, to: WorkflowDefinition): readonly string[] =>
          diffDefinitions(from, to)
            .map(({ what, step }) => `${what} ${step?.id ?? ""}`)
            .toSorted();
        expect(told(before, without)).toEqual(gone.map((one) => `removed ${one}`).toSorted());
        expect(told(without, before)).toEqual(gone.map((one) => `added ${one}`).toSorted());
        if (canMove(steps, id, direction)) expect(told(before, definitionOf(moveStep(steps, id, direction)))).toHaveLength(1);
      }),
    );
  });
});

describe("the picture of a definition", () => {
  it("has each step once, each below whatever leads to it, and no two in one place", () => {
    fc.assert(
      fc.property(trees, (steps) => {
        const { nodes, edges } = graphOf({ steps });
        expect(nodes.flatMap(({ id }) => id ?? []).toSorted()).toEqual(idsOf(steps).toSorted());
        expect(new Set(nodes.map(({ column, row }) => `${String(column)} ${String(row)}`)).size).toBe(nodes.length);
        const rowOfNode = new Map(nodes.map(({ id, row }) => [id, row]));
        for (const { from, to } of edges) expect(rowOfNode.get(from)).toBeLessThan(rowOfNode.get(to) ?? 0);
        const ended = new Set([...eachStep(steps)].filter(({ kind }) => kind === "stop").map(({ id }) => id));
        expect(edges.filter(({ from }) => from !== null && ended.has(from))).toEqual([]);
      }),
    );
  });

  it("numbers each step once, in the order of the list", () => {
    fc.assert(
      fc.property(trees, (steps) => {
        const numbers = numbersOf(steps);
        expect([...numbers.keys()]).toEqual(idsOf(steps));
        expect(new Set(numbers.values()).size).toBe(numbers.size);
      }),
    );
  });
});

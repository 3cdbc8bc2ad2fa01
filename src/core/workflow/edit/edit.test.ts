import { describe, expect, it } from "vitest";
import type { JsonSchema } from "../../catalog/operation.ts";
import type { Step, WorkflowDefinition } from "../definition.ts";
import { diffDefinitions } from "./diff-definitions.ts";
import { bringBack, insertStep, moveStep, outermost, placeOf, removeStep } from "./edit-steps.ts";
import { graphOf } from "./graph-of.ts";
import { shapeAt, variablesAt, variablesIn, type Shapes } from "./known-at.ts";
import { duplicateStep, emptyDefinition, freshId, newStep } from "./new-step.ts";
import { stepAtPlace } from "./problem-place.ts";
import { sampleScope } from "./sample-scope.ts";

const contact: JsonSchema = { type: "object", properties: { contact: { type: "object", properties: { firstName: { type: "string" } } } } };
const search: JsonSchema = { type: "object", properties: { contacts: { type: "array", items: contact } } };
const shapes: Shapes = {
  trigger: { type: "object", properties: { body: { type: "string" } } },
  operation: (id) => (id === "get" ? contact : id === "search" ? search : null),
  event: (source, type) => (source === "highlevel" && type === "NoteCreate" ? { type: "object", properties: { id: { type: "string" } } } : null),
};

const find: Step = newStep("action", "find", { operation: "search", connection: "highlevel" });
const get: Step = newStep("action", "get", { operation: "get", connection: "highlevel" });
const loop: Step = { ...(newStep("for-each", "each") as Extract<Step, { kind: "for-each" }>), items: { pick: "steps.find.contacts" }, steps: [get] };
const definition: WorkflowDefinition = { ...emptyDefinition("W"), steps: [find, loop, newStep("stop", "end")] };

describe("what can be picked at a step", () => {
  it("is what stands before it, nearest first, with the item of its loop by the shape of the list", () => {
    expect(variablesAt(definition, "get", shapes).map(({ root }) => root)).toEqual(["item", "steps.find", "trigger", "run"]);
    const [item] = variablesAt(definition, "get", shapes);
    expect(variablesIn(item ?? { root: "", shape: null }).map(({ path }) => path)).toEqual(["item", "item.contact", "item.contact.firstName"]);
    expect(variablesAt(definition, "end", shapes).map(({ root }) => root)).toEqual(["steps.each", "steps.find", "trigger", "run"]);
    expect(variablesAt(definition, "nobody", shapes)).toEqual([]);
  });

  it("shows of a list its first item, and says what a path looks like", () => {
    const found = variablesAt(definition, "end", shapes).find(({ root }) => root === "steps.find");
    expect(variablesIn(found ?? { root: "", shape: null }).map(({ path }) => path)).toContain("steps.find.contacts.0.contact");
    expect(shapeAt(definition, "end", "steps.find.contacts.0.contact.firstName", shapes)).toEqual({ type: "string" });
    expect(shapeAt(definition, "end", "steps.unknown.x", shapes)).toBeNull();
  });

  it("has the event of a wait only where the wait asks what must hold of it", () => {
    const waiting: WorkflowDefinition = {
      ...definition,
      steps: [newStep("wait", "wait", { event: { source: "highlevel", types: ["NoteCreate"] } })],
    };
    expect(variablesAt(waiting, "wait", shapes).map(({ root }) => root)).toEqual(["trigger", "run"]);
    expect(variablesAt(waiting, "wait", shapes, true).map(({ root, shape }) => [root, shape !== null])[0]).toEqual(["event", true]);
  });

  it("takes of each loop the first item that the sample has", () => {
    const sample = { trigger: { body: "Hello" }, steps: { find: { contacts: [{ contact: { firstName: "Ada" } }] } } };
    expect(sampleScope(definition, "get", sample).item).toEqual({ contact: { firstName: "Ada" } });
    expect(sampleScope(definition, "end", sample).item).toBeUndefined();
    expect(sampleScope(definition, "get", { trigger: null, steps: {} }).item).toBeNull();
  });
});

describe("moving and copying", () => {
  it("brings a step back where it was, whatever was changed meanwhile, and never one whose id is taken again", () => {
    const place = placeOf(definition.steps, "get") ?? { ...outermost, at: 0 };
    const without = removeStep(definition.steps, "get");
    expect(bringBack(without, place, get)).toEqual(definition.steps);
    const later = [newStep("delay", "pause"), ...without];
    expect(bringBack(later, place, get)).toEqual([newStep("delay", "pause"), ...definition.steps]);
    expect(bringBack(removeStep(without, "each"), place, get).map(({ id }) => id)).toEqual(["find", "end", "get"]);
    const again = [...without, newStep("stop", "get")];
    expect(bringBack(again, place, get)).toBe(again);
  });

  it("takes a step into the loop above it, from way to way of a branch, and out behind it", () => {
    const inside = moveStep(definition.steps, "end", "in");
    expect(inside).toHaveLength(2);
    expect(moveStep(inside, "end", "out")).toEqual(definition.steps);
    const branch = newStep("branch", "ways");
    const steps = insertStep([branch], { holder: "ways", way: 1, at: 0 }, newStep("delay", "d"));
    expect(moveStep(moveStep(steps, "d", "up"), "d", "down")).toEqual(steps);
    expect(moveStep(steps, "d", "down")).toBe(steps);
  });

  it("lets copies pick of each other and not of what they were copied from", () => {
    const inner: Step = {
      ...(get as Extract<Step, { kind: "action" }>),
      id: "tell",
      input: { body: { text: "Hi {{ steps.get.contact.firstName }}" } },
    };
    const steps = insertStep(definition.steps, { holder: "each", way: 0, at: 1 }, inner);
    const copy = duplicateStep(steps, "each");
    expect(copy?.id).toBe("each-2");
    expect(JSON.stringify(copy?.steps[2])).toContain("{{ steps.get-2.contact.firstName }}");
    expect(JSON.stringify(copy?.steps[2])).toContain('{"pick":"steps.find.contacts"}');
    expect(duplicateStep(steps, "nobody")).toBeNull();
  });

  it("names a step after its words", () => {
    expect(freshId([], "Add a tag!")).toBe("add-a-tag");
    expect(freshId([newStep("stop", "add-a-tag")], "Add a tag!")).toBe("add-a-tag-2");
    expect(freshId([], "2 – ?")).toBe("step");
  });
});

describe("what differs", () => {
  it("is told field by field, and a pick whole", () => {
    const changed = { ...(find as Extract<Step, { kind: "action" }>), input: { query: { q: { pick: "trigger.body" } } } };
    const after: WorkflowDefinition = { ...definition, name: "Other", steps: [changed, ...definition.steps.slice(1)] };
    expect(diffDefinitions(definition, after)).toMatchObject([
      { what: "changed", part: "name", fields: [{ path: "", before: "W", after: "Other" }] },
      { what: "changed", step: { id: "find" }, fields: [{ path: "input.query", after: { q: { pick: "trigger.body" } } }] },
    ]);
  });

  it("tells a step that went into a loop as moved and as nothing else", () => {
    const after: WorkflowDefinition = { ...definition, steps: moveStep(definition.steps, "end", "in") };
    expect(diffDefinitions(definition, after).map(({ what, step }) => [what, step?.id])).toEqual([["moved", "end"]]);
  });
});

describe("the place of a problem", () => {
  it("is found by the way through the tree and by the id of the step", () => {
    expect(stepAtPlace(definition, "steps[1].steps[0].input.body")).toBe("get");
    expect(stepAtPlace(definition, "steps[1].items")).toBe("each");
    expect(stepAtPlace(definition, "get.connection")).toBe("get");
    expect(stepAtPlace(definition, "trigger.types")).toBeNull();
    expect(stepAtPlace(definition, "")).toBeNull();
    expect(stepAtPlace("nonsense", "steps[0]")).toBeNull();
    const branch: Step = { ...(newStep("branch", "ways") as Extract<Step, { kind: "branch" }>), otherwise: [newStep("stop", "no")] };
    expect(stepAtPlace({ ...definition, steps: [branch] }, "steps[0].otherwise[0].reason")).toBe("no");
    expect(stepAtPlace({ ...definition, steps: [branch] }, "steps[0].cases[0].when.all[3].value")).toBe("ways");
  });
});

describe("the picture", () => {
  it("joins the ways of a branch again, and ends at a stop", () => {
    const branch: Step = { ...(newStep("branch", "ways") as Extract<Step, { kind: "branch" }>), otherwise: [newStep("stop", "no")] };
    const { edges } = graphOf({ steps: [branch, newStep("delay", "after")] });
    expect(edges).toEqual([
      { from: null, to: "ways", way: null },
      { from: "ways", to: "no", way: 1 },
      { from: "ways", to: "after", way: 0 },
    ]);
  });

  it("says what leads into a loop, and not of one that is empty", () => {
    const waysOf = (steps: readonly Step[]) => graphOf({ steps }).edges.map(({ from, to, way }) => [from, to, way]);
    expect(waysOf([loop, newStep("stop", "end")])).toEqual([
      [null, "each", null],
      ["each", "get", 0],
      ["get", "end", null],
    ]);
    expect(waysOf([{ ...loop, steps: [] } as Step, newStep("stop", "end")])[1]).toEqual(["each", "end", null]);
  });

  it("is the trigger alone where there are no steps", () => {
    expect(graphOf({ steps: [] })).toEqual({ nodes: [{ id: null, step: null, column: 0, row: 0 }], edges: [] });
    expect(removeStep([], "x")).toEqual([]);
    expect(insertStep([], { ...outermost, at: 9 }, find)).toEqual([find]);
  });
});

import { describe, expect, it } from "vitest";
import { checkDefinition } from "./check-definition.ts";
import { tellProblem } from "./problem.ts";

const action = (id: string, more: object = {}): object => ({ id, kind: "action", operation: "o", connection: "highlevel", ...more });
const workflow = (steps: readonly object[], more: object = {}): object => ({ format: 1, name: "W", trigger: { kind: "manual" }, steps, ...more });

/** Problems as `place code`; empty for a sound definition. */
function problemsOf(raw: unknown): readonly string[] {
  const checked = checkDefinition(raw);
  return checked.kind === "sound" ? [] : checked.problems.map(({ at, code }) => `${at} ${code}`);
}

describe("checking a definition", () => {
  it("fills in what may be left out", () => {
    const checked = checkDefinition(workflow([action("a")]));
    expect(checked).toMatchObject({
      kind: "sound",
      definition: {
        limits: { calls: 100, hops: 3 },
        oneAtATime: null,
        steps: [{ id: "a", title: "", kind: "action", input: {}, timeoutMs: 30_000, onFailure: "stop" }],
      },
    });
  });

  it("takes every kind of step", () => {
    const every = [
      { id: "f", kind: "filter", only: { all: [{ not: { value: { pick: "trigger.x" }, is: "there" } }] } },
      action("a", { input: { body: { text: "{{ trigger.x }}" } } }),
      { id: "b", kind: "branch", cases: [{ when: { any: [] }, steps: [action("b-one")] }], otherwise: [{ id: "s", kind: "stop" }] },
      { id: "e", kind: "for-each", items: { pick: "steps.a.list" }, steps: [action("e-one", { input: { pick: "item.id" } })] },
      { id: "d", kind: "delay", seconds: 5 },
      {
        id: "w",
        kind: "wait",
        event: { source: "incident", types: ["t"] },
        about: { pick: "trigger.id" },
        only: { value: { pick: "event.x" }, is: "true" },
      },
      { id: "q", kind: "approve", question: { text: "Really, {{ trigger.x }}?" } },
      { id: "r", kind: "run-workflow", workflow: "other", input: { pick: "trigger" } },
    ];
    expect(problemsOf(workflow(every))).toEqual([]);
  });

  it.each<[string, unknown, readonly string[]]>([
    ["text", "no", [" not-an-object"]],
    ["a later format", { ...workflow([]), format: 2 }, ["format not-one-of"]],
    ["an unknown name", { ...workflow([]), code: "x" }, ["code unknown"]],
    ["no steps", { format: 1, name: "W", trigger: { kind: "manual" } }, ["steps missing"]],
    ["an unknown kind", workflow([{ id: "a", kind: "code" }]), ["steps[0].kind not-one-of"]],
    ["a bad id", workflow([action("__proto__")]), ["steps[0].id bad-id"]],
    ["an id twice", workflow([action("a"), action("a")]), ["steps[1].id repeated-id"]],
    [
      "a pick from a later step",
      workflow([action("a", { input: { b: { pick: "steps.z.x" } } }), action("z")]),
      ["steps[0].input.b.pick unknown-step"],
    ],
    ["a pick from itself", workflow([action("a", { input: { pick: "steps.a.x" } })]), ["steps[0].input.pick unknown-step"]],
    ["an item outside a loop", workflow([action("a", { input: { pick: "item.x" } })]), ["steps[0].input.pick no-item"]],
    ["another root", workflow([action("a", { input: { pick: "process.env" } })]), ["steps[0].input.pick unknown-root"]],
    [
      "text in a condition",
      workflow([{ id: "f", kind: "filter", only: { value: { text: "{{ x }}" }, is: "there" } }]),
      ["steps[0].only.value no-text-here"],
    ],
    [
      "an unknown operator",
      workflow([{ id: "f", kind: "filter", only: { value: 1, is: "matches", than: "^(a+)+$" } }]),
      ["steps[0].only.is not-one-of", "steps[0].only.than unknown"],
    ],
    ["an event without types", workflow([], { trigger: { kind: "event", source: "highlevel", types: [] } }), ["trigger.types empty"]],
    [
      "a wait for what never happens here",
      workflow([{ id: "w", kind: "wait", event: { source: "highwire", types: ["record.linked", "record.eaten"] }, about: "x" }]),
      ["steps[0].event.types[1] not-one-of"],
    ],
    ["too long a wait", workflow([{ id: "q", kind: "approve", question: "?", timeoutSeconds: 9_999_999 }]), ["steps[0].timeoutSeconds too-large"]],
    ["too many calls", workflow([], { limits: { calls: 5_000 } }), ["limits.calls too-large"]],
  ])("refuses %s, and says where", (_what, raw, problems) => {
    expect(problemsOf(raw)).toEqual(problems);
  });

  it("does not let what happens in a branch be picked after it", () => {
    const branch = { id: "b", kind: "branch", cases: [{ when: { all: [] }, steps: [action("inside")] }] };
    expect(problemsOf(workflow([branch, action("after", { input: { pick: "steps.inside.id" } })]))).toEqual(["steps[1].input.pick unknown-step"]);
  });

  it("bounds depth, number and size", () => {
    let deep: object = action("bottom");
    for (let level = 0; level < 12; level += 1) deep = { id: `l${String(level)}`, kind: "branch", cases: [{ when: { all: [] }, steps: [deep] }] };
    expect(problemsOf(workflow([deep]))[0]).toContain("too-deep");
    expect(problemsOf(workflow(Array.from({ length: 300 }, (_, index) => action(`a${String(index)}`))))).toEqual(["steps too-many"]);
    expect(problemsOf(workflow([action("a", { input: "x".repeat(300_000) })]))).toEqual([" too-heavy"]);
    // As many characters, and more bytes than that.
    const wide = (count: number): object => workflow([action("a", { input: Array.from({ length: 10 }, () => "€".repeat(count)) })]);
    expect([problemsOf(wide(8_000)), problemsOf(wide(9_000))]).toEqual([[], [" too-heavy"]]);
    let condition: object = { all: [] };
    for (let level = 0; level < 20; level += 1) condition = { not: condition };
    expect(problemsOf(workflow([{ id: "f", kind: "filter", only: condition }]))[0]).toContain("too-deep");
  });

  it("tells each problem as a sentence with its place", () => {
    expect(tellProblem({ at: "steps[0].id", code: "bad-id" })).toBe(
      "steps[0].id must be 1 to 40 small letters, digits and dashes, beginning with a letter.",
    );
    expect(tellProblem({ at: "", code: "too-heavy", about: "262144" })).toBe("The workflow is too large; bytes at most: 262144.");
  });
});

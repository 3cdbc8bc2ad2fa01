import { describe, expect, it } from "vitest";
import type { Condition } from "./condition.ts";
import type { Step } from "./definition.ts";
import { newStep } from "./edit/new-step.ts";
import { unsetParts } from "./unset-parts.ts";

const filter = (only: Condition): Step => ({ id: "f", title: "", kind: "filter", only });
const action = (input: Extract<Step, { kind: "action" }>["input"]): Step => ({
  ...(newStep("action", "a") as Extract<Step, { kind: "action" }>),
  input,
});

describe("what has no value yet", () => {
  it("is told of an action by the fields that its operation needs, but not where only the run will know", () => {
    const needed = ["path.contactId", "body.title"];
    expect(unsetParts(action({}), needed)).toEqual(["input.path.contactId", "input.body.title"]);
    expect(unsetParts(action({ path: { contactId: "" }, body: { title: null } }), needed)).toEqual(["input.path.contactId", "input.body.title"]);
    expect(unsetParts(action({ path: { contactId: { pick: "trigger.id" } }, body: { title: { text: "Hi" } } }), needed)).toEqual([]);
    expect(unsetParts(action({ path: { contactId: { text: " " } }, body: { pick: "trigger" } }), needed)).toEqual(["input.path.contactId"]);
    expect(unsetParts(action({ body: { title: false }, path: { contactId: 0 } }), needed)).toEqual([]);
  });

  it("is a condition that looks at nothing, at any depth", () => {
    expect(unsetParts(filter({ all: [] }))).toEqual(["only"]);
    expect(unsetParts(filter({ any: [{ not: { value: null, is: "there" } }] }))).toEqual(["only.any[0].not.value"]);
    expect(unsetParts(filter({ value: { pick: "trigger.id" }, is: "equal", than: "" }))).toEqual([]);
  });

  it("is what the other kinds wait for, and nothing that they can do without", () => {
    expect(unsetParts(newStep("branch", "b"))).toEqual(["cases[0].when"]);
    expect(unsetParts(newStep("for-each", "e"))).toEqual(["items"]);
    expect(unsetParts(newStep("wait", "w"))).toEqual(["about"]);
    expect(unsetParts(newStep("approve", "q"))).toEqual(["question"]);
    expect(unsetParts(newStep("delay", "d"))).toEqual([]);
    expect(unsetParts(newStep("stop", "s"))).toEqual([]);
    expect(unsetParts(newStep("run-workflow", "r"))).toEqual([]);
  });
});

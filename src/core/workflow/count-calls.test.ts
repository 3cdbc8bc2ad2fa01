import { expect, it } from "vitest";
import { leastCalls, mostCalls } from "./count-calls.ts";
import type { Step } from "./definition.ts";
import { newStep } from "./edit/new-step.ts";

const call = (id: string): Step => newStep("action", id);
const each = (id: string, most: number, steps: readonly Step[]): Step => ({
  ...(newStep("for-each", id) as Extract<Step, { kind: "for-each" }>),
  most,
  steps,
});

it("counts each action once, those in a loop for each item, and of a branch the longest way", () => {
  const branch: Step = {
    ...(newStep("branch", "b") as Extract<Step, { kind: "branch" }>),
    cases: [{ when: { all: [] }, steps: [call("c"), call("d")] }],
    otherwise: [call("e")],
  };
  const steps = [call("a"), newStep("delay", "w"), branch, each("l", 50, [call("f"), each("m", 10, [call("g")])])];
  expect(mostCalls(steps)).toBe(1 + 2 + 50 * (1 + 10));
  expect(leastCalls(steps)).toBe(1 + 2 + 1 + 1);
  expect(mostCalls([])).toBe(0);
});

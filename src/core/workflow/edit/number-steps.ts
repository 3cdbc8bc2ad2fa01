import { innerSteps, type Step } from "../definition.ts";

/** Each step's number as people read it: `2` in the outermost row, `2.1.3` for the third of the first way of the second. */
export function numbersOf(steps: readonly Step[], before = ""): ReadonlyMap<string, string> {
  const numbers = new Map<string, string>();
  for (const [index, step] of steps.entries()) {
    const own = `${before}${String(index + 1)}`;
    numbers.set(step.id, own);
    const ways = innerSteps(step);
    for (const [way, inner] of ways.entries()) {
      const prefix = step.kind === "branch" ? `${own}.${String(way + 1)}.` : `${own}.`;
      for (const [id, number] of numbersOf(inner, prefix)) numbers.set(id, number);
    }
  }
  return numbers;
}

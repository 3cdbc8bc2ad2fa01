import type { Condition } from "./condition.ts";
import type { Step } from "./definition.ts";
import { formOf, type Expression } from "./expression.ts";

/** What of a step has no value yet and cannot work without one, by its place in the step: `input.body.title`. `needed`: fields of its operation. */
export function unsetParts(step: Step, needed: readonly string[] = []): readonly string[] {
  switch (step.kind) {
    case "filter":
      return unsetIn(step.only, "only");
    case "branch":
      return step.cases.flatMap(({ when }, index) => unsetIn(when, `cases[${String(index)}].when`));
    case "action":
      return needed.filter((field) => !isThere(step.input, field.split("."))).map((field) => `input.${field}`);
    case "for-each":
      return isThere(step.items, []) ? [] : ["items"];
    case "wait":
      return [...(isThere(step.about, []) ? [] : ["about"]), ...(step.only === null ? [] : unsetIn(step.only, "only"))];
    case "approve":
      return isThere(step.question, []) ? [] : ["question"];
    case "delay":
      return isThere(step.seconds, []) ? [] : ["seconds"];
    case "run-workflow":
    case "stop":
      return [];
  }
}

/** A condition that always holds says nothing; one that looks at no value does not work. */
function unsetIn(condition: Condition, at: string): readonly string[] {
  if ("not" in condition) return unsetIn(condition.not, `${at}.not`);
  if ("value" in condition) return isThere(condition.value, []) ? [] : [`${at}.value`];
  const [key, inner] = "all" in condition ? (["all", condition.all] as const) : (["any", condition.any] as const);
  return inner.length === 0 ? [at] : inner.flatMap((one, index) => unsetIn(one, `${at}.${key}[${String(index)}]`));
}

/** Whether something stands at that way through a value. Of what is picked or written as a text only the run will know, so it counts. */
function isThere(expression: Expression, [key, ...rest]: readonly string[]): boolean {
  const form = formOf(expression);
  if (form.kind === "pick") return form.path.trim() !== "";
  if (form.kind === "text") return form.template.trim() !== "";
  if (key === undefined) return form.kind !== "literal" || (form.value !== null && form.value !== "");
  const inner = form.kind === "object" ? form.entries.find(([name]) => name === key) : undefined;
  return inner !== undefined && isThere(inner[1], rest);
}

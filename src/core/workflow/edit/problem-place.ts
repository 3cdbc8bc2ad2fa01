import { eachStep, type WorkflowDefinition } from "../definition.ts";
import { isGroup } from "../expression.ts";

/**
 * The id of the step at whose place a problem stands: `steps[2].cases[0].steps[1].input` by its way through the tree, `note.input` by the step's id.
 * Null where it is about the workflow itself.
 */
export function stepAtPlace(definition: unknown, at: string): string | null {
  let [value, id]: [unknown, string | null] = [definition, null];
  for (const [, name = "", index = ""] of at.matchAll(/(?:^|\.)([a-z]+)\[(\d+)\]/giu)) {
    if (name !== "steps" && name !== "cases" && name !== "otherwise") break;
    const list: unknown = isGroup(value) ? value[name] : undefined;
    value = Array.isArray(list) ? (list[Number(index)] as unknown) : undefined;
    if (!isGroup(value)) break;
    if (typeof value["id"] === "string") id = value["id"];
  }
  if (id !== null || !isGroup(definition) || !Array.isArray(definition["steps"])) return id;
  const [word] = at.split(".");
  return [...eachStep((definition as unknown as WorkflowDefinition).steps)].find((step) => step.id === word)?.id ?? null;
}

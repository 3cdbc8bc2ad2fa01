import { recipeIds, type RecipeId } from "#core/recipes.ts";
import { neededArg, usage, type Given } from "./command-context.ts";

/** The flow that the first argument names. Throws `HW_USAGE`. */
export function chooseFlow(given: Given): RecipeId {
  const word = neededArg(given, 0, "<flow>");
  const found = recipeIds.find((id) => id === word);
  if (found === undefined) throw usage(`<flow>: ${JSON.stringify(word)} is not one of: ${recipeIds.join(", ")}`);
  return found;
}

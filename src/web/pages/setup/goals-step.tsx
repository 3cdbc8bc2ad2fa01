import type { ReactElement } from "react";
import type { SetupState } from "#contract/setup.ts";
import { recipeIds, type RecipeId } from "#core/recipes.ts";
import { text } from "../../i18n/text.ts";
import { TickList } from "../../ui/choice-list.tsx";
import { StepFrame } from "./step-frame.tsx";
import { useSetup } from "./use-setup.ts";

/** What is to be kept in step; contacts are needed by all others. */
export function GoalsStep({ state }: { readonly state: SetupState }): ReactElement {
  const { note, next } = useSetup();
  const toggle = (id: RecipeId): void =>
    note({ recipes: recipeIds.filter((one) => (one === id ? !state.recipes.includes(id) : state.recipes.includes(one))) });
  return (
    <StepFrame state={state} canWait={false} onNext={state.recipes.length === 0 ? undefined : () => next(state)}>
      <TickList
        legend={text("setup.goals.legend")}
        choices={recipeIds.map((id) => ({ value: id, label: text(`flow.recipe.${id}`), hint: text(`flow.sentence.${id}`) }))}
        chosen={state.recipes}
        onChange={toggle}
      />
    </StepFrame>
  );
}

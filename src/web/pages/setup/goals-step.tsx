import type { ReactElement } from "react";
import type { SetupState } from "#contract/setup.ts";
import { recipeIds, type RecipeId } from "#core/recipes.ts";
import { text } from "../../i18n/text.ts";
import { StepFrame } from "./step-frame.tsx";
import { useSetup } from "./use-setup.ts";

/** What is to be kept in step; contacts are needed by all others. */
export function GoalsStep({ state }: { readonly state: SetupState }): ReactElement {
  const { note, next } = useSetup();
  const toggle = (id: RecipeId): void =>
    note({ recipes: recipeIds.filter((one) => (one === id ? !state.recipes.includes(id) : state.recipes.includes(one))) });
  return (
    <StepFrame state={state} canWait={false} onNext={state.recipes.length === 0 ? undefined : () => next(state)}>
      <fieldset className="recipes">
        <legend>{text("setup.goals.legend")}</legend>
        {recipeIds.map((id) => (
          // oxlint-disable-next-line jsx-a11y/label-has-associated-control -- its text stands two elements below
          <label key={id}>
            <input type="checkbox" checked={state.recipes.includes(id)} onChange={() => toggle(id)} />
            <span>
              <span className="choice-label">{text(`flow.recipe.${id}`)}</span>
              <span className="muted choice-hint">{text(`flow.sentence.${id}`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
    </StepFrame>
  );
}

import type { ReactElement } from "react";
import type { SetupState } from "#contract/setup.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { FlowTest } from "./flow-test.tsx";
import { StepFrame } from "./step-frame.tsx";
import { TryRecord } from "./try-record.tsx";
import { useSetupPlan } from "./use-plan.ts";
import { useSetup } from "./use-setup.ts";

/** Of contacts, with which everything begins, one real record is written; of each other flow that was chosen, one of each of its parts for those who wish. */
export function TestStep({ state }: { readonly state: SetupState }): ReactElement {
  const { next, note } = useSetup();
  const { plan, make, usable, isOver } = useSetupPlan(state);
  const done = plan.data?.undone !== null && plan.data?.undone !== undefined;
  const others = state.recipes.filter((id) => id !== "contacts");
  return (
    <StepFrame state={state} onNext={usable ? () => next(state, done ? { planId: null, tried: null } : {}) : undefined} error={make.error}>
      <p>{text("setup.test.body")}</p>
      {isOver && (
        <Button look={state.planId === null ? "main" : "plain"} busy={make.isPending} onClick={() => make.mutate()}>
          {text("setup.test.look")}
        </Button>
      )}
      {plan.data !== undefined && <TryRecord plan={plan.data} tried={state.tried} onTried={(tried) => note({ tried })} />}
      {others.map((id) => (
        <FlowTest key={id} id={id} state={state} />
      ))}
    </StepFrame>
  );
}

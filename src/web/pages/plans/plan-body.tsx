import { useDeferredValue, type ReactElement } from "react";
import type { PlanView } from "#contract/plans.ts";
import { NewPlan } from "./new-plan.tsx";
import { PlanActs } from "./plan-acts.tsx";
import { PlanHead } from "./plan-head.tsx";
import { PlanResults } from "./plan-results.tsx";
import { PlanRows } from "./plan-rows.tsx";
import { PlanState } from "./plan-state.tsx";

/** A plan from its first progress to its results and their undoing. */
export function PlanBody({ plan }: { readonly plan: PlanView }): ReactElement {
  // Ten thousand changes come at once with everything that can be done about them: drawn in slices, they leave the page awake.
  const drawn = useDeferredValue<PlanView | null>(plan, null);
  return (
    <>
      <PlanState plan={plan}>
        <NewPlan bridgeId={plan.bridgeId} />
      </PlanState>
      {drawn?.counts && (
        <>
          <PlanHead plan={drawn} counts={drawn.counts} />
          <PlanResults plan={drawn} />
          <PlanActs plan={drawn} />
          <PlanRows plan={drawn} counts={drawn.counts} />
        </>
      )}
    </>
  );
}

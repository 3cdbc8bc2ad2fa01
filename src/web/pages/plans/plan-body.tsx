import type { ReactElement } from "react";
import type { PlanView } from "#contract/plans.ts";
import { NewPlan } from "./new-plan.tsx";
import { PlanActs } from "./plan-acts.tsx";
import { PlanHead } from "./plan-head.tsx";
import { PlanResults } from "./plan-results.tsx";
import { PlanRows } from "./plan-rows.tsx";
import { PlanState } from "./plan-state.tsx";

/** A plan from its first progress to its results and their undoing. */
export function PlanBody({ plan }: { readonly plan: PlanView }): ReactElement {
  return (
    <>
      <PlanState plan={plan}>
        <NewPlan bridgeId={plan.bridgeId} />
      </PlanState>
      {plan.counts !== null && (
        <>
          <PlanHead plan={plan} counts={plan.counts} />
          <PlanResults plan={plan} />
          <PlanActs plan={plan} />
          <PlanRows plan={plan} counts={plan.counts} />
        </>
      )}
    </>
  );
}

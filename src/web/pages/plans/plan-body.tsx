import type { ReactElement } from "react";
import type { PlanView } from "#contract/plans.ts";
import { text } from "../../i18n/text.ts";
import { Notice } from "../../ui/notice.tsx";
import { NewPlan } from "./new-plan.tsx";
import { PlanActs } from "./plan-acts.tsx";
import { PlanHead, PlanProgress } from "./plan-head.tsx";
import { PlanResults } from "./plan-results.tsx";
import { PlanRows } from "./plan-rows.tsx";

/** A plan from its first progress to its results and their undoing. */
export function PlanBody({ plan }: { readonly plan: PlanView }): ReactElement {
  return (
    <>
      <PlanProgress plan={plan} />
      <PlanTrouble plan={plan} />
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

/** What keeps the plan from going on, with the way out. */
function PlanTrouble({ plan }: { readonly plan: PlanView }): ReactElement | null {
  const { failure, stage, expired, appliedAt } = plan;
  const again = <NewPlan bridgeId={plan.bridgeId} />;
  if (failure !== null)
    return (
      <Notice
        tone="bad"
        read="at-once"
        title={stage === "failed" ? text("plan.failed") : text("plan.stopped", { title: failure.title, number: failure.number })}
      >
        <p>{stage === "failed" ? `${failure.title} (${failure.number}). ${failure.detail}` : failure.detail}</p>
        <p>{failure.fix}</p>
        {again}
      </Notice>
    );
  if (stage === "interrupted")
    return (
      <Notice tone="warn" read="at-once" title={text("plan.interrupted")}>
        <p>{text("plan.interrupted.body")}</p>
        {again}
      </Notice>
    );
  if (expired === null || stage !== "ready" || appliedAt !== null) return null;
  return (
    <Notice tone="info" read="politely" title={text(`plan.expired.${expired}`)}>
      {expired !== "mapping-not-saved" && <p>{text("plan.expired.body")}</p>}
      {again}
    </Notice>
  );
}

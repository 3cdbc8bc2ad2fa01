import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { PlanView } from "#contract/plans.ts";
import type { SetupState } from "#contract/setup.ts";
import { pickRows } from "../../api/plan-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { PlanState } from "../plans/plan-state.tsx";
import { StepFrame } from "./step-frame.tsx";
import { useSetupPlan } from "./use-plan.ts";
import { useSetup } from "./use-setup.ts";

/** What going live would write at first, in one sentence and by group. */
export function PlanStep({ state }: { readonly state: SetupState }): ReactElement {
  const { next } = useSetup();
  const client = useQueryClient();
  const { plan, make, usable, isOver } = useSetupPlan(state);
  const go = useMutation({
    // The test left only one record picked.
    mutationFn: async () => (state.tried === null ? undefined : pickRows(plan.data?.id ?? "", { picked: true })),
    onSuccess: () => next(state),
    onSettled: () => client.invalidateQueries({ queryKey: ["plan"] }),
  });
  return (
    <StepFrame
      state={state}
      onNext={usable ? () => go.mutate() : undefined}
      nextLabel={text("setup.plan.good")}
      busy={go.isPending}
      error={make.error ?? go.error}
    >
      {plan.data !== undefined && <PlanState plan={plan.data} />}
      {plan.data !== undefined && plan.data.counts !== null && <Summary plan={plan.data} />}
      <p>
        <Link to="/flows/$flow/mapping" params={{ flow: "contacts" }} search={{}}>
          {text("setup.plan.fields")}
        </Link>
      </p>
      {isOver && (
        <Button look="main" busy={make.isPending} onClick={() => make.mutate()}>
          {text("setup.plan.make")}
        </Button>
      )}
    </StepFrame>
  );
}

/** Reasons that are told here; the whole plan tells all. */
const TOLD = 6;

function Summary({ plan: { id, counts, calls, seconds, reasons } }: { readonly plan: PlanView }): ReactElement | null {
  if (counts === null) return null;
  return (
    <>
      <p className="setup-sentence">{text("setup.plan.sentence", { ...counts })}</p>
      {calls !== null && seconds !== null && (
        <p className="muted">
          {text("setup.plan.cost", { calls: calls.highlevel + calls.incident, minutes: Math.max(1, Math.round(seconds / 60)) })}
        </p>
      )}
      <ul className="setup-reasons" aria-label={text("setup.plan.reasons")}>
        {reasons.slice(0, TOLD).map(({ reason, count }) => (
          <li key={reason}>
            <Link to="/plans/$id" params={{ id }} search={{ reason }}>
              {reason}
            </Link>{" "}
            <span className="muted">({count})</span>
          </li>
        ))}
      </ul>
    </>
  );
}

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { PlanView } from "#contract/plans.ts";
import { applyPlan, planFile } from "../../api/plan-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";

/** Records of a careful beginning. */
const FIRST = 10;

type Scope = "first" | "rest";

/** Carrying out what is ticked: ten first, or all of it; and the plan as a file. */
export function PlanActs({ plan }: { readonly plan: PlanView }): ReactElement {
  const client = useQueryClient();
  const [asked, setAsked] = useState<Scope | null>(null);
  const mayBuild = useMay("build");
  const mayReveal = useMay("reveal");
  const apply = useMutation({
    mutationFn: ({ scope, confirm }: { scope: Scope; confirm: number | null }) => applyPlan(plan.id, scope, confirm),
    onSuccess: (next) => client.setQueryData(["plan", plan.id], next),
    onSettled: () => {
      setAsked(null);
      return client.invalidateQueries();
    },
  });
  const { left } = plan;
  const open = mayBuild && plan.expired === null && plan.stage === "ready" && left.records > 0;
  return (
    <div>
      {plan.expired === null && plan.stage === "ready" && (
        <output className="plan-left">
          {isIdle(plan) ? text("plan.nothing") : text("plan.left", { records: left.records, writes: left.writes })}
        </output>
      )}
      <div className="row-of">
        {open && left.records > FIRST && <Button onClick={() => setAsked("first")}>{text("plan.apply.first")}</Button>}
        {open && (
          <Button look="main" onClick={() => setAsked("rest")}>
            {text(plan.appliedAt === null ? "plan.apply.all" : "plan.apply.rest", { records: left.records })}
          </Button>
        )}
        {mayReveal && (
          <span className="plan-files">
            {text("plan.files")}: <a href={planFile(plan.id, "csv")}>{text("plan.csv")}</a> ·{" "}
            <a href={planFile(plan.id, "json")}>{text("plan.json")}</a>
          </span>
        )}
      </div>
      {apply.isError && <ProblemCard error={apply.error} onRetry={() => apply.reset()} />}
      {asked !== null && (
        <AskToApply
          plan={plan}
          scope={asked}
          busy={apply.isPending}
          onConfirm={(confirm) => apply.mutate({ scope: asked, confirm })}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}

/** Would it write nothing, whatever is ticked? */
const isIdle = ({ counts }: PlanView): boolean => counts !== null && counts.create + counts.update + counts.delete === 0;

interface AskProps {
  readonly plan: PlanView;
  readonly scope: Scope;
  readonly busy: boolean;
  readonly onConfirm: (confirm: number | null) => void;
  readonly onClose: () => void;
}

/** Deletes stand last in a plan, so a beginning holds some only when little else is left. */
function AskToApply({ plan: { left }, scope, busy, onConfirm, onClose }: AskProps): ReactElement {
  const records = scope === "first" ? Math.min(FIRST, left.records) : left.records;
  const deletes = scope === "first" ? Math.max(0, records - (left.records - left.deletes)) : left.deletes;
  const typed = scope === "first" ? deletes > 0 : left.needsTyping;
  return (
    <Confirm
      open
      title={text("plan.apply.title", { records })}
      act={text("plan.apply.act")}
      busy={busy}
      {...(typed && { typed: String(records) })}
      onConfirm={() => onConfirm(typed ? records : null)}
      onClose={onClose}
    >
      <p>{text("plan.apply.body")}</p>
      {deletes > 0 && (
        <p>
          <strong>{text("plan.apply.deletes", { deletes })}</strong>
        </p>
      )}
    </Confirm>
  );
}

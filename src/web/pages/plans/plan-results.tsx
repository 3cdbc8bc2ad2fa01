import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { PlanItemRow, PlanView } from "#contract/plans.ts";
import { staysAs } from "#core/sync/stays-as.ts";
import { undoPlan } from "../../api/plan-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { NewPlan } from "./new-plan.tsx";
import { OutcomeBadge } from "./outcome-badge.tsx";

type Outcome = NonNullable<PlanItemRow["outcome"]>;

/** What a run has written so far, and the way back. */
export function PlanResults({ plan }: { readonly plan: PlanView }): ReactElement | null {
  const { applied } = plan;
  if (applied === null) return null;
  const tiles: readonly (readonly [Outcome, number])[] = [
    ["applied", applied.applied],
    ["drifted", applied.drifted],
    ["failed", applied.failed],
    ["needs-person", applied.needsPerson],
  ];
  return (
    <section className="panel" aria-labelledby="results">
      <h2 id="results">{text("plan.results")}</h2>
      <ul className="outcomes" aria-live="polite">
        {tiles.map(([outcome, count]) => (
          <li key={outcome}>
            <Link to="/plans/$id" params={{ id: plan.id }} search={count > 0 ? { outcome } : {}}>
              <strong>{count}</strong> <OutcomeBadge outcome={outcome} />
            </Link>
          </li>
        ))}
      </ul>
      {applied.drifted > 0 && <p>{text("plan.results.drifted")}</p>}
      {applied.failed > 0 && <p>{text("plan.results.failed")}</p>}
      {applied.drifted + applied.failed > 0 && <NewPlan bridgeId={plan.bridgeId} />}
      <Undo plan={plan} />
    </section>
  );
}

/** First what undoing would do, then the undoing itself. */
function Undo({ plan }: { readonly plan: PlanView }): ReactElement | null {
  const client = useQueryClient();
  const undo = useMutation({
    mutationFn: (rehearse: boolean) => undoPlan(plan.id, rehearse),
    onSuccess: (next) => client.setQueryData(["plan", plan.id], next),
    onSettled: () => client.invalidateQueries(),
  });
  const mayBuild = useMay("build");
  const { rehearsal, undone, stage } = plan;
  const idle = stage === "ready" || stage === "interrupted";
  return (
    <div aria-live="polite">
      {undone !== null && (
        <Notice tone="good" title={text("plan.undone")}>
          <p>{text("plan.undone.counts", { ...undone })}</p>
          <WhatStays entity={plan.entity} removed={undone.removed} />
          {undone.failed > 0 && <p>{text("plan.undone.failed", { failed: undone.failed })}</p>}
        </Notice>
      )}
      {mayBuild && idle && rehearsal === null && (undone === null || undone.failed > 0) && (
        <Button onClick={() => undo.mutate(true)} busy={undo.isPending}>
          {text("plan.undo")}
        </Button>
      )}
      {rehearsal !== null && (
        <Notice tone="warn" title={text("plan.undo.title")}>
          <p>{text("plan.undo.counts", { ...rehearsal })}</p>
          <WhatStays entity={plan.entity} removed={rehearsal.removed} />
          {mayBuild && idle && (
            <Button look="danger" busy={undo.isPending} onClick={() => undo.mutate(false)}>
              {text("plan.undo.act")}
            </Button>
          )}
        </Notice>
      )}
      {undo.isError && <ProblemCard error={undo.error} onRetry={() => undo.reset()} />}
    </div>
  );
}

/** What becomes of taken back records where incident.io does not delete them. */
function WhatStays({ entity, removed }: Pick<PlanView, "entity"> & { readonly removed: number }): ReactElement | null {
  const as = staysAs(entity);
  return as === null || removed === 0 ? null : <p>{text(`plan.stays.${as}`)}</p>;
}

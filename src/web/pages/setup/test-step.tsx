import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { PlanView } from "#contract/plans.ts";
import type { SetupState } from "#contract/setup.ts";
import { applyPlan, fetchPlanItem, fetchPlanItems, pickRows, undoPlan } from "../../api/plan-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { Answer } from "../../ui/states.tsx";
import { Value } from "../../ui/value.tsx";
import { PlanState } from "../plans/plan-state.tsx";
import { StepFrame } from "./step-frame.tsx";
import { useSetupPlan } from "./use-plan.ts";
import { useSetup } from "./use-setup.ts";

/** One real record is written, shown on both sides, and taken back again if people wish. */
export function TestStep({ state }: { readonly state: SetupState }): ReactElement {
  const { next } = useSetup();
  const { plan, make, usable, isOver } = useSetupPlan(state);
  const done = plan.data?.undone !== null && plan.data?.undone !== undefined;
  return (
    <StepFrame state={state} onNext={usable ? () => next(state, done ? { planId: null, tried: null } : {}) : undefined} error={make.error}>
      <p>{text("setup.test.body")}</p>
      {isOver && (
        <Button look={state.planId === null ? "main" : "plain"} busy={make.isPending} onClick={() => make.mutate()}>
          {text("setup.test.look")}
        </Button>
      )}
      {plan.data !== undefined && <PlanState plan={plan.data} />}
      {plan.data !== undefined &&
        plan.data.counts !== null &&
        (state.tried === null ? <Pick plan={plan.data} /> : <Tried plan={plan.data} position={state.tried} />)}
    </StepFrame>
  );
}

/** Records that would be written; one is chosen. */
function Pick({ plan }: { readonly plan: PlanView }): ReactElement {
  const [words, setWords] = useState("");
  const rows = useQuery({
    queryKey: ["plan", plan.id, "rows", words],
    queryFn: () => fetchPlanItems(plan.id, { q: words }, 0),
    meta: { topics: ["plan"] },
    placeholderData: (old) => old,
  });
  const run = useTryOne(plan.id);
  if (plan.stage !== "ready" || plan.expired !== null) return <></>;
  return (
    <>
      <SearchField label={text("setup.test.find")} value={words} onSearch={setWords} />
      <Answer query={rows} lines={4}>
        {({ items }) => {
          const writing = items.filter(({ symbol }) => symbol === "+" || symbol === "~").slice(0, 5);
          if (writing.length === 0) return <p className="muted">{text("setup.test.same")}</p>;
          return (
            <DataTable
              label={text("setup.test.records")}
              rows={writing}
              rowKey={({ position }) => String(position)}
              columns={[
                { key: "title", label: text("setup.test.record"), cell: ({ title }) => <bdi>{title}</bdi> },
                {
                  key: "what",
                  label: text("setup.test.what"),
                  cell: ({ symbol, writes }) => text(symbol === "+" ? "setup.test.creates" : "setup.test.changes", { count: writes }),
                },
                {
                  key: "act",
                  label: text("setup.test.act"),
                  cell: ({ position, title }) => (
                    <Button
                      small
                      busy={run.isPending && run.variables === position}
                      disabled={run.isPending}
                      aria-label={text("setup.test.try.of", { name: title })}
                      onClick={() => run.mutate(position)}
                    >
                      {text("setup.test.try")}
                    </Button>
                  ),
                },
              ]}
            />
          );
        }}
      </Answer>
      {run.isError && <ProblemCard error={run.error} />}
    </>
  );
}

/** Writes one row of a plan and remembers which. */
function useTryOne(planId: string) {
  const { note } = useSetup();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (position: number) => {
      await pickRows(planId, { picked: false });
      await pickRows(planId, { picked: true, positions: [position] });
      await applyPlan(planId, "first", null);
      note({ tried: position });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["plan"] }),
  });
}

/** What was written, both sides beside each other, and the way back. */
function Tried({ plan, position }: { readonly plan: PlanView; readonly position: number }): ReactElement {
  const client = useQueryClient();
  const item = useQuery({
    queryKey: ["plan", plan.id, "item", position, plan.stage],
    queryFn: () => fetchPlanItem(plan.id, position),
    meta: { topics: ["plan"] },
  });
  const back = useMutation({ mutationFn: () => undoPlan(plan.id, false), onSettled: () => client.invalidateQueries({ queryKey: ["plan"] }) });
  return (
    <Answer query={item} lines={4}>
      {(detail) => (
        <>
          {plan.undone !== null ? (
            <Notice tone="good" title={text("setup.test.back.done")} read="politely" />
          ) : (
            detail.outcome !== null && (
              <Notice tone={detail.outcome === "applied" ? "good" : "warn"} title={text(`setup.test.outcome.${detail.outcome}`)} read="politely" />
            )
          )}
          <DataTable
            label={text("setup.test.sides")}
            rows={detail.fields}
            rowKey={({ field }) => field}
            columns={[
              { key: "field", label: text("setup.test.field"), cell: ({ label }) => label },
              { key: "highlevel", label: text("setup.vendor.highlevel"), cell: ({ after }) => <Value value={after.highlevel} /> },
              { key: "incident", label: text("setup.vendor.incident"), cell: ({ after }) => <Value value={after.incident} /> },
            ]}
          />
          {plan.undone === null && detail.outcome === "applied" && (
            <div className="step-act">
              <Button busy={back.isPending || plan.stage === "undoing"} onClick={() => back.mutate()}>
                {text("setup.test.back")}
              </Button>
            </div>
          )}
          {back.isError && <ProblemCard error={back.error} />}
        </>
      )}
    </Answer>
  );
}

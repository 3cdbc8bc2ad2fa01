import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { PlanView } from "#contract/plans.ts";
import type { SetupState } from "#contract/setup.ts";
import { applyPicked, fetchPlanItem, fetchPlanRows, pickAll, pickOne, takeBack } from "../../api/setup-flow-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Answer } from "../../ui/states.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { valueText } from "../../ui/value-text.ts";
import { PlanProgress } from "./plan-progress.tsx";
import { StepFrame } from "./step-frame.tsx";
import { useSetupPlan } from "./use-plan.ts";
import { useSetup } from "./use-setup.ts";

/** One real record is written, shown on both sides, and taken back again if people wish. */
export function TestStep({ state }: { readonly state: SetupState }): ReactElement {
  const { next } = useSetup();
  const { plan, make, usable } = useSetupPlan(state);
  const done = plan.data?.undone !== null && plan.data?.undone !== undefined;
  return (
    <StepFrame state={state} onNext={usable ? () => next(state, done ? { planId: null, tried: null } : {}) : undefined} error={make.error}>
      <p>{text("setup.test.body")}</p>
      {(state.planId === null || plan.isError || plan.data?.expired !== null) && (
        <Button look={state.planId === null ? "main" : "plain"} busy={make.isPending} onClick={() => make.mutate()}>
          {text("setup.test.look")}
        </Button>
      )}
      {plan.data !== undefined && <PlanProgress plan={plan.data} />}
      {plan.data !== undefined &&
        plan.data.counts !== null &&
        (state.tried === null ? <Pick plan={plan.data} /> : <Tried plan={plan.data} position={state.tried} />)}
    </StepFrame>
  );
}

/** Records that would be written; one is chosen. */
function Pick({ plan }: { readonly plan: PlanView }): ReactElement {
  const { note } = useSetup();
  const client = useQueryClient();
  const [words, setWords] = useState("");
  const rows = useQuery({ queryKey: ["plan", plan.id, "rows", words], queryFn: () => fetchPlanRows(plan.id, words), placeholderData: (old) => old });
  const run = useMutation({
    mutationFn: async (position: number) => {
      await pickAll(plan.id, false);
      await pickOne(plan.id, position);
      await applyPicked(plan.id);
      note({ tried: position });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["plan"] }),
  });
  if (plan.stage !== "ready" || plan.expired !== null) return <></>;
  return (
    <>
      <TextField label={text("setup.test.find")} value={words} maxLength={200} onChange={(event) => setWords(event.currentTarget.value)} />
      <Answer query={rows} lines={4}>
        {(all) => {
          const writing = all.filter(({ symbol }) => symbol === "+" || symbol === "~").slice(0, 5);
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
                      aria-label={text("setup.test.try.named", { name: title })}
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

/** What was written, both sides beside each other, and the way back. */
function Tried({ plan, position }: { readonly plan: PlanView; readonly position: number }): ReactElement {
  const client = useQueryClient();
  const item = useQuery({ queryKey: ["plan", plan.id, "item", position, plan.stage], queryFn: () => fetchPlanItem(plan.id, position) });
  const back = useMutation({ mutationFn: () => takeBack(plan.id), onSettled: () => client.invalidateQueries({ queryKey: ["plan"] }) });
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
              { key: "highlevel", label: text("setup.vendor.highlevel"), cell: ({ after }) => <bdi>{valueText(after.highlevel)}</bdi> },
              { key: "incident", label: text("setup.vendor.incident"), cell: ({ after }) => <bdi>{valueText(after.incident)}</bdi> },
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

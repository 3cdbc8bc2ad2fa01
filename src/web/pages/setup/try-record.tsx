import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { PlanItemDetail, PlanView } from "#contract/plans.ts";
import { staysAs } from "#core/sync/stays-as.ts";
import { applyPlan, fetchPlanItem, pickRows, planRowsQuery, undoPlan } from "../../api/plan-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { Answer } from "../../ui/states.tsx";
import { Value } from "../../ui/value.tsx";
import { PlanState } from "../plans/plan-state.tsx";

interface TryProps {
  readonly plan: PlanView;
  /** Place in the plan of the record that was written; null while none was. */
  readonly tried: number | null;
  readonly onTried: (position: number) => void;
  /** Whether the bridge passes deletions on, so that what was made is deleted and not only closed. Default: no. */
  readonly deletes?: boolean;
}

/** One record out of a plan is written, shown on both sides, and taken back again if people wish. */
export const TryRecord = ({ plan, tried, onTried, deletes = false }: TryProps): ReactElement => (
  <>
    <PlanState plan={plan} />
    {plan.counts !== null && (tried === null ? <Choose plan={plan} onTried={onTried} /> : <Tried plan={plan} position={tried} deletes={deletes} />)}
  </>
);

/** Records that would be written; one is chosen. */
function Choose({ plan, onTried }: Pick<TryProps, "plan" | "onTried">): ReactElement {
  const [words, setWords] = useState("");
  const rows = useQuery({ ...planRowsQuery(plan.id, { q: words }, 0), placeholderData: keepPreviousData });
  const run = useTryOne(plan.id, onTried);
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
function useTryOne(planId: string, onTried: TryProps["onTried"]) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (position: number) => {
      await pickRows(planId, { picked: false });
      await pickRows(planId, { picked: true, positions: [position] });
      await applyPlan(planId, "first", null);
      onTried(position);
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["plan"] }),
  });
}

interface TriedProps extends Required<Pick<TryProps, "plan" | "deletes">> {
  readonly position: number;
}

/** What was written, both sides beside each other, and the way back. */
function Tried({ plan, position, deletes }: TriedProps): ReactElement {
  const client = useQueryClient();
  const item = useQuery({
    queryKey: ["plan", plan.id, "item", position, plan.stage],
    queryFn: () => fetchPlanItem(plan.id, position),
    meta: { topics: ["plan"] },
  });
  const back = useMutation({ mutationFn: () => undoPlan(plan.id, false), onSettled: () => client.invalidateQueries({ queryKey: ["plan"] }) });
  return (
    <Answer query={item} lines={4}>
      {(detail) =>
        plan.undone === null ? (
          <>
            {detail.outcome !== null && (
              <Notice tone={detail.outcome === "applied" ? "good" : "warn"} title={text(`setup.test.outcome.${detail.outcome}`)} read="politely" />
            )}
            <BothSides fields={detail.fields} />
            {detail.outcome === "applied" && (
              <div className="step-act">
                <Button busy={back.isPending || plan.stage === "undoing"} onClick={() => back.mutate()}>
                  {text("setup.test.back")}
                </Button>
              </div>
            )}
            {back.isError && <ProblemCard error={back.error} />}
          </>
        ) : (
          <TakenBack undone={plan.undone} as={detail.symbol === "+" && detail.incidentId === null ? staysAs(plan.entity, deletes) : null} />
        )
      }
    </Answer>
  );
}

/** What both sides have after the write. */
function BothSides({ fields }: Pick<PlanItemDetail, "fields">): ReactElement {
  return (
    <DataTable
      label={text("setup.test.sides")}
      rows={fields}
      rowKey={({ field }) => field}
      columns={[
        { key: "field", label: text("setup.test.field"), cell: ({ label }) => label },
        { key: "highlevel", label: text("setup.vendor.highlevel"), cell: ({ after }) => <Value value={after.highlevel} /> },
        { key: "incident", label: text("setup.vendor.incident"), cell: ({ after }) => <Value value={after.incident} /> },
      ]}
    />
  );
}

interface TakenBackProps {
  readonly undone: NonNullable<PlanView["undone"]>;
  /** How a record that was made at incident.io stays there; null where none does. */
  readonly as: ReturnType<typeof staysAs>;
}

/** What could be taken back, and what could not. */
function TakenBack({ undone, as }: TakenBackProps): ReactElement {
  const isWhole = undone.changedSince + undone.failed === 0;
  return (
    <Notice
      tone={isWhole ? "good" : "warn"}
      title={text(!isWhole ? "setup.test.back.part" : as === null ? "setup.test.back.done" : `setup.test.back.${as}`)}
      read="politely"
    >
      {!isWhole && <p>{text("plan.undone.counts", { ...undone })}</p>}
      {undone.failed > 0 && <p>{text("setup.test.back.left")}</p>}
    </Notice>
  );
}

import { useMutation, useQuery, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { MappingRow, MappingView } from "#contract/mapping.ts";
import type { PlanView } from "#contract/plans.ts";
import { planMapping, saveMapping } from "../../api/mapping-calls.ts";
import { planQuery } from "../../api/plan-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { PlanState } from "../plans/plan-state.tsx";
import { sent } from "./draft-history.ts";
import type { Saved } from "./mapping-editor.tsx";
import type { MappingDraft } from "./use-mapping-draft.ts";

interface Props {
  readonly mapping: MappingView;
  readonly draft: MappingDraft;
  readonly onSaved: (saved: Saved) => void;
}

interface RowsPlan {
  readonly plan: PlanView | undefined;
  readonly make: UseMutationResult<PlanView, Error, void>;
  /** The plan that was made with these very rows; null while there is none. */
  readonly id: string | null;
  readonly isStale: boolean;
  readonly isReady: boolean;
}

/** The plan that shows what these rows change. */
function useRowsPlan(bridgeId: string, rows: readonly MappingRow[]): RowsPlan {
  const wanted = JSON.stringify(rows);
  const [planned, setPlanned] = useState<{ readonly id: string; readonly of: string } | null>(null);
  const plan = useQuery(planQuery(planned?.id ?? null));
  const make = useMutation({ mutationFn: () => planMapping(bridgeId, rows), onSuccess: ({ id }) => setPlanned({ id, of: wanted }) });
  const isOfThese = planned?.of === wanted;
  const isReady = isOfThese && plan.data?.stage === "ready" && plan.data.counts !== null && plan.data.expired !== "too-old";
  return {
    plan: isOfThese ? plan.data : undefined,
    make,
    id: isOfThese ? planned.id : null,
    isStale: planned !== null && !isOfThese,
    isReady,
  };
}

/** Saves a mapping; of a flow that writes, only after a look at a plan that was made with these very rows (S4). */
export function SavePanel({ mapping, draft, onSaved }: Props): ReactElement {
  const client = useQueryClient();
  const { bridge, number } = mapping;
  const rows = sent(draft.history.now);
  const [note, setNote] = useState("");
  const { plan, make, id, isStale, isReady } = useRowsPlan(bridge.id, rows);
  const save = useMutation({
    mutationFn: () => saveMapping(bridge.id, { rows: [...rows], basedOn: number, note, plan: id }),
    onSuccess: (next) => {
      onSaved({ number: next.number, planId: isReady ? id : null });
      client.setQueryData(["mapping", bridge.id], next);
      void client.invalidateQueries();
    },
  });
  const faults = draft.attempt?.issues.length ?? 0;
  const isSound = draft.isChanged && faults === 0 && !draft.isBehind;
  const isMissing = mapping.needsPlan && !isReady;
  return (
    <div className="mapping-save">
      <output>{stateWords(draft.isChanged, faults, number)}</output>
      {draft.isChanged && isMissing && <p>{text("mapping.needs-plan")}</p>}
      {isStale && <p>{text("mapping.plan.stale")}</p>}
      {plan !== undefined && <Planned plan={plan} />}
      {draft.isChanged && (
        <TextField label={text("mapping.note")} maxLength={500} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      )}
      <div className="row-of">
        <Button look={isMissing ? "main" : "plain"} disabled={!isSound} busy={make.isPending} onClick={() => make.mutate()}>
          {text("mapping.plan")}
        </Button>
        <Button look={isMissing ? "plain" : "main"} disabled={!isSound || isMissing} busy={save.isPending} onClick={() => save.mutate()}>
          {text("mapping.save")}
        </Button>
      </div>
      {make.isError && <ProblemCard error={make.error} onRetry={() => make.mutate()} />}
      {save.isError && <ProblemCard error={save.error} onRetry={() => save.mutate()} />}
    </div>
  );
}

function stateWords(isChanged: boolean, faults: number, number: number): string {
  if (!isChanged) return text("mapping.state.saved", { number });
  return faults === 0 ? text("mapping.state.changed") : text("mapping.state.faults", { count: faults });
}

function Planned({ plan }: { readonly plan: PlanView }): ReactElement | null {
  if (plan.counts === null || plan.stage !== "ready") return <PlanState plan={{ ...plan, expired: null }} />;
  const { update, create, needsPerson, same, delete: deletes } = plan.counts;
  return (
    <Notice tone="info" read="politely" title={text("mapping.planned", { update, create, needsPerson, same, deletes })}>
      <ButtonLink small to="/plans/$id" params={{ id: plan.id }} search={{}} target="_blank">
        {text("mapping.plan.open")}
      </ButtonLink>
    </Notice>
  );
}

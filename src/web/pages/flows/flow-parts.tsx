import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { FlowDetail, FlowPart } from "#contract/flows.ts";
import type { Entity } from "#core/bridge.ts";
import { isMappedEntity } from "#core/mapping/places.ts";
import { addFlowPart } from "../../api/flow-calls.ts";
import { makePlan } from "../../api/plan-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { DataTable, type Column } from "../../ui/data-table.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { countsOf } from "./flow-sums.ts";
import { ModeBadge } from "./mode-badge.tsx";

/** The bridges that make the flow, with the way to a plan of each. */
export function FlowParts({ flow }: { readonly flow: FlowDetail }): ReactElement {
  const client = useQueryClient();
  const mayBuild = useMay("build");
  const add = useMutation({
    mutationFn: (entity: Entity) => addFlowPart(flow.id, entity),
    onSuccess: (next) => client.setQueryData(["flow", flow.id], next),
    onSettled: () => client.invalidateQueries(),
  });
  return (
    <section className="panel" aria-labelledby="parts">
      <h2 id="parts">{text("flow.parts")}</h2>
      <DataTable label={text("flow.parts")} columns={columns(flow.id)} rows={flow.parts} rowKey={({ id }) => id} />
      {mayBuild && flow.addable.length > 0 && (
        <div className="row-of flow-add">
          {flow.addable.map((entity) => (
            <Button key={entity} small disabled={add.isPending} onClick={() => add.mutate(entity)}>
              {text("flow.part.add", { kind: text(`flow.kind.${entity}`) })}
            </Button>
          ))}
        </div>
      )}
      {add.isError && <ProblemCard error={add.error} onRetry={() => add.reset()} />}
    </section>
  );
}

const columns = (flow: FlowDetail["id"]): readonly Column<FlowPart>[] => [
  { key: "name", label: text("flow.part.name"), cell: (part) => <PartName part={part} /> },
  { key: "mode", label: text("flow.part.mode"), cell: ({ mode }) => <ModeBadge mode={mode} /> },
  { key: "counts", label: text("flow.part.counts"), cell: (part) => text("flows.counts", countsOf([part])) },
  { key: "acts", label: text("flow.part.acts"), cell: (part) => <PartPlan part={part} flow={flow} /> },
];

function PartName({ part }: { readonly part: FlowPart }): ReactElement {
  return (
    <>
      <bdi>{part.name}</bdi>
      <div className="muted flow-part-kind">
        {text(`flow.kind.${part.entity}`)}
        {part.role === "needs" && ` · ${text("flow.part.needs")}`}
      </div>
    </>
  );
}

function PartPlan({ part, flow }: { readonly part: FlowPart; readonly flow: FlowDetail["id"] }): ReactElement {
  const navigate = useNavigate();
  const mayBuild = useMay("build");
  const make = useMutation({
    mutationFn: () => makePlan(part.id),
    onSuccess: (plan) => navigate({ to: "/plans/$id", params: { id: plan.id }, search: {} }),
  });
  return (
    <div className="row-of">
      {mayBuild && (
        <Button small busy={make.isPending} aria-label={text("flow.part.plan.of", { name: part.name })} onClick={() => make.mutate()}>
          {text("flow.part.plan")}
        </Button>
      )}
      {isMappedEntity(part.entity) && (
        <ButtonLink
          small
          look="quiet"
          to="/flows/$flow/mapping"
          params={{ flow }}
          search={{ part: part.id }}
          aria-label={text("flow.part.fields.of", { name: part.name })}
        >
          {text("flow.part.fields")}
        </ButtonLink>
      )}
      {part.plan !== null && (
        <ButtonLink
          small
          look="quiet"
          to="/plans/$id"
          params={{ id: part.plan.id }}
          search={{}}
          aria-label={text("flow.part.plan.open.of", { name: part.name })}
        >
          {text("flow.part.plan.open")}
        </ButtonLink>
      )}
      {make.isError && <ProblemCard error={make.error} onRetry={() => make.mutate()} />}
    </div>
  );
}

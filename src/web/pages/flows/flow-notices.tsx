import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import type { FlowDetail, FlowPart } from "#contract/flows.ts";
import { releaseBrake } from "../../api/flow-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Glossed } from "../../ui/term.tsx";

/** What stopped a part of the flow: the brake, the end of a careful first run, or that nobody has said yet where contacts are named. */
export function FlowNotices({ flow }: { readonly flow: FlowDetail }): ReactElement {
  return (
    <>
      {flow.parts.map((part) => (
        <div key={part.id}>
          {part.brake !== null && <Brake part={part} brake={part.brake} />}
          {lacks(part) && (
            <Notice tone="warn" read="politely" title={text("flow.lacks", { name: part.name })}>
              <p>{text(part.entity === "alert-note" ? "flow.lacks.alertAttribute" : "flow.lacks.emailField")}</p>
            </Notice>
          )}
          {part.canary !== null && (part.mode === "paused" || part.mode === "canary") && <Canary part={part} canary={part.canary} />}
        </div>
      ))}
    </>
  );
}

/** True for a part that finds nobody until a person says where contacts are named. */
function lacks({ entity, rules: { cases } }: FlowPart): boolean {
  if (entity === "alert-note") return cases?.alertAttribute === null;
  return entity === "new-contact" && cases?.emailField === null;
}

function Brake({ part, brake }: { readonly part: FlowPart; readonly brake: NonNullable<FlowPart["brake"]> }): ReactElement {
  const client = useQueryClient();
  const [asked, setAsked] = useState(false);
  const release = useMutation({
    mutationFn: () => releaseBrake(part.id),
    onSettled: () => {
      setAsked(false);
      return client.invalidateQueries();
    },
  });
  return (
    <Notice tone="bad" read="at-once" title={text("flow.brake", { name: part.name })}>
      <p>
        <Glossed words={["brake", "plan"]}>{text("flow.brake.body", { planned: brake.plannedDeletes, linked: brake.linked })}</Glossed>
      </p>
      {useMay("operate") && <Button onClick={() => setAsked(true)}>{text("flow.brake.release")}</Button>}
      {release.isError && <ProblemCard error={release.error} onRetry={() => release.reset()} />}
      <Confirm
        open={asked}
        title={text("flow.brake.title", { name: part.name })}
        act={text("flow.brake.release")}
        busy={release.isPending}
        typed={String(brake.plannedDeletes)}
        onConfirm={() => release.mutate()}
        onClose={() => setAsked(false)}
      >
        <p>{text("flow.brake.confirm")}</p>
      </Confirm>
    </Notice>
  );
}

function Canary({ part, canary }: { readonly part: FlowPart; readonly canary: NonNullable<FlowPart["canary"]> }): ReactElement {
  const { name } = part;
  const { ended, done, budget } = canary;
  if (ended === null) return <Notice tone="info" read="politely" title={text("flow.canary.running", { name, done, budget })} />;
  const good = ended.because === "spent";
  return (
    <Notice tone={good ? "good" : "warn"} read="politely" title={text(`flow.canary.${ended.because}`, { name, done })}>
      <p>{text(good ? "flow.canary.spent.body" : "flow.canary.other.body")}</p>
      {ended.linkId !== null && (
        <Link to="/contacts/$id" params={{ id: ended.linkId }} search={{}}>
          {text("flow.canary.record")}
        </Link>
      )}
    </Notice>
  );
}

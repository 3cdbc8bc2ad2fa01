import "./flows.css";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { FlowView } from "#contract/flows.ts";
import { fetchFlows } from "../../api/flow-calls.ts";
import { text } from "../../i18n/text.ts";
import { Ago } from "../../ui/ago.tsx";
import { ButtonLink } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { Answer } from "../../ui/states.tsx";
import { Glossed } from "../../ui/term.tsx";
import { ModeBadge } from "./mode-badge.tsx";
import { countsOf, lookedAt } from "./flow-sums.ts";

/** The six flows as cards: what each is for, what it does now, and the way in. */
export function FlowsPage(): ReactElement {
  const query = useQuery({ queryKey: ["flows"], queryFn: fetchFlows });
  return (
    <Page
      title={text("flows.title")}
      lead={<Glossed words={["flow"]}>{text("flows.lead")}</Glossed>}
      actions={<ButtonLink to="/flows/workflows">{text("flows.workflows")}</ButtonLink>}
    >
      <Answer query={query}>
        {(flows) => (
          <ul className="flow-cards" aria-label={text("flows.list")}>
            {flows.map((flow) => (
              <li key={flow.id}>
                <FlowCard flow={flow} toldAt={query.dataUpdatedAt} />
              </li>
            ))}
          </ul>
        )}
      </Answer>
    </Page>
  );
}

interface CardProps {
  readonly flow: FlowView;
  /** When the server told it. */
  readonly toldAt: number;
}

function FlowCard({ flow, toldAt }: CardProps): ReactElement {
  const name = text(`flow.recipe.${flow.id}`);
  const off = flow.mode === "off";
  return (
    <article className="flow-card">
      <div className="flow-card-head">
        <h2>{name}</h2>
        <ModeBadge mode={flow.mode} />
      </div>
      <p>{text(`flow.sentence.${flow.id}`)}</p>
      <p className="muted">{text("flows.who", { who: text(`flow.who.${flow.id}`) })}</p>
      {flow.parts.map(({ id, name: part, brake }) => brake !== null && <Notice key={id} tone="bad" title={text("flow.brake", { name: part })} />)}
      {off ? <p className="muted">{text(`flow.example.${flow.id}`)}</p> : <FlowSums flow={flow} toldAt={toldAt} />}
      <ButtonLink
        to="/flows/$flow"
        params={{ flow: flow.id }}
        look={off ? "main" : "plain"}
        aria-label={text(off ? "flows.use.of" : "flows.open.of", { name })}
      >
        {text(off ? "flows.use" : "flows.open")}
      </ButtonLink>
    </article>
  );
}

/** How a flow's records stand, and when both sides were last looked through. */
function FlowSums({ flow, toldAt }: CardProps): ReactElement {
  const parts = flow.parts.filter(({ role }) => role !== "needs");
  const looked = lookedAt(parts, toldAt);
  return (
    <p>
      {text("flows.counts", countsOf(parts))}
      <br />
      <span className="muted">
        {looked === null ? (
          text("flows.never")
        ) : (
          <>
            {text("flows.looked")} <Ago at={looked} />
          </>
        )}
      </span>
    </p>
  );
}

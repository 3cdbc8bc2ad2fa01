import "./flows.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft, CircleCheck, TriangleAlert } from "lucide-react";
import type { ReactElement } from "react";
import type { FlowDetail } from "#contract/flows.ts";
import { fetchFlow } from "../../api/flow-calls.ts";
import { text } from "../../i18n/text.ts";
import { Badge } from "../../ui/badge.tsx";
import { Page } from "../../ui/page.tsx";
import { Answer } from "../../ui/states.tsx";
import { FlowModes } from "./flow-modes.tsx";
import { FlowNotices } from "./flow-notices.tsx";
import { FlowParts } from "./flow-parts.tsx";
import { FlowRules } from "./flow-rules.tsx";

/** One flow: from draft to live, what it consists of, and its rules. */
export function FlowPage(): ReactElement {
  const { flow: id } = useParams({ from: "/flows/$flow" });
  const query = useQuery({ queryKey: ["flow", id], queryFn: () => fetchFlow(id) });
  return (
    <Page
      title={text(`flow.recipe.${id}`)}
      lead={text(`flow.sentence.${id}`)}
      before={
        <Link to="/flows" className="back">
          <ArrowLeft size={14} aria-hidden /> {text("flow.back")}
        </Link>
      }
    >
      <Answer query={query}>
        {(detail) => (
          <>
            <FlowNotices flow={detail} />
            <FlowModes flow={detail} />
            {detail.mode !== "off" && (
              <>
                <Checks flow={detail} />
                <FlowParts flow={detail} />
                <FlowRules flow={detail} />
              </>
            )}
          </>
        )}
      </Answer>
    </Page>
  );
}

function Checks({ flow }: { readonly flow: FlowDetail }): ReactElement {
  return (
    <section className="panel" aria-labelledby="checks">
      <h2 id="checks">{text("flow.checks")}</h2>
      <ul className="flow-checks">
        {flow.checks.map(({ id, ok, count }) => (
          <li key={id}>
            <Badge tone={ok ? "good" : "warn"} icon={ok ? CircleCheck : TriangleAlert}>
              {text(ok ? "flow.check.ok" : "flow.check.open")}
            </Badge>{" "}
            {text(`flow.check.${id}`)} {!ok && text("flow.check.count", { count })}
          </li>
        ))}
      </ul>
    </section>
  );
}

import "./plans.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import type { ReactElement } from "react";
import { planQuery } from "../../api/plan-calls.ts";
import { text } from "../../i18n/text.ts";
import { Page } from "../../ui/page.tsx";
import { Answer } from "../../ui/states.tsx";
import { Glossed } from "../../ui/term.tsx";
import { PlanBody } from "./plan-body.tsx";

/** One plan, by its own address, which can be sent to somebody. */
export function PlanPage(): ReactElement {
  const { id } = useParams({ from: "/plans/$id" });
  const query = useQuery(planQuery(id));
  return (
    <Page
      title={query.isSuccess ? text("plan.title", { name: query.data.bridgeName }) : text("plan.title.loading")}
      lead={<Glossed words={["run", "apply"]}>{text("plan.lead")}</Glossed>}
      before={
        <Link to="/flows" className="back">
          <ArrowLeft size={14} aria-hidden /> {text("plan.back")}
        </Link>
      }
    >
      <Answer query={query}>{(plan) => <PlanBody plan={plan} />}</Answer>
    </Page>
  );
}

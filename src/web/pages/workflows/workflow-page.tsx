import "../../ui/fields.css";
import "../../ui/list-tools.css";
import "../catalog/catalog.css";
import "./workflows.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import type { ReactElement } from "react";
import { catalogQuery } from "../../api/catalog-calls.ts";
import { workflowQuery } from "../../api/workflow-calls.ts";
import { text } from "../../i18n/text.ts";
import { Page } from "../../ui/page.tsx";
import { Answer } from "../../ui/states.tsx";
import { BuilderBody } from "./builder-body.tsx";

/** One workflow: its steps, its runs, and its versions. */
export function WorkflowPage(): ReactElement {
  const { id } = useParams({ from: "/flows/workflows/$id" });
  const workflow = useQuery(workflowQuery(id));
  const catalog = useQuery(catalogQuery);
  return (
    <Page
      title={workflow.data?.name ?? text("wf.title.page")}
      before={
        <Link to="/flows/workflows" className="back">
          <ArrowLeft size={14} aria-hidden /> {text("wf.back")}
        </Link>
      }
    >
      <Answer query={workflow}>
        {(detail) => <Answer query={catalog}>{(items) => <BuilderBody key={detail.id} workflow={detail} items={items} />}</Answer>}
      </Answer>
    </Page>
  );
}

import "../../ui/list-tools.css";
import "./workflows.css";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import type { ReactElement } from "react";
import type { WorkflowItem } from "#contract/workflows.ts";
import type { CatalogItem } from "#core/catalog/operation.ts";
import { catalogQuery } from "../../api/catalog-calls.ts";
import { workflowsQuery } from "../../api/workflow-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { Ago } from "../../ui/ago.tsx";
import { DataTable, type Column } from "../../ui/data-table.tsx";
import { Page } from "../../ui/page.tsx";
import { Answer, Empty } from "../../ui/states.tsx";
import { ModeSelect } from "./mode-select.tsx";
import { NewWorkflow } from "./new-workflow.tsx";
import { RunStateBadge } from "./run-state.tsx";
import { triggerWords } from "./step-words.ts";

/** Every workflow that people have built: what begins it, whether it runs, and how its last run ended. */
export function WorkflowsPage(): ReactElement {
  const mayBuild = useMay("build");
  const query = useQuery(workflowsQuery);
  const catalog = useQuery(catalogQuery);
  return (
    <Page
      title={text("wf.list.title")}
      lead={text("wf.list.lead")}
      actions={mayBuild ? <NewWorkflow /> : undefined}
      before={
        <Link to="/flows" className="back">
          <ArrowLeft size={14} aria-hidden /> {text("wf.list.back")}
        </Link>
      }
    >
      <Answer query={query}>
        {(workflows) =>
          workflows.length === 0 ? (
            <Empty title={text("wf.list.empty")}>{text("wf.list.empty.body")}</Empty>
          ) : (
            <DataTable label={text("wf.list")} columns={columns(catalog.data ?? [])} rows={workflows} rowKey={({ id }) => id} />
          )
        }
      </Answer>
    </Page>
  );
}

const columns = (items: readonly CatalogItem[]): readonly Column<WorkflowItem>[] => [
  {
    key: "name",
    label: text("wf.name"),
    cell: ({ id, name }) => (
      <Link to="/flows/workflows/$id" params={{ id }}>
        <bdi>{name}</bdi>
      </Link>
    ),
  },
  { key: "begins", label: text("wf.list.begins"), cell: ({ trigger, begins }) => <bdi>{triggerWords(trigger, begins, items)}</bdi> },
  { key: "version", label: text("wf.list.version"), cell: versionWords },
  {
    key: "last",
    label: text("wf.list.last"),
    cell: ({ lastRun }) =>
      lastRun === null ? (
        text("wf.list.never")
      ) : (
        <>
          <RunStateBadge state={lastRun.state} /> <Ago at={lastRun.startedAt} />
        </>
      ),
  },
  { key: "mode", label: text("wf.list.mode"), cell: (workflow) => <ModeSelect bare workflow={workflow} /> },
];

function versionWords({ version, edited }: WorkflowItem): string {
  if (version === null) return text("wf.list.draft");
  return text(edited ? "wf.list.edited" : "wf.list.published", { version });
}

import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState, type ReactElement } from "react";
import type { AdviceView, WorkflowDetail, WorkflowProblem } from "#contract/workflows.ts";
import type { WorkflowSearch } from "#contract/workflow-search.ts";
import type { CatalogItem } from "#core/catalog/operation.ts";
import type { WorkflowDefinition } from "#core/workflow/definition.ts";
import { stepOf } from "#core/workflow/edit/edit-steps.ts";
import { adviseWorkflow, checkWorkflow, runQuery } from "../../api/workflow-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { useRested } from "../../ui/use-rested.ts";
import { BuilderParts, type Builder, type Sample } from "./builder.ts";
import { BuildTab } from "./build-tab.tsx";
import { RunsTab } from "./runs-tab.tsx";
import { sampleOf } from "./sample-choice.tsx";
import { useDraft, type Draft } from "./use-draft.ts";
import { useShapes } from "./use-shapes.ts";
import { VersionsTab } from "./versions-tab.tsx";
import { WorkflowTools } from "./workflow-tools.tsx";

interface Props {
  readonly workflow: WorkflowDetail;
  readonly items: readonly CatalogItem[];
}

const tabs = [undefined, "runs", "versions"] as const;

/** The builder around one draft; which step, which tab and whose data live in the address. */
export function BuilderBody({ workflow, items }: Props): ReactElement {
  const search = useSearch({ from: "/flows/workflows/$id" });
  const navigate = useNavigate({ from: "/flows/workflows/$id" });
  const go = (next: WorkflowSearch, replace = false): void => void navigate({ search: next, replace, resetScroll: false });
  const draft = useDraft(workflow);
  const check = useCheck(workflow.id, draft.history.now);
  const builder = useBuilderOf({ workflow, items, draft, search, go });
  return (
    <BuilderParts value={builder}>
      <WorkflowTools workflow={workflow} draft={draft} problems={check.problems?.length ?? null} />
      <nav className="tabs" aria-label={text("wf.tabs")}>
        {tabs.map((tab) => (
          <Link
            key={tab ?? "build"}
            to="."
            search={{ ...search, tab, run: tab === search.tab ? search.run : undefined }}
            resetScroll={false}
            activeOptions={{ exact: true, includeSearch: true, explicitUndefined: true }}
          >
            {text(`wf.tab.${tab ?? "build"}`)}
          </Link>
        ))}
      </nav>
      {search.tab === undefined && <BuildTab {...check} />}
      {search.tab === "versions" && <VersionsTab workflow={workflow} />}
      {search.tab === "runs" && (
        <RunsTab
          id={workflow.id}
          run={search.run}
          onOpen={(run) => go({ ...search, run })}
          onUse={(run) => go({ ...search, tab: undefined, run: undefined, data: run })}
        />
      )}
      <Confirm
        title={text("wf.leave")}
        act={text("wf.leave.act")}
        open={draft.leaving !== null}
        onConfirm={() => draft.leaving?.leave()}
        onClose={() => draft.leaving?.stay()}
      >
        <p>{text("wf.leave.body")}</p>
      </Confirm>
    </BuilderParts>
  );
}

interface Around extends Props {
  readonly draft: Draft;
  readonly search: WorkflowSearch;
  readonly go: (next: WorkflowSearch, replace?: boolean) => void;
}

function useBuilderOf({ workflow, items, draft, search, go }: Around): Builder {
  const definition = draft.history.now;
  const shapes = useShapes(definition);
  const [sample, setSample] = useSample(search.data);
  const chosen = search.step !== undefined && stepOf(definition.steps, search.step) !== null ? search.step : null;
  return {
    id: workflow.id,
    definition,
    items,
    addresses: workflow.addresses,
    shapes,
    sample,
    setSample,
    mayBuild: useMay("build"),
    chosen,
    choose: (id) => go({ ...search, step: id ?? undefined }, true),
    edit: draft.edit,
  };
}

/** What the steps are seen with: other data, once somebody takes some, else the run whose id stands in the address. */
function useSample(run: string | undefined): readonly [Sample | null, (sample: Sample | null) => void] {
  const [taken, setTaken] = useState<{ readonly sample: Sample | null; readonly over: string | undefined } | null>(null);
  const loaded = useQuery(runQuery(run));
  const ofRun = useMemo(() => (loaded.data === undefined ? null : sampleOf(loaded.data)), [loaded.data]);
  const sample = taken !== null && taken.over === run ? taken.sample : ofRun;
  return [sample, (next) => setTaken({ sample: next, over: run })];
}

/** Milliseconds without a change after which a draft is checked. */
const REST_MS = 300;

export interface Checked {
  readonly problems: readonly WorkflowProblem[] | undefined;
  readonly advice: AdviceView | undefined;
  readonly error: Error | null;
}

/** What the server finds wrong with the draft, as soon as the hands rest. */
function useCheck(id: string, definition: WorkflowDefinition): Checked {
  const rested = useRested(JSON.stringify(definition), REST_MS);
  const mayBuild = useMay("build");
  const query = useQuery({
    queryKey: ["workflow-check", id, rested],
    queryFn: () => checkWorkflow(id, JSON.parse(rested)),
    enabled: mayBuild,
    placeholderData: (before) => before,
    retry: false,
    meta: { topics: ["config"] },
  });
  const advice = useQuery({
    queryKey: ["workflow-advice", id, rested],
    queryFn: () => adviseWorkflow(JSON.parse(rested)),
    enabled: mayBuild,
    placeholderData: (before) => before,
    retry: false,
    meta: { topics: ["config"] },
  });
  return { problems: query.data, advice: advice.data, error: query.error };
}

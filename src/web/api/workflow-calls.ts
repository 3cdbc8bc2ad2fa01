import { queryOptions, skipToken } from "@tanstack/react-query";
import {
  adviceView,
  callSecret,
  matchCount,
  problemList,
  rehearsal,
  runDetail,
  runList,
  sampleList,
  signingSecret,
  started,
  versionDetail,
  workflowDetail,
  workflowFile,
  workflowList,
  type AdviceView,
  type RehearsalView,
  type RunDetail,
  type RunView,
  type SampleView,
  type WorkflowDetail,
  type WorkflowItem,
  type WorkflowProblem,
  type WorkflowView,
} from "#contract/workflows.ts";
import type { TriggerSource, WorkflowDefinition } from "#core/workflow/definition.ts";
import { emptyDefinition } from "#core/workflow/edit/new-step.ts";
import type { Json } from "#core/workflow/expression.ts";
import { post, request } from "./request.ts";

const at = (id: string, rest = ""): string => `/workflows/${encodeURIComponent(id)}${rest}`;
const atRun = (id: string, rest = ""): string => `/workflow-runs/${encodeURIComponent(id)}${rest}`;

const fetchWorkflows = async (): Promise<readonly WorkflowItem[]> => workflowList.parse(await request("/workflows")).workflows;
const fetchWorkflow = async (id: string): Promise<WorkflowDetail> => workflowDetail.parse(await request(at(id)));
/** What a published version says; the server checked it when it was published. */
const fetchVersion = async (id: string, version: number): Promise<WorkflowDefinition> =>
  versionDetail.parse(await request(at(id, `/versions/${String(version)}`))).definition as unknown as WorkflowDefinition;
export const workflowsQuery = queryOptions({ queryKey: ["workflows"], queryFn: fetchWorkflows, meta: { topics: ["config", "run"] } });
export const workflowQuery = (id: string) =>
  queryOptions({ queryKey: ["workflow", id], queryFn: () => fetchWorkflow(id), meta: { topics: ["config"] } });
/** How a version is asked for, which never changes; null stands for what was there before the first. */
export const versionQuery = (id: string, version: number | null) =>
  queryOptions({
    queryKey: ["workflow-version", id, version],
    queryFn: () => (version === null ? emptyDefinition("") : fetchVersion(id, version)),
    staleTime: Infinity,
    meta: { topics: [] },
  });
export const makeWorkflow = async (definition: unknown): Promise<WorkflowDetail> => workflowDetail.parse(await post("/workflows", { definition }));
export const keepDraft = async (id: string, definition: unknown): Promise<WorkflowDetail> =>
  workflowDetail.parse(await post(at(id, "/draft"), { definition }));
export const checkWorkflow = async (id: string, definition: unknown): Promise<readonly WorkflowProblem[]> =>
  problemList.parse(await post("/workflow-check", { definition, workflow: id })).problems;
export const adviseWorkflow = async (definition: unknown): Promise<AdviceView> => adviceView.parse(await post("/workflow-advice", { definition }));

/** Events of one vendor, or of what happens here. */
interface Events {
  readonly source: TriggerSource;
  readonly types: readonly string[];
}
export const fetchSamples = async ({ source, types }: Events): Promise<readonly SampleView[]> =>
  sampleList.parse(await post("/workflow-samples", { source, types })).samples;
export const countMatches = async ({ source, types }: Events, condition: unknown): Promise<{ readonly matches: number; readonly of: number }> =>
  matchCount.parse(await post("/workflow-matches", { source, types, condition }));
export const readWorkflowFile = async (text: string): Promise<unknown> => workflowFile.parse(await post("/workflow-file", { text })).definition;
export const publishWorkflow = async (id: string, note: string): Promise<WorkflowDetail> =>
  workflowDetail.parse(await post(at(id, "/publish"), { note }));
export const rollBackWorkflow = async (id: string, version: number): Promise<WorkflowDetail> =>
  workflowDetail.parse(await post(at(id, "/roll-back"), { version }));
export const setWorkflowMode = async (id: string, mode: WorkflowView["mode"]): Promise<WorkflowDetail> =>
  workflowDetail.parse(await post(at(id, "/mode"), { mode }));
export const removeWorkflow = (id: string): Promise<unknown> => post(at(id, "/remove"));
export const makeCallSecret = async (id: string): Promise<{ readonly secret: string; readonly path: string }> =>
  callSecret.parse(await post(at(id, "/secret")));
/** Gives the workflow an address for its webhooks; resolves with the secret that signs them, which is told this once. */
export const giveAddress = async (id: string, address: { readonly name: string; readonly url: string }): Promise<string> =>
  signingSecret.parse(await post(at(id, "/addresses"), address)).secret;
export const runWorkflow = async (id: string, trigger: Json): Promise<string> => started.parse(await post(at(id, "/run"), { trigger })).run;

/** What a definition is gone through with. */
export interface TestAsked {
  readonly definition: WorkflowDefinition;
  readonly trigger: Json;
  readonly pins?: Readonly<Record<string, Json>>;
  readonly upTo?: string;
}
export const testWorkflow = async (asked: TestAsked): Promise<RehearsalView> => rehearsal.parse(await post("/workflow-test", asked));

/** How one run is asked for; not at all while it is not said which. */
export const runQuery = (id: string | undefined) =>
  queryOptions({ queryKey: ["workflow-run", id], queryFn: id === undefined ? skipToken : () => fetchRun(id), meta: { topics: ["run"] } });
/** Runs of a workflow, newest first, from behind one of them on. */
export async function fetchRuns(
  workflow: string,
  before: string | null,
): Promise<{ readonly runs: readonly RunView[]; readonly next: string | null }> {
  const query = new URLSearchParams({ workflow, limit: "30", ...(before !== null && { before }) });
  return runList.parse(await request(`/workflow-runs?${query.toString()}`));
}
export const fetchRun = async (id: string): Promise<RunDetail> => runDetail.parse(await request(atRun(id)));
export const replayRun = async (id: string, version: "then" | "today"): Promise<string> =>
  started.parse(await post(atRun(id, "/replay"), { version })).run;
export const retryRun = (id: string): Promise<unknown> => post(atRun(id, "/retry"));
export const confirmRun = (id: string): Promise<unknown> => post(atRun(id, "/confirm"));
export const cancelRun = (id: string): Promise<unknown> => post(atRun(id, "/cancel"));
export const answerRun = (id: string, path: string, approved: boolean, note: string): Promise<unknown> =>
  post(atRun(id, "/answer"), { path, approved, note });

import type { RunDetail, RunView, StepView, WorkflowDetail, WorkflowView } from "#contract/workflows.ts";
import { maskedShape } from "#core/text/masked-json.ts";
import type { Json } from "#core/workflow/expression.ts";
import type { StepRecord, Workflow, WorkflowRun, WorkflowVersion } from "#core/workflow/run.ts";
import type { ShownRun } from "#engine/workflow/workflow-desk.ts";
import { canonicalJson } from "#lib/json.ts";
import type { Sight } from "./values.ts";

export function toWorkflow({ id, draft, mode, live, version, changedAt, changedBy }: Workflow): WorkflowView {
  return { id, name: draft.name, mode, trigger: (live ?? draft).trigger.kind, version, changedAt, changedBy };
}

export function toWorkflowDetail(workflow: Workflow, versions: readonly WorkflowVersion[]): WorkflowDetail {
  const published = versions.find(({ version }) => version === workflow.version);
  return {
    ...toWorkflow(workflow),
    draft: { ...workflow.draft },
    edited: published === undefined || canonicalJson(published.definition) !== canonicalJson(workflow.draft),
    addresses: (workflow.addresses ?? []).map(({ name, host, isOff }) => ({ name, host, isOff })),
    versions: versions.map(({ version, note, publishedAt, publishedBy }) => ({ version, note, publishedAt, publishedBy })),
  };
}

export function toRun(run: WorkflowRun): RunView {
  const { id, workflowId, version, state, because, at, reason, shadow, cause, chain, calls, startedAt, endedAt } = run;
  return { id, workflow: workflowId, version, state, because, at, reason, shadow, cause, chain: [...chain], calls, startedAt, endedAt };
}

export function toRunDetail(run: ShownRun, sight: Sight): RunDetail {
  return { ...toRun(run), trigger: shown(run.trigger, sight), steps: run.steps.map((step) => toStep(step, sight)) };
}

export function toStep(step: StepRecord, sight: Sight): StepView {
  const { path, kind, state, error, attempts, startedAt, endedAt, dueAt, shadow } = step;
  return {
    path,
    kind,
    state,
    error,
    attempts,
    startedAt,
    endedAt,
    dueAt,
    shadow,
    input: shown(step.input, sight),
    output: shown(step.output, sight),
  };
}

/** Which of the values belong to people cannot be known of any operation's answer, so all of them count as theirs (P5). */
const shown = (value: Json, sight: Sight): unknown => (sight === "revealed" ? value : maskedShape(value));

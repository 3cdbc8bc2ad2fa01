import type { RunDetail, RunView, StepView, WorkflowDetail, WorkflowItem, WorkflowProblem, WorkflowView } from "#contract/workflows.ts";
import { maskedShape } from "#core/text/masked-json.ts";
import type { Trigger } from "#core/workflow/definition.ts";
import { stepAtPlace } from "#core/workflow/edit/problem-place.ts";
import type { Json } from "#core/workflow/expression.ts";
import { sayProblem, tellProblem, type Problem } from "#core/workflow/problem.ts";
import type { StepRecord, Workflow, WorkflowRun, WorkflowVersion } from "#core/workflow/run.ts";
import type { ShownRun, WorkflowOverview } from "#engine/workflow/workflow-desk.ts";
import { canonicalJson } from "#lib/json.ts";
import type { Sight } from "./values.ts";

export function toWorkflow({ id, draft, mode, live, version, changedAt, changedBy }: Workflow): WorkflowView {
  const { trigger } = live ?? draft;
  return { id, name: draft.name, mode, trigger: trigger.kind, begins: beginsOf(trigger), version, changedAt, changedBy };
}

function beginsOf(trigger: Trigger): string[] {
  if (trigger.kind === "event") return trigger.types.map((type) => `${trigger.source}.${type}`);
  return trigger.kind === "schedule" ? [trigger.cron, trigger.timeZone] : [];
}

export function toWorkflowItem({ workflow, published, lastRun }: WorkflowOverview): WorkflowItem {
  return {
    ...toWorkflow(workflow),
    edited: isEdited(workflow, published),
    lastRun: lastRun === null ? null : { state: lastRun.state, startedAt: lastRun.startedAt },
  };
}

const isEdited = ({ draft }: Workflow, published: WorkflowVersion | null): boolean =>
  published === null || canonicalJson(published.definition) !== canonicalJson(draft);

/** Everything that is wrong with a definition, each with the step that it is about. */
export const toProblems = (definition: unknown, problems: readonly Problem[]): WorkflowProblem[] =>
  problems.map((problem) => ({
    at: problem.at,
    step: stepAtPlace(definition, problem.at),
    code: problem.code,
    sentence: tellProblem(problem),
    says: sayProblem(problem),
  }));

/** A workflow with all that is known of it; `nameOf` tells who acted as people say it. */
export function toWorkflowDetail(workflow: Workflow, versions: readonly WorkflowVersion[], nameOf: (cause: string) => string): WorkflowDetail {
  const published = versions.find(({ version }) => version === workflow.version) ?? null;
  return {
    ...toWorkflow(workflow),
    draft: { ...workflow.draft },
    edited: isEdited(workflow, published),
    addresses: (workflow.addresses ?? []).map(({ name, host, isOff }) => ({ name, host, isOff })),
    versions: versions.map(({ version, note, publishedAt, publishedBy }) => ({
      version,
      note,
      publishedAt,
      publishedBy: nameOf(`person ${publishedBy}`),
    })),
  };
}

export function toRun(run: WorkflowRun): RunView {
  const { id, workflowId, version, state, because, at, reason, shadow, cause, chain, calls, startedAt, endedAt } = run;
  return { id, workflow: workflowId, version, state, because, at, reason, shadow, cause, chain: [...chain], calls, startedAt, endedAt };
}

export function toRunDetail(run: ShownRun, sight: Sight): RunDetail {
  return { ...toRun(run), trigger: toShown(run.trigger, sight), steps: run.steps.map((step) => toStep(step, sight)) };
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
    input: toShown(step.input, sight),
    output: toShown(step.output, sight),
  };
}

/** Which of the values belong to people cannot be known of any operation's answer, so all of them count as theirs (P5). */
export const toShown = (value: Json, sight: Sight): unknown => (sight === "revealed" ? value : maskedShape(value));

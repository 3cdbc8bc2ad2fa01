import { HighwireError } from "#core/errors.ts";
import type { ErrorCode } from "#core/error-registry.ts";
import type { Instant } from "#core/ids.ts";
import type { ClaimedRun, StartRun } from "#core/ports/workflow-store.ts";
import { startOf } from "#core/workflow/begin.ts";
import { fill, type Json } from "#core/workflow/expression.ts";
import { delayMs, type OpenTask } from "#core/workflow/plan-run.ts";
import type { EventWait, RunId, StepRecord, WorkflowId } from "#core/workflow/run.ts";
import { filledWith, newStep } from "./new-step.ts";
import type { WorkflowPorts } from "./workflow-ports.ts";

interface Opening {
  readonly ports: WorkflowPorts;
  readonly run: ClaimedRun;
}

interface Opened {
  readonly records: readonly StepRecord[];
  readonly waits: readonly EventWait[];
  readonly start: readonly StartRun[];
}

/** Begins the waits that a run has come to: for time, for an event, for an answer, for another workflow's run. */
export async function openWaits(opening: Opening, tasks: readonly OpenTask[]): Promise<Opened> {
  const opened = await Promise.all(tasks.map((task) => openOne(opening, task)));
  return {
    records: opened.map(({ record }) => record),
    waits: opened.flatMap(({ wait }) => wait ?? []),
    start: opened.flatMap(({ start }) => start ?? []),
  };
}

interface One {
  readonly record: StepRecord;
  readonly wait?: EventWait;
  readonly start?: StartRun;
}

async function openOne(opening: Opening, task: OpenTask): Promise<One> {
  const now = opening.ports.clock.now();
  try {
    return await begin(opening, task, now);
  } catch (error) {
    if (error instanceof HighwireError && error.code === "HW_STEP_TEXT") return { record: flawed(task, now, error.code) };
    throw error;
  }
}

async function begin(opening: Opening, task: OpenTask, now: Instant): Promise<One> {
  const { step, path, scope } = task;
  switch (step.kind) {
    case "delay": {
      const ms = delayMs(step, scope);
      return { record: ms === null ? flawed(task, now, "HW_STEP_VALUE") : waiting(task, now, null, now + ms) };
    }
    case "wait": {
      const about = fill(step.about, scope);
      if (typeof about !== "string" || about === "") return { record: flawed(task, now, "HW_STEP_VALUE") };
      const wait = { path, source: step.event.source, types: step.event.types, about };
      return { record: waiting(task, now, { about, types: step.event.types }, now + step.timeoutSeconds * 1_000), wait };
    }
    case "approve": {
      const question = await filledWith(opening.ports.texts, step.question, scope);
      return { record: waiting(task, now, { question }, now + step.timeoutSeconds * 1_000) };
    }
    case "run-workflow":
      return openRun(opening, task, step.workflow as WorkflowId, await filledWith(opening.ports.texts, step.input, scope), now);
  }
}

async function openRun({ ports, run }: Opening, task: OpenTask, id: WorkflowId, trigger: Json, now: Instant): Promise<One> {
  const workflow = await ports.store.workflows.workflow(run.workspaceId, id);
  const child = ports.random.uuid() as RunId;
  const chain = [`${run.workflowId}:${run.id}`, ...run.chain];
  const parent = { runId: run.id, path: task.path };
  // The cause names the place, so that a run which was taken up again starts no second one.
  const start = workflow === null ? null : startOf(workflow, { id: child, cause: `run ${run.id} ${task.path}`, trigger, chain, parent });
  if (start === null) return { record: flawed(task, now, "HW_STEP_RUN_FAILED") };
  return { record: waiting(task, now, { runId: child }, null), start: { ...start, shadow: start.shadow || run.shadow } };
}

const waiting = ({ path, step }: OpenTask, now: Instant, input: Json, dueAt: Instant | null): StepRecord => ({
  ...newStep(path, step.kind, now),
  input,
  dueAt,
});

const flawed = (task: OpenTask, now: Instant, error: ErrorCode): StepRecord => ({
  ...waiting(task, now, null, null),
  state: "failed",
  error,
  endedAt: now,
});

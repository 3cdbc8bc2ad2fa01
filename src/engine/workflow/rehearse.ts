import type { ErrorCode } from "#core/error-registry.ts";
import { HighwireError } from "#core/errors.ts";
import type { Instant, WorkspaceId } from "#core/ids.ts";
import type { ActionStep, WorkflowDefinition } from "#core/workflow/definition.ts";
import { fill, templatesIn, type Expression, type Json, type Scope } from "#core/workflow/expression.ts";
import { planRun, type CallTask, type OpenTask, type RunOutcome } from "#core/workflow/plan-run.ts";
import type { RunId, StepRecord } from "#core/workflow/run.ts";
import { connectionOf, keyOf } from "./call-step.ts";
import type { WorkflowPorts } from "./workflow-ports.ts";

export interface RehearsalRequest {
  /** What the run would begin with. */
  readonly trigger: Json;
  /** Outputs of steps by id: such a step is not gone through, and brings this. */
  readonly pins?: Readonly<Record<string, Json>>;
  /** Id of the last step to go through. Default: all. */
  readonly upTo?: string;
}

export interface Rehearsal {
  /** In the order in which they were gone through. */
  readonly steps: readonly StepRecord[];
  /** How it ended; null when it was only gone through up to a step. */
  readonly outcome: RunOutcome | null;
}

/** Calls of one rehearsal, at most. */
const MAX_CALLS = 50;

/**
 * Goes through a definition as a run would, without keeping anything: reads are real; writes go to sandboxes only, elsewhere they are decided and not
 * sent; no wait is waited for.
 */
export async function rehearse(
  ports: WorkflowPorts,
  workspaceId: WorkspaceId,
  definition: WorkflowDefinition,
  request: RehearsalRequest,
): Promise<Rehearsal> {
  const run = { id: ports.random.uuid() as RunId, workspaceId, trigger: request.trigger, startedAt: ports.clock.now() };
  const steps = new Map<string, StepRecord>();
  for (let calls = 0; ;) {
    const plan = planRun(definition, run, { steps: [...steps.values()], signals: [], now: ports.clock.now() });
    for (const record of plan.closed) steps.set(record.path, record);
    const reached = [...steps.values()].some(({ path, state }) => idIn(path) === request.upTo && state !== "waiting");
    if (plan.outcome !== null || reached) return { steps: [...steps.values()], outcome: reached ? null : plan.outcome };
    calls += plan.calls.length;
    if (calls > MAX_CALLS) throw new HighwireError("HW_RUN_LIMIT", { limit: MAX_CALLS });
    const opened = plan.opens.map((task) => passed(task, request, run.startedAt));
    const called = await Promise.all(plan.calls.map((task) => tryOne(ports, run, task, request)));
    for (const record of [...opened, ...called]) steps.set(record.path, record);
  }
}

const idIn = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** A wait that is taken to be over: with what was pinned for it, else with what lets the run go on. */
function passed({ step, path }: OpenTask, { pins = {} }: RehearsalRequest, now: Instant): StepRecord {
  const natural: Readonly<Record<OpenTask["step"]["kind"], Json>> = {
    delay: {},
    wait: {},
    approve: { approved: true, who: "rehearsal", note: "" },
    "run-workflow": { state: "done" },
  };
  return { ...recordOf(path, step.kind, now), state: "done", output: pins[step.id] ?? natural[step.kind], endedAt: now };
}

async function tryOne(
  ports: WorkflowPorts,
  run: { readonly id: RunId; readonly workspaceId: WorkspaceId },
  { step, path, scope }: CallTask,
  { pins = {} }: RehearsalRequest,
): Promise<StepRecord> {
  const now = ports.clock.now();
  const record = recordOf(path, "action", now);
  const pinned = Object.hasOwn(pins, step.id) ? pins[step.id] : undefined;
  if (pinned !== undefined) return { ...record, state: "done", output: pinned, endedAt: now };
  const over = (error: ErrorCode, input: Json = null): StepRecord => ({ ...record, input, state: "failed", error, endedAt: ports.clock.now() });
  const input = await filled(ports, step.input, scope).catch((error: unknown) =>
    error instanceof HighwireError ? error : Promise.reject(error as Error),
  );
  return input instanceof HighwireError ? over(input.code) : sent(ports, run, step, { record, input, over });
}

interface Trial {
  readonly record: StepRecord;
  readonly input: Json;
  readonly over: (error: ErrorCode, input?: Json) => StepRecord;
}

async function sent(
  ports: WorkflowPorts,
  run: { readonly id: RunId; readonly workspaceId: WorkspaceId },
  step: ActionStep,
  { record, input, over }: Trial,
): Promise<StepRecord> {
  const facts = await ports.calls.facts(step.operation);
  if (facts === null) return over("HW_STEP_VALUE", input);
  const connection = await connectionOf(ports, run, step, facts);
  if (connection === null || connection.state === "paused") return over("HW_NOT_CONNECTED", input);
  const endedAt = ports.clock.now();
  if (facts.writes && !connection.sandbox) return { ...record, input, state: "done", shadow: true, endedAt };
  const outcome = await ports.calls.call({
    workspaceId: run.workspaceId,
    operationId: step.operation,
    input,
    connectionId: connection.id,
    idempotencyKey: keyOf(run.id, record.path),
    signal: AbortSignal.timeout(step.timeoutMs),
  });
  if (outcome.kind === "failed") return over(outcome.error.code, input);
  return { ...record, input, state: "done", output: outcome.output, endedAt: ports.clock.now() };
}

async function filled({ texts }: WorkflowPorts, expression: Expression, scope: Scope): Promise<Json> {
  const templates = templatesIn(expression);
  return fill(expression, scope, templates.length === 0 ? [] : await texts.render(templates, scope));
}

const recordOf = (path: string, kind: StepRecord["kind"], startedAt: Instant): StepRecord => ({
  path,
  kind,
  state: "waiting",
  input: null,
  output: null,
  error: null,
  attempts: 0,
  firstFailedAt: null,
  startedAt,
  endedAt: null,
  dueAt: null,
  shadow: false,
});

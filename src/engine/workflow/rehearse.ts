import type { ErrorCode } from "#core/error-registry.ts";
import { HighwireError } from "#core/errors.ts";
import type { Instant, WorkspaceId } from "#core/ids.ts";
import { eachStep, type ActionStep, type Step, type WorkflowDefinition } from "#core/workflow/definition.ts";
import type { Json } from "#core/workflow/expression.ts";
import { planRun, type CallTask, type OpenTask, type RunOutcome } from "#core/workflow/plan-run.ts";
import type { RunId, StepRecord } from "#core/workflow/run.ts";
import { callInTime } from "./call-step.ts";
import { newStep, filledWith } from "./new-step.ts";
import { connectionOf } from "./step-target.ts";
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
  const { upTo = null } = request;
  const part = upTo === null ? definition : { ...definition, steps: cut(definition.steps, upTo) };
  for (let calls = 0; ;) {
    const plan = planRun(part, run, { steps: [...steps.values()], signals: [], now: ports.clock.now() });
    for (const record of plan.closed) steps.set(record.path, record);
    if (plan.outcome !== null) return { steps: [...steps.values()], outcome: upTo !== null && plan.outcome.state === "done" ? null : plan.outcome };
    calls += plan.calls.length;
    if (calls > MAX_CALLS) throw new HighwireError("HW_RUN_LIMIT", { limit: MAX_CALLS });
    const opened = plan.opens.map((task) => passed(task, request, run.startedAt));
    const called = await Promise.all(plan.calls.map((task) => tryOne(ports, run, task, request)));
    for (const record of [...opened, ...called]) steps.set(record.path, record);
  }
}

/** Steps without those that come behind this one; all of them where none is called so. */
function cut(steps: readonly Step[], id: string): readonly Step[] {
  const at = steps.findIndex((step) => [...eachStep([step])].some((one) => one.id === id));
  const holder = steps[at];
  return holder === undefined ? steps : [...steps.slice(0, at), cutWithin(holder, id)];
}

function cutWithin(step: Step, id: string): Step {
  if (step.id === id) return step;
  if (step.kind === "for-each") return { ...step, steps: cut(step.steps, id) };
  if (step.kind !== "branch") return step;
  return { ...step, cases: step.cases.map((one) => ({ ...one, steps: cut(one.steps, id) })), otherwise: cut(step.otherwise, id) };
}

const pinOf = ({ pins = {} }: RehearsalRequest, id: string): Json | undefined => (Object.hasOwn(pins, id) ? pins[id] : undefined);

/** A wait that is taken to be over: with what was pinned for it, else with what lets the run go on. */
function passed({ step, path }: OpenTask, request: RehearsalRequest, now: Instant): StepRecord {
  const natural: Readonly<Record<OpenTask["step"]["kind"], Json>> = {
    delay: {},
    wait: {},
    approve: { approved: true, who: "rehearsal", note: "" },
    "run-workflow": { state: "done" },
  };
  return { ...newStep(path, step.kind, now), state: "done", output: pinOf(request, step.id) ?? natural[step.kind], endedAt: now };
}

async function tryOne(
  ports: WorkflowPorts,
  run: { readonly id: RunId; readonly workspaceId: WorkspaceId },
  { step, path, scope }: CallTask,
  request: RehearsalRequest,
): Promise<StepRecord> {
  const now = ports.clock.now();
  const record = newStep(path, "action", now);
  const pinned = pinOf(request, step.id);
  if (pinned !== undefined) return { ...record, state: "done", output: pinned, endedAt: now };
  const over = (error: ErrorCode, input: Json = null): StepRecord => ({ ...record, input, state: "failed", error, endedAt: ports.clock.now() });
  const input = await filledWith(ports.texts, step.input, scope).catch((error: unknown) =>
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
  const endedAt = ports.clock.now();
  const decided: StepRecord = { ...record, input, state: "done", shadow: true, endedAt };
  if (facts.vendor === "highwire") return decided;
  const connection = connectionOf(await ports.store.connections(run.workspaceId), step, facts);
  if (connection === null || connection.state === "paused") return over("HW_NOT_CONNECTED", input);
  if (facts.writes && !connection.sandbox) return decided;
  const call = { path: record.path, input, facts, target: { kind: "account", connection }, startedAt: record.startedAt } as const;
  const outcome = await callInTime(ports, run, step, call);
  if (outcome.kind === "failed") return over(outcome.error.code, input);
  return { ...record, input, state: "done", output: outcome.output, endedAt: ports.clock.now() };
}

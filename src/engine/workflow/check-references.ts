import type { WorkspaceId } from "#core/ids.ts";
import type { Connection } from "#core/ports/store.ts";
import { placedSteps, type Step, type WorkflowDefinition } from "#core/workflow/definition.ts";
import { templatesIn, type Expression } from "#core/workflow/expression.ts";
import type { Problem, ProblemCode } from "#core/workflow/problem.ts";
import type { OutgoingAddress, WorkflowId } from "#core/workflow/run.ts";
import { unsetParts } from "#core/workflow/unset-parts.ts";
import { flawOfSchedule } from "./schedules.ts";
import { connectionOf } from "./step-target.ts";
import type { WorkflowPorts } from "./workflow-ports.ts";

/**
 * What of a sound definition cannot work here: templates that cannot be read, schedules without a next time, operations, connections and workflows that
 * are not there. Asked before a version is published; what runs is held to it again where it is used.
 */
export async function checkReferences(
  ports: WorkflowPorts,
  workspaceId: WorkspaceId,
  definition: WorkflowDefinition,
  own: WorkflowId | null,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  const { trigger } = definition;
  if (trigger.kind === "schedule") {
    const flaw = flawOfSchedule(trigger.cron, trigger.timeZone);
    if (flaw === "bad-zone") problems.push({ at: "trigger.timeZone", code: flaw, about: trigger.timeZone });
    if (flaw === "bad-schedule") problems.push({ at: "trigger.cron", code: flaw, about: trigger.cron });
  }
  const { store } = ports;
  const [connections, workflow] = await Promise.all([
    store.connections(workspaceId),
    own === null ? null : store.workflows.workflow(workspaceId, own),
  ]);
  const here: Here = { workspaceId, own, connections, addresses: workflow?.addresses ?? [] };
  for (const placed of placedSteps(definition.steps)) problems.push(...(await checkStep(ports, here, placed)));
  return problems;
}

/** What steps may name, read once for all of them. */
interface Here {
  readonly workspaceId: WorkspaceId;
  readonly own: WorkflowId | null;
  readonly connections: readonly Connection[];
  readonly addresses: readonly OutgoingAddress[];
}

async function checkStep(
  ports: WorkflowPorts,
  { workspaceId, own, connections, addresses }: Here,
  { step, at }: { readonly step: Step; readonly at: string },
): Promise<readonly Problem[]> {
  const wrong = (part: string, code: ProblemCode, about: string): Problem => ({ at: `${at}.${part}`, code, about });
  const texts = await flawsIn(ports, step);
  const problems: Problem[] = texts.map((flaw) => wrong(step.kind === "approve" ? "question" : "input", "bad-template", flaw));
  if (step.kind === "run-workflow") {
    if (step.workflow === own) problems.push(wrong("workflow", "calls-itself", step.workflow));
    else if ((await ports.store.workflows.workflow(workspaceId, step.workflow as WorkflowId)) === null)
      problems.push(wrong("workflow", "unknown-workflow", step.workflow));
  }
  if (step.kind !== "action") return [...problems, ...unset(step, at)];
  const facts = await ports.calls.facts(step.operation);
  if (facts === null) return [...problems, wrong("operation", "unknown-operation", step.operation)];
  problems.push(...unset(step, at, facts.needed));
  if (facts.vendor === "highwire")
    return addresses.some(({ name }) => name === step.connection) ? problems : [...problems, wrong("connection", "unknown-address", step.connection)];
  return connectionOf(connections, step, facts) === null ? [...problems, wrong("connection", "unknown-connection", step.connection)] : problems;
}

const unset = (step: Step, at: string, needed?: readonly string[]): readonly Problem[] =>
  unsetParts(step, needed).map((part) => ({ at: `${at}.${part}`, code: "unset" }));

async function flawsIn({ texts }: WorkflowPorts, step: Step): Promise<readonly string[]> {
  const expression: Expression = "input" in step ? step.input : step.kind === "approve" ? step.question : null;
  const flaws = await Promise.all([...new Set(templatesIn(expression))].map((template) => texts.flawOf(template)));
  return flaws.filter((flaw) => flaw !== null);
}

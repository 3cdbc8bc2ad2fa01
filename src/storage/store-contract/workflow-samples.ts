import { randomUUID } from "node:crypto";
import type { WorkspaceId } from "#core/ids.ts";
import type { Store } from "#core/ports/store.ts";
import type { ClaimedRun, RunSettlement, StartRun } from "#core/ports/workflow-store.ts";
import { defaultLimits, type WorkflowDefinition } from "#core/workflow/definition.ts";
import type { RunId, StepRecord, Workflow, WorkflowId, WorkflowVersion } from "#core/workflow/run.ts";
import { must } from "#lib/must.ts";
import { makeWorld, MINUTE, T0, type World } from "./contract-world.ts";

export const aDefinition: WorkflowDefinition = {
  format: 1,
  name: "Tell them",
  trigger: { kind: "event", source: "highlevel", types: ["ContactUpdate"], connection: null },
  steps: [{ id: "stop", title: "", kind: "stop", outcome: "done", reason: "" }],
  limits: defaultLimits,
  oneAtATime: null,
};

export function aWorkflow(workspaceId: WorkspaceId, more: Partial<Workflow> = {}): Workflow {
  const live = { trigger: aDefinition.trigger, oneAtATime: null, limits: defaultLimits };
  return {
    id: randomUUID() as WorkflowId,
    workspaceId,
    mode: "live",
    draft: aDefinition,
    version: 1,
    live,
    changedAt: T0,
    changedBy: "ada",
    ...more,
  };
}

/** A world with a workflow in it. */
export type WorkflowHome = World & { readonly workflow: Workflow };

export async function workflowHome(store: Store): Promise<WorkflowHome> {
  const world = await makeWorld(store);
  const workflow = aWorkflow(world.workspaceId);
  await store.workflows.saveWorkflow(workflow);
  return { ...world, workflow };
}

/** A run of that workflow, in the hands of a worker. */
export async function startedRun(store: Store, { workspaceId, workflow }: WorkflowHome, more: Partial<StartRun> = {}): Promise<ClaimedRun> {
  const run = aRun(workflow, more);
  await store.workflows.startRuns(workspaceId, [run], T0);
  return must(
    (await claimAll(store, workspaceId)).find(({ id }) => id === run.id),
    "the run",
  );
}

export function aVersion({ id, workspaceId }: Workflow, version: number): WorkflowVersion {
  return { workflowId: id, workspaceId, version, definition: aDefinition, note: `Note ${String(version)}`, publishedAt: T0, publishedBy: "ada" };
}

export function aRun({ id, workspaceId }: Pick<Workflow, "id" | "workspaceId">, more: Partial<StartRun> = {}): StartRun {
  const runId = randomUUID() as RunId;
  const base = { workspaceId, workflowId: id, version: 1, shadow: false, trigger: { id: "c1" }, queue: null, names: [], chain: [], parent: null };
  return { id: runId, cause: `person ada ${runId}`, mostHops: 3, ...base, ...more };
}

export function aStep(path: string, more: Partial<StepRecord> = {}): StepRecord {
  const base = { kind: "action", state: "done", input: { a: 1 }, output: { b: 2 }, error: null, attempts: 0, firstFailedAt: null } as const;
  return { path, ...base, startedAt: T0, endedAt: T0, dueAt: null, shadow: false, ...more };
}

export const claimAll = (store: Store, workspaceId: WorkspaceId, now = T0, owner = "one"): Promise<readonly ClaimedRun[]> =>
  store.workflows.claimRuns(workspaceId, { owner, now, leaseUntil: now + MINUTE, limit: 100 });

export function aSettlement({ id, fence, generation }: ClaimedRun, next: RunSettlement["next"], more: Partial<RunSettlement> = {}): RunSettlement {
  return { runId: id, fence, generation, steps: [], waits: [], seen: [], calls: 0, wrote: [], start: [], journal: [], next, ...more };
}

export const over: RunSettlement["next"] = { kind: "end", outcome: { state: "done", because: null, at: null, reason: null } };

/** A workflow with a version, and a run that waits for an event, with something in every table that knows of runs. */
export async function fillWorkflows(store: Store, workspaceId: WorkspaceId): Promise<{ readonly workflow: Workflow; readonly runId: RunId }> {
  const workflow = aWorkflow(workspaceId);
  await store.workflows.saveWorkflow(workflow);
  await store.workflows.changeWorkflow(workspaceId, workflow.id, (current) => ({ workflow: current, publish: aVersion(workflow, 1) }));
  const run = aRun(workflow, { trigger: { id: "c1", name: "Ada" } });
  await store.workflows.startRuns(workspaceId, [run], T0);
  const held = must(
    (await claimAll(store, workspaceId)).find(({ id }) => id === run.id),
    "the run",
  );
  const waits = [{ path: "w", source: "incident", types: ["t"], about: "i1" }] as const;
  await store.workflows.settleRuns(
    workspaceId,
    [aSettlement(held, { kind: "rest", until: null }, { steps: [aStep("a")], waits, wrote: ["c1"] })],
    T0,
  );
  await store.workflows.signalRun(workspaceId, run.id, { kind: "answer", path: "q", approved: true, who: "ada", note: "" }, T0);
  return { workflow, runId: run.id };
}

import { isDeepStrictEqual } from "node:util";
import { HighwireError } from "#core/errors.ts";
import type { WorkspaceId } from "#core/ids.ts";
import type { Store } from "#core/ports/store.ts";
import type { RunPage, RunQuery, StartRun } from "#core/ports/workflow-store.ts";
import { runOf, startOf } from "#core/workflow/begin.ts";
import { checkDefinition } from "#core/workflow/check-definition.ts";
import type { Trigger, WorkflowDefinition } from "#core/workflow/definition.ts";
import { emptyDefinition } from "#core/workflow/edit/new-step.ts";
import type { Json } from "#core/workflow/expression.ts";
import { tellProblem, type Problem } from "#core/workflow/problem.ts";
import type { RunId, StepRecord, Workflow, WorkflowId, WorkflowMode, WorkflowRun, WorkflowVersion } from "#core/workflow/run.ts";
import { personEntry } from "../person-entry.ts";
import { addressSecretName, withAddress, withoutAddress } from "./addresses.ts";
import { callSecretName, createCallDoor, type CallDoor } from "./call-door.ts";
import { checkReferences } from "./check-references.ts";
import { advise, type Advice } from "./advise.ts";
import { countMatches, eventSamples, type EventChoice, type EventSample } from "./event-samples.ts";
import { rehearse, type Rehearsal, type RehearsalRequest } from "./rehearse.ts";
import { eventsCursor, hearFromNow } from "./own-events.ts";
import { countFromNow, scheduleCursor } from "./schedules.ts";
import type { WorkflowPorts } from "./workflow-ports.ts";

export type ShownRun = WorkflowRun & { readonly steps: readonly StepRecord[] };

/** Of which version a run is run again: the one it had, or the published one of today. */
export type ReplayVersion = "then" | "today";

/** A workflow, the version that new runs take, and the run that began last; null where there is none. */
export interface WorkflowOverview {
  readonly workflow: Workflow;
  readonly published: WorkflowVersion | null;
  readonly lastRun: WorkflowRun | null;
}

/** What people do with workflows and their runs. Each change is told in the journal, with who made it. */
export interface WorkflowDesk {
  list(): Promise<readonly Workflow[]>;
  /** Throws `HW_REQUEST_NOT_FOUND`. */
  get(id: WorkflowId): Promise<Workflow>;
  versions(id: WorkflowId): Promise<readonly WorkflowVersion[]>;
  /** Throws `HW_REQUEST_NOT_FOUND`. */
  version(id: WorkflowId, version: number): Promise<WorkflowVersion>;
  /** All of them, as a list tells them. */
  overview(): Promise<readonly WorkflowOverview[]>;
  /** Everything that is wrong with a definition; empty when it can be published. */
  check(definition: unknown, id: WorkflowId | null): Promise<readonly Problem[]>;
  /** What is worth knowing of a definition before it is published; nothing where its shape is not sound. */
  advise(definition: unknown): Promise<Advice>;
  /** The newest events of these types, as a run would find them. */
  samples(events: EventChoice, limit: number): Promise<readonly EventSample[]>;
  /** Of how many of the newest events a condition holds. Throws `HW_WORKFLOW_INVALID`. */
  matches(events: EventChoice, condition: unknown): Promise<{ readonly matches: number; readonly of: number }>;
  /** Keeps a draft; what runs stays as it is. Null makes a new workflow, which is off. Throws `HW_WORKFLOW_INVALID`. */
  save(id: WorkflowId | null, definition: unknown, who: string): Promise<Workflow>;
  /** Makes the draft the version that new runs take; runs under way keep theirs. Throws `HW_WORKFLOW_INVALID`. */
  publish(id: WorkflowId, note: string, who: string): Promise<Workflow>;
  /** Publishes an earlier version again, as a new one. Throws `HW_REQUEST_NOT_FOUND`. */
  rollBack(id: WorkflowId, version: number, who: string): Promise<Workflow>;
  /** Throws `HW_REQUEST_CONFLICT` for one that was never published. */
  setMode(id: WorkflowId, mode: WorkflowMode, who: string): Promise<Workflow>;
  remove(id: WorkflowId, who: string): Promise<void>;
  /** Makes the secret by which the workflow's own address lets calls in; the one before it no longer does. It is told this once. */
  newSecret(id: WorkflowId, who: string): Promise<{ readonly secret: string; readonly path: string }>;
  /**
   * Gives the workflow an address that its steps may send webhooks to, in place of another of this name. Resolves with the secret by which its receiver
   * verifies them; it is told this once. Throws `HW_REQUEST_INVALID`, `HW_EGRESS_REFUSED`.
   */
  setAddress(id: WorkflowId, address: { readonly name: string; readonly url: string }, who: string): Promise<{ readonly secret: string }>;
  /** Throws `HW_REQUEST_NOT_FOUND`. */
  removeAddress(id: WorkflowId, name: string, who: string): Promise<void>;
  /** The door of workflows' own addresses. */
  readonly door: CallDoor;
  /** Starts a run by hand. Throws `HW_REQUEST_CONFLICT` while the workflow is off. */
  run(id: WorkflowId, trigger: Json, who: string): Promise<RunId>;
  /** Goes through a definition with sample data; nothing is kept. */
  test(definition: unknown, request: RehearsalRequest): Promise<Rehearsal>;

  runs(query: RunQuery): Promise<RunPage>;
  /** Throws `HW_REQUEST_NOT_FOUND`. */
  showRun(id: RunId): Promise<ShownRun>;
  /** A new run from what began an old one. Throws `HW_REQUEST_CONFLICT` when that is no longer kept. */
  replay(id: RunId, version: ReplayVersion, who: string): Promise<RunId>;
  /** Takes a parked run up at the step where it stopped. Throws `HW_REQUEST_CONFLICT`. */
  retry(id: RunId, who: string): Promise<void>;
  /** Says of a parked run that the step which it is not known of was done. Throws `HW_REQUEST_CONFLICT`. */
  confirm(id: RunId, who: string): Promise<void>;
  /** Answers a question that a run asks. Throws `HW_REQUEST_CONFLICT` when it asks none there. */
  answer(id: RunId, path: string, answer: { readonly approved: boolean; readonly note: string }, who: string): Promise<void>;
  cancel(id: RunId, who: string): Promise<void>;
}

/** What the desk needs beside the runner's ports. */
export interface WorkflowDeskPorts extends WorkflowPorts {
  /** A new secret of 256 bits, as text. */
  readonly newSecret: () => string;
  /** A new secret as Standard Webhooks have it. */
  readonly newSigningSecret: () => string;
  /** Throws `HW_EGRESS_REFUSED` for an address that nothing may be sent to. */
  readonly checkAddress: (url: string) => Promise<void>;
}

export function createWorkflowDesk(ports: WorkflowDeskPorts, workspaceId: WorkspaceId): WorkflowDesk {
  const door = createCallDoor(ports, workspaceId);
  const one = oneWorkflow(ports, workspaceId, () => door.forget());
  return {
    ...definitionsOver(ports, workspaceId, one),
    ...secretsOver(ports, workspaceId, one),
    ...looksOver(ports, workspaceId),
    ...runsOver(ports, workspaceId),
    door,
  };
}

const notFound = (field: string, recordId: string): HighwireError => new HighwireError("HW_REQUEST_NOT_FOUND", { field, recordId });
const conflict = (detail: string): HighwireError => new HighwireError("HW_REQUEST_CONFLICT", { detail });

type DefinitionDesk = Pick<
  WorkflowDesk,
  "list" | "get" | "versions" | "version" | "overview" | "save" | "publish" | "rollBack" | "setMode" | "remove" | "run" | "test"
>;

/** How one workflow is read, changed and told of. */
interface OneWorkflow {
  /** Throws `HW_REQUEST_NOT_FOUND`, as `change` does. */
  get(id: WorkflowId): Promise<Workflow>;
  change(id: WorkflowId, how: Parameters<WorkflowDeskPorts["store"]["workflows"]["changeWorkflow"]>[2]): Promise<Workflow>;
  /** Tells of a change that was made. */
  note(who: string, id: WorkflowId, detail: Readonly<Record<string, unknown>>): Promise<void>;
}

function oneWorkflow({ store, clock }: WorkflowDeskPorts, workspaceId: WorkspaceId, changed: () => void): OneWorkflow {
  const known = (id: WorkflowId, found: Workflow | null): Workflow => {
    if (found === null) throw notFound("workflow", id);
    return found;
  };
  return {
    get: async (id) => known(id, await store.workflows.workflow(workspaceId, id)),
    change: async (id, how) => known(id, await store.workflows.changeWorkflow(workspaceId, id, how)),
    note(who, id, detail) {
      changed();
      return store.appendJournal(workspaceId, [personEntry("config", who, { workflow: id, ...detail })], clock.now());
    },
  };
}

/** Makes a definition, or the draft, the version that new runs take. */
function publishing(
  ports: WorkflowDeskPorts,
  workspaceId: WorkspaceId,
  one: OneWorkflow,
): (id: WorkflowId, definition: WorkflowDefinition | null, text: string, who: string) => Promise<Workflow> {
  const { store, clock } = ports;
  return async (id, definition, text, who) => {
    const before = await one.get(id);
    const current = definition ?? before.draft;
    refuseFlawed(await checkReferences(ports, workspaceId, current, id));
    if (!isDeepStrictEqual(before.live?.trigger, current.trigger)) await beginFromNow(ports, before, current.trigger);
    const [at, newest] = [clock.now(), (await store.workflows.versions(workspaceId, id))[0]?.version ?? 0];
    const published = await one.change(id, (workflow) => asPublished(workflow, current, { note: text, who, at, newest }));
    await one.note(who, id, { version: published.version, note: text.slice(0, 200) });
    return published;
  };
}

function definitionsOver(ports: WorkflowDeskPorts, workspaceId: WorkspaceId, one: OneWorkflow): DefinitionDesk {
  const { store, clock, random } = ports;
  const publishAs = publishing(ports, workspaceId, one);
  const version = async (id: WorkflowId, number: number): Promise<WorkflowVersion> => {
    const found = await store.workflows.version(workspaceId, id, number);
    if (found === null) throw notFound("version", String(number));
    return found;
  };

  return {
    list: () => store.workflows.workflows(workspaceId),
    get: (id) => one.get(id),
    versions: (id) => store.workflows.versions(workspaceId, id),
    version,
    overview: () => overviewIn(store, workspaceId),
    async save(id, definition, who) {
      const draft = sound(definition);
      const edited = { draft, changedAt: clock.now(), changedBy: who };
      if (id !== null) return one.change(id, (workflow) => ({ workflow: { ...workflow, ...edited } }));
      const workflow: Workflow = { id: random.uuid() as WorkflowId, workspaceId, mode: "off", version: null, live: null, ...edited };
      await store.workflows.saveWorkflow(workflow);
      await one.note(who, workflow.id, { made: draft.name });
      return workflow;
    },
    publish: (id, text, who) => publishAs(id, null, text, who),
    async rollBack(id, number, who) {
      const found = await version(id, number);
      return publishAs(id, found.definition, `Back to version ${String(number)}`, who);
    },
    async setMode(id, mode, who) {
      const before = await one.get(id);
      if (before.version === null && mode !== "off") throw conflict("publish the workflow first");
      if (before.mode === "off") await beginFromNow(ports, before, before.live?.trigger);
      const switched = await one.change(id, (workflow) => ({ workflow: { ...workflow, mode, changedAt: clock.now(), changedBy: who } }));
      await one.note(who, id, { mode });
      return switched;
    },
    async remove(id, who) {
      // Its secrets first: whoever is cut off between finds the workflow, and removes it again.
      for (const { name } of (await one.get(id)).addresses ?? []) await store.removeSecret(workspaceId, addressSecretName(id, name));
      await store.removeSecret(workspaceId, callSecretName(id));
      for (const place of [scheduleCursor({ id }), eventsCursor({ id })]) await store.saveCursor(workspaceId, place, null);
      if (!(await store.workflows.removeWorkflow(workspaceId, id, clock.now()))) throw notFound("workflow", id);
      await one.note(who, id, { removed: true });
    },
    async run(id, trigger, who) {
      const runId = random.uuid() as RunId;
      const run = startOf(await one.get(id), { id: runId, cause: `person ${who} ${runId}`, trigger });
      if (run === null) throw conflict("the workflow is off; publish it and switch it on first");
      await store.workflows.startRuns(workspaceId, [run], clock.now());
      return runId;
    },
    test: (definition, request) => rehearse(ports, workspaceId, sound(definition), request),
  };
}

async function overviewIn({ workflows: kept }: Pick<Store, "workflows">, workspaceId: WorkspaceId): Promise<readonly WorkflowOverview[]> {
  const workflows = await kept.workflows(workspaceId);
  const [versions, runs] = await Promise.all([kept.publishedVersions(workspaceId, workflows), kept.latestRuns(workspaceId)]);
  const [published, last] = [new Map(versions.map((version) => [version.workflowId, version])), new Map(runs.map((run) => [run.workflowId, run]))];
  return workflows.map((workflow) => ({ workflow, published: published.get(workflow.id) ?? null, lastRun: last.get(workflow.id) ?? null }));
}

/** What of a workflow is kept as secrets: who may call it, and whom it may send to. */
function secretsOver(
  ports: WorkflowDeskPorts,
  workspaceId: WorkspaceId,
  one: OneWorkflow,
): Pick<WorkflowDesk, "newSecret" | "setAddress" | "removeAddress"> {
  const { store } = ports;
  return {
    async newSecret(id, who) {
      await one.get(id);
      const secret = ports.newSecret();
      await store.saveSecret(workspaceId, callSecretName(id), secret);
      await one.note(who, id, { secret: "made" });
      return { secret, path: `/webhooks/workflow/${id}` };
    },
    async setAddress(id, { name, url }, who) {
      await ports.checkAddress(url);
      const target = { url, secret: ports.newSigningSecret() };
      withAddress(await one.get(id), name, target);
      // The secret first: an address without one could not be sent to.
      await store.saveSecret(workspaceId, addressSecretName(id, name), JSON.stringify(target));
      await one.change(id, (workflow) => ({ workflow: withAddress(workflow, name, target) }));
      await one.note(who, id, { address: "given", name });
      return { secret: target.secret };
    },
    async removeAddress(id, name, who) {
      const { addresses = [] } = await one.get(id);
      if (!addresses.some((address) => address.name === name)) throw notFound("name", name);
      await one.change(id, (workflow) => ({ workflow: withoutAddress(workflow, name) }));
      await store.removeSecret(workspaceId, addressSecretName(id, name));
      await one.note(who, id, { address: "removed", name });
    },
  };
}

/** What people look at while they build. */
function looksOver(ports: WorkflowPorts, workspaceId: WorkspaceId): Pick<WorkflowDesk, "check" | "advise" | "samples" | "matches"> {
  return {
    async check(definition, id) {
      const checked = checkDefinition(definition);
      return checked.kind === "flawed" ? checked.problems : checkReferences(ports, workspaceId, checked.definition, id);
    },
    async advise(definition) {
      const checked = checkDefinition(definition);
      return checked.kind === "flawed" ? { notes: [], perDay: null } : advise(ports, workspaceId, checked.definition);
    },
    samples: (events, limit) => eventSamples(ports, workspaceId, events, limit),
    async matches(events, condition) {
      // As the only filter of a workflow that begins with these events, so that it is held to the same rules.
      const [filter] = sound({
        ...emptyDefinition("Matches"),
        trigger: { kind: "event", ...events },
        steps: [{ id: "only", kind: "filter", only: condition }],
      }).steps;
      return filter?.kind === "filter" ? countMatches(ports, workspaceId, events, filter.only) : { matches: 0, of: 0 };
    },
  };
}

/** What was before a workflow was switched on, or had this trigger, begins nothing. */
async function beginFromNow(ports: WorkflowDeskPorts, workflow: Workflow, trigger: Trigger | undefined): Promise<void> {
  if (trigger?.kind === "schedule") await countFromNow(ports, workflow);
  if (trigger?.kind === "event" && trigger.source === "highwire") await hearFromNow(ports, workflow);
}

/** The definition, when its shape is sound. Throws `HW_WORKFLOW_INVALID` with what is wrong. */
function sound(raw: unknown): WorkflowDefinition {
  const checked = checkDefinition(raw);
  if (checked.kind === "flawed") refuseFlawed(checked.problems);
  return (checked as Extract<typeof checked, { readonly kind: "sound" }>).definition;
}

/** Problems that one message tells. */
const TOLD = 10;

function refuseFlawed(problems: readonly Problem[]): void {
  const [first] = problems;
  if (first === undefined) return;
  const more = problems.length > TOLD ? ` And ${String(problems.length - TOLD)} more.` : "";
  throw new HighwireError("HW_WORKFLOW_INVALID", { field: first.at, detail: `${problems.slice(0, TOLD).map(tellProblem).join(" ")}${more}` });
}

function asPublished(
  workflow: Workflow,
  definition: WorkflowDefinition,
  { note, who, at, newest }: { readonly note: string; readonly who: string; readonly at: number; readonly newest: number },
): { readonly workflow: Workflow; readonly publish: WorkflowVersion } {
  const version = Math.max(newest, workflow.version ?? 0) + 1;
  const { trigger, oneAtATime, limits } = definition;
  const { id: workflowId, workspaceId } = workflow;
  return {
    workflow: { ...workflow, draft: definition, version, live: { trigger, oneAtATime, limits }, changedAt: at, changedBy: who },
    publish: { workflowId, workspaceId, version, definition, note, publishedAt: at, publishedBy: who },
  };
}

type RunDesk = Pick<WorkflowDesk, "runs" | "showRun" | "replay" | "retry" | "confirm" | "answer" | "cancel">;

function runsOver({ store, clock, random }: WorkflowPorts, workspaceId: WorkspaceId): RunDesk {
  const { workflows } = store;
  const showRun = async (id: RunId): Promise<ShownRun> => {
    const found = await workflows.run(workspaceId, id);
    if (found === null) throw notFound("run", id);
    return found;
  };
  const versionFor = async (run: ShownRun, wanted: ReplayVersion): Promise<WorkflowVersion> => {
    const workflow = await workflows.workflow(workspaceId, run.workflowId);
    const number = wanted === "then" ? run.version : (workflow?.version ?? run.version);
    const version = await workflows.version(workspaceId, run.workflowId, number);
    if (version === null) throw notFound("version", String(number));
    return version;
  };
  const entry = (who: string, run: ShownRun, asked: string) => personEntry("asked", who, { workflow: run.workflowId, run: run.id, asked });
  return {
    runs: (query) => workflows.listRuns(workspaceId, query),
    showRun,
    async replay(id, wanted, who) {
      const run = await showRun(id);
      if (run.trigger === null) throw conflict("what began this run is no longer kept");
      const version = await versionFor(run, wanted);
      const runId = random.uuid() as RunId;
      const given = { id: runId, cause: `replay ${id} ${runId}`, trigger: run.trigger };
      const again: StartRun = { ...runOf({ id: run.workflowId, workspaceId }, version.version, version.definition, given), shadow: run.shadow };
      await workflows.startRuns(workspaceId, [again], clock.now());
      await store.appendJournal(workspaceId, [entry(who, run, "replay")], clock.now());
      return runId;
    },
    async retry(id, who) {
      const run = await showRun(id);
      const forget = run.steps.filter(({ state }) => state === "failed" || state === "calling").map(({ path }) => path);
      const changed = await workflows.changeRun(workspaceId, id, { kind: "again", forget, journal: [entry(who, run, "retry")] }, clock.now());
      if (!changed) throw conflict("the run is not set aside");
    },
    async confirm(id, who) {
      const run = await showRun(id);
      const step = run.because === "HW_STEP_UNCERTAIN" ? run.steps.find(({ state }) => state === "calling") : undefined;
      const change = { kind: "done", path: step?.path ?? "", journal: [entry(who, run, "done")] } as const;
      if (step === undefined || !(await workflows.changeRun(workspaceId, id, change, clock.now())))
        throw conflict("the run does not wait to hear whether a step was done");
    },
    async answer(id, path, { approved, note }, who) {
      const run = await showRun(id);
      const asks = run.steps.some((step) => step.path === path && step.kind === "approve" && step.state === "waiting");
      const signal = { kind: "answer", path, approved, who, note: note.slice(0, 500) } as const;
      if (!asks || !(await workflows.signalRun(workspaceId, id, signal, clock.now()))) throw conflict("the run does not ask anything there");
      await store.appendJournal(workspaceId, [entry(who, run, approved ? "approve" : "refuse")], clock.now());
    },
    async cancel(id, who) {
      const run = await showRun(id);
      const changed = await workflows.changeRun(workspaceId, id, { kind: "cancel", journal: [entry(who, run, "cancel")] }, clock.now());
      if (!changed) throw conflict("the run is over already");
    },
  };
}

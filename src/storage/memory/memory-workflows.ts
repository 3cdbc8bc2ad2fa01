import type { Instant, WorkspaceId } from "#core/ids.ts";
import type { IncomingEvent, JournalEntry, Topic } from "#core/ports/store.ts";
import {
  MOST_KEPT_EVENTS,
  QUEUE_LOOK_MS,
  TRACE_MS,
  type ClaimedRun,
  type RunChange,
  type RunQuery,
  type RunSettlement,
  type StartRun,
  type WaitingRuns,
  type WorkflowStore,
} from "#core/ports/workflow-store.ts";
import { tellsOf } from "#core/record/tells-of.ts";
import type { OwnEvent } from "#core/workflow/own-events.ts";
import { hasEnded, type RunId, type RunState, type Signal, type StepRecord, type ToldEvent, type WorkflowRun } from "#core/workflow/run.ts";
import type { MemoryRun, MemoryWorkflows } from "./memory-workflow-state.ts";
import { ownedBy } from "./memory-state.ts";

type Append = (workspaceId: WorkspaceId, entries: readonly JournalEntry[], now: Instant) => void;
type Tell = (topic: Topic, workspaceId: WorkspaceId) => void;
/** Id of the last entry of a workspace's journal. */
type Head = (workspaceId: WorkspaceId) => string;

/** Workflows and their runs in memory, as PostgreSQL keeps them. */
export function workflowsIn(kept: MemoryWorkflows, journal: { readonly append: Append; readonly head: Head }, tell: Tell): WorkflowStore {
  return { ...definitionsIn(kept, tell), ...runsIn(kept, journal, tell), ...readsIn(kept) };
}

type Definitions = Pick<
  WorkflowStore,
  "saveWorkflow" | "changeWorkflow" | "workflow" | "workflows" | "removeWorkflow" | "version" | "versions" | "publishedVersions"
>;

function definitionsIn({ workflows, versions, runs, ...rest }: MemoryWorkflows, tell: Tell): Definitions {
  return {
    async saveWorkflow(workflow) {
      workflows.set(workflow.id, workflow);
      tell("config", workflow.workspaceId);
    },
    async changeWorkflow(workspaceId, id, change) {
      const found = ownedBy(workflows.get(id), workspaceId);
      const next = found === null ? null : change(found);
      if (next === null) return null;
      workflows.set(id, next.workflow);
      const { publish } = next;
      if (publish !== undefined && !versions.has(`${id}:${String(publish.version)}`)) versions.set(`${id}:${String(publish.version)}`, publish);
      tell("config", workspaceId);
      return next.workflow;
    },
    workflow: async (workspaceId, id) => ownedBy(workflows.get(id), workspaceId),
    workflows: async (workspaceId) =>
      [...workflows.values()].filter((one) => one.workspaceId === workspaceId).toSorted((one, other) => (one.id < other.id ? -1 : 1)),
    async removeWorkflow(workspaceId, id, now) {
      if (ownedBy(workflows.get(id), workspaceId) === null) return false;
      workflows.delete(id);
      for (const [key, version] of versions) if (version.workflowId === id) versions.delete(key);
      const gone = [...runs.values()].filter((run) => run.workflowId === id);
      for (const run of gone) for (const map of [runs, rest.steps, rest.waits, rest.signals]) map.delete(run.id);
      for (const run of gone) if (!hasEnded(run.state)) tellParent({ runs, ...rest }, run, "cancelled", now);
      tell("config", workspaceId);
      return true;
    },
    version: async (workspaceId, id, version) => ownedBy(versions.get(`${id}:${String(version)}`), workspaceId),
    versions: async (workspaceId, id) =>
      [...versions.values()]
        .filter((one) => one.workspaceId === workspaceId && one.workflowId === id)
        .toSorted((one, other) => other.version - one.version),
    publishedVersions: async (workspaceId, published) =>
      published.flatMap(({ id, version }) => ownedBy(versions.get(`${id}:${String(version)}`), workspaceId) ?? []),
  };
}

type Runs = Pick<WorkflowStore, "startRuns" | "claimRuns" | "renewRuns" | "settleRuns" | "signalRun" | "tellWaiting" | "waitedFor" | "changeRun">;

function runsIn(kept: MemoryWorkflows, { append, head }: { readonly append: Append; readonly head: Head }, tell: Tell): Runs {
  return {
    async startRuns(workspaceId, runs, now) {
      const results = runs.map((run) => startRun(kept, run, now));
      tell("run", workspaceId);
      return results;
    },
    claimRuns: async (workspaceId, request) => claim(kept, workspaceId, request),
    async renewRuns(workspaceId, held, leaseUntil) {
      const own = held.filter(({ id, fence }) => {
        const run = kept.runs.get(id);
        return run?.workspaceId === workspaceId && run.fence === fence && run.leaseOwner !== null;
      });
      for (const { id } of own) change(kept, id, { leaseUntil });
      return own.map(({ id }) => id);
    },
    async settleRuns(workspaceId, settlements, now) {
      const held = settlements.filter((settlement) => isHeld(kept.runs.get(settlement.runId), workspaceId, settlement, now));
      for (const settlement of held) settle(kept, settlement, head(workspaceId), now);
      for (const settlement of held) for (const run of settlement.start) startRun(kept, run, now);
      tellWaitingRuns(
        kept,
        workspaceId,
        held.flatMap((settlement) => settlement.tell ?? []),
        now,
      );
      append(
        workspaceId,
        held.flatMap(({ journal }) => journal),
        now,
      );
      if (settlements.some(({ next }) => next.kind !== "hold")) tell("run", workspaceId);
      const ids = new Set(held.map(({ runId }) => runId));
      return new Map(settlements.map(({ runId }) => [runId, ids.has(runId) ? "kept" : "lost"]));
    },
    async signalRun(workspaceId, id, signal, now) {
      if (kept.runs.get(id)?.workspaceId !== workspaceId) return false;
      const heard = signalOne(kept, id, `${signal.kind} ${String(now)} ${"path" in signal ? signal.path : ""}`, signal, now);
      if (heard) tell("run", workspaceId);
      return heard;
    },
    async tellWaiting(workspaceId, events, now) {
      if (tellWaitingRuns(kept, workspaceId, events, now)) tell("run", workspaceId);
    },
    waitedFor: async (workspaceId, types) => waitedIn(kept, workspaceId, types),
    async changeRun(workspaceId, id, wanted, now) {
      const run = ownedBy(kept.runs.get(id), workspaceId);
      if (run === null || hasEnded(run.state) || (wanted.kind !== "cancel" && run.state !== "parked")) return false;
      if (!carryOutChange(kept, run, wanted, now)) return false;
      append(workspaceId, wanted.journal, now);
      tell("run", workspaceId);
      return true;
    },
  };
}

function carryOutChange(kept: MemoryWorkflows, run: MemoryRun, wanted: RunChange, now: Instant): boolean {
  const steps = kept.steps.get(run.id);
  if (wanted.kind === "cancel") {
    end(kept, run.id, { state: "cancelled", because: null, at: null, reason: null }, now);
    return true;
  }
  if (wanted.kind === "again") for (const path of wanted.forget) steps?.delete(path);
  else {
    const step = steps?.get(wanted.path);
    if (step === undefined) return false;
    steps?.set(wanted.path, { ...step, state: "done", error: null, endedAt: now, dueAt: null });
  }
  change(kept, run.id, { state: "going", because: null, at: null, reason: null, dueAt: now, fence: run.fence + 1, leaseOwner: null, leaseUntil: 0 });
  return true;
}

/** Keeps what a new event starts, and tells the runs that wait for it. */
export function beginFromEvent(kept: MemoryWorkflows, event: IncomingEvent, now: Instant): void {
  const { workflows } = event;
  if (workflows === undefined) return;
  for (const run of workflows.start) startRun(kept, run, now);
  const { names, signal } = workflows;
  tellWaitingRuns(kept, event.workspaceId, [{ id: `${event.source} ${event.eventId}`, names, signal }], now);
}

function waitedIn(kept: MemoryWorkflows, workspaceId: WorkspaceId, types: readonly OwnEvent[]): Awaited<ReturnType<WorkflowStore["waitedFor"]>> {
  const all = [...kept.waits].flatMap(([id, waits]) => (kept.runs.get(id)?.workspaceId === workspaceId ? [...waits.values()] : []));
  const own = all.filter((wait) => wait.source === "highwire" && types.some((type) => wait.types.includes(type)));
  const [from] = own.map(({ after }) => after).toSorted();
  return from === undefined ? null : { from, types: types.filter((type) => own.some((wait) => wait.types.includes(type))) };
}

/** Whether any run waited for one of them. */
function tellWaitingRuns(kept: MemoryWorkflows, workspaceId: WorkspaceId, events: readonly ToldEvent[], now: Instant): boolean {
  let told = false;
  for (const { id, names, signal, entry } of events) {
    for (const [runId, waits] of kept.waits) {
      const isMeant = [...waits.values()].some(
        ({ source, types, about, after }) =>
          source === signal.source && types.includes(signal.type) && names.includes(about) && (entry === undefined || after < entry),
      );
      if (isMeant && kept.runs.get(runId)?.workspaceId === workspaceId) told = signalOne(kept, runId, id, signal, now) || told;
    }
  }
  return told;
}

function startRun(kept: MemoryWorkflows, { mostHops, ...run }: StartRun, now: Instant): "started" | "duplicate" {
  const { runs } = kept;
  const isKnown = [...runs.values()].some(
    (one) => one.workspaceId === run.workspaceId && one.workflowId === run.workflowId && one.cause === run.cause,
  );
  if (isKnown || runs.has(run.id)) return "duplicate";
  const traces = run.names.flatMap((name) => kept.traces.get(`${run.workspaceId}:${name}`) ?? []).filter(({ at }) => at > now - TRACE_MS);
  const chain = [run.chain, ...traces.map((trace) => trace.chain)].reduce((longest, one) => (one.length > longest.length ? one : longest));
  const isTooLong = chain.length > mostHops;
  runs.set(run.id, {
    ...run,
    chain,
    state: isTooLong ? "parked" : "going",
    because: isTooLong ? "HW_RUN_HOPS_SPENT" : null,
    at: null,
    reason: null,
    calls: 0,
    startedAt: now,
    endedAt: null,
    dueAt: isTooLong ? null : now,
    fence: 0,
    generation: 0,
    leaseOwner: null,
    leaseUntil: 0,
    position: runs.size,
  });
  return "started";
}

const change = (kept: Pick<MemoryWorkflows, "runs">, id: RunId, more: Partial<MemoryRun>): void => {
  const run = kept.runs.get(id);
  if (run !== undefined) kept.runs.set(id, { ...run, ...more });
};

function claim(kept: MemoryWorkflows, workspaceId: WorkspaceId, request: Parameters<WorkflowStore["claimRuns"]>[1]): readonly ClaimedRun[] {
  const due = [...kept.runs.values()]
    .filter((run) => run.workspaceId === workspaceId && run.dueAt !== null && run.dueAt <= request.now && run.leaseUntil <= request.now)
    .toSorted((one, other) => (one.dueAt ?? 0) - (other.dueAt ?? 0) || one.position - other.position);
  const behind = due.filter((run) => isBehind(kept, run));
  for (const { id } of behind) change(kept, id, { dueAt: request.now + QUEUE_LOOK_MS });
  const ids = due
    .filter((run) => !behind.includes(run))
    .slice(0, request.limit)
    .map(({ id, fence }) => {
      change(kept, id, { fence: fence + 1, leaseOwner: request.owner, leaseUntil: request.leaseUntil });
      return id;
    });
  return ids.flatMap((id) => {
    const run = kept.runs.get(id);
    if (run === undefined) return [];
    return [
      {
        ...publicRun(run),
        fence: run.fence,
        generation: run.generation,
        steps: stepsOf(kept, id),
        signals: [...(kept.signals.get(id)?.values() ?? [])],
      },
    ];
  });
}

function isBehind(kept: MemoryWorkflows, run: MemoryRun): boolean {
  if (run.queue === null) return false;
  return [...kept.runs.values()].some((other) => isOfQueue(other, run) && other.position < run.position);
}

const isOfQueue = (other: MemoryRun, run: MemoryRun): boolean =>
  other.workspaceId === run.workspaceId && other.workflowId === run.workflowId && other.queue === run.queue && other.state === "going";

const stepsOf = (kept: MemoryWorkflows, id: RunId): readonly StepRecord[] =>
  [...(kept.steps.get(id)?.values() ?? [])].toSorted((one, other) => (one.path < other.path ? -1 : 1));

function publicRun({ fence, generation, leaseOwner, leaseUntil, position, ...run }: MemoryRun): WorkflowRun {
  void [fence, generation, leaseOwner, leaseUntil, position];
  return run;
}

function isHeld(run: MemoryRun | undefined, workspaceId: WorkspaceId, { fence, next }: RunSettlement, now: Instant): boolean {
  if (run?.workspaceId !== workspaceId || run.fence !== fence || run.leaseOwner === null || run.state !== "going") return false;
  return next.kind !== "hold" || run.leaseUntil > now;
}

function settle(kept: MemoryWorkflows, settlement: RunSettlement, after: string, now: Instant): void {
  const { runId, next } = settlement;
  const run = kept.runs.get(runId);
  if (run === undefined) return;
  const steps = mapOf(kept.steps, runId);
  for (const path of settlement.forget ?? []) steps.delete(path);
  for (const step of settlement.steps) {
    steps.set(step.path, step);
    if (step.state === "done" && step.kind === "wait") kept.waits.get(runId)?.delete(step.path);
  }
  for (const wait of settlement.waits) mapOf(kept.waits, runId).set(wait.path, { ...wait, after });
  for (const id of settlement.seen) kept.signals.get(runId)?.delete(id);
  for (const name of settlement.wrote) {
    const key = `${run.workspaceId}:${name}`;
    const trace = { runId, chain: [`${run.workflowId}:${runId}`, ...run.chain], at: now };
    kept.traces.set(key, [...(kept.traces.get(key) ?? []).filter((one) => one.runId !== runId), trace]);
  }
  change(kept, runId, { calls: run.calls + settlement.calls });
  if (next.kind === "hold") return;
  if (next.kind === "end") end(kept, runId, next.outcome, now);
  else {
    const dueAt = run.generation === settlement.generation ? next.until : now;
    change(kept, runId, { dueAt, leaseOwner: null, leaseUntil: 0 });
  }
}

function end(kept: MemoryWorkflows, id: RunId, outcome: Pick<WorkflowRun, "state" | "because" | "at" | "reason">, now: Instant): void {
  change(kept, id, { ...outcome, dueAt: null, leaseOwner: null, leaseUntil: 0 });
  if (!hasEnded(outcome.state)) return;
  change(kept, id, { endedAt: now });
  kept.waits.delete(id);
  kept.signals.delete(id);
  const run = kept.runs.get(id);
  if (run === undefined) return;
  tellParent(kept, run, outcome.state, now);
  if (run.queue === null) return;
  const [next] = [...kept.runs.values()].filter((other) => isOfQueue(other, run)).toSorted((one, other) => one.position - other.position);
  if (next !== undefined && (next.dueAt ?? 0) > now) change(kept, next.id, { dueAt: now });
}

type Signals = Pick<MemoryWorkflows, "runs" | "signals">;

function tellParent(kept: Signals, { id, parent }: MemoryRun, state: RunState, now: Instant): void {
  if (parent !== null) signalOne(kept, parent.runId, `ended ${id}`, { kind: "ended", path: parent.path, runId: id, state }, now);
}

function signalOne(kept: Signals, id: RunId, signalId: string, signal: Signal, now: Instant): boolean {
  const run = kept.runs.get(id);
  if (run === undefined || hasEnded(run.state)) return false;
  const signals = mapOf(kept.signals, id);
  const isParked = run.state === "parked";
  if (!isParked || signal.kind !== "event" || signals.size < MOST_KEPT_EVENTS) signals.set(signalId, { id: signalId, signal });
  change(kept, id, { generation: run.generation + 1, dueAt: isParked ? null : Math.min(run.dueAt ?? now, now) });
  return true;
}

function mapOf<Value>(maps: Map<RunId, Map<string, Value>>, id: RunId): Map<string, Value> {
  const known = maps.get(id) ?? new Map<string, Value>();
  maps.set(id, known);
  return known;
}

function readsIn(kept: MemoryWorkflows): Pick<WorkflowStore, "nextRunDueAt" | "run" | "listRuns" | "latestRuns" | "waitingRuns"> {
  return {
    async nextRunDueAt(workspaceId) {
      const due = [...kept.runs.values()].flatMap((run) => (run.workspaceId === workspaceId && run.dueAt !== null ? [run.dueAt] : []));
      return due.length === 0 ? null : Math.min(...due);
    },
    async run(workspaceId, id) {
      const run = ownedBy(kept.runs.get(id), workspaceId);
      return run === null ? null : { ...publicRun(run), steps: stepsOf(kept, id) };
    },
    listRuns: async (workspaceId, query) => pageOfRuns(kept, workspaceId, query),
    latestRuns: async (workspaceId) =>
      [...kept.workflows.values()].flatMap(({ id }) => pageOfRuns(kept, workspaceId, { workflowId: id, limit: 1 }).runs),
    waitingRuns: async (workspaceId) => waitingIn(kept, workspaceId),
  };
}

function waitingIn(kept: MemoryWorkflows, workspaceId: WorkspaceId): readonly WaitingRuns[] {
  const asks = (id: RunId): boolean => stepsOf(kept, id).some(({ kind, state }) => kind === "approve" && state === "waiting");
  const waiting = [...kept.runs.values()]
    .filter(
      (run) =>
        run.workspaceId === workspaceId && kept.workflows.has(run.workflowId) && (run.state === "parked" || (run.state === "going" && asks(run.id))),
    )
    .toSorted((one, other) => one.startedAt - other.startedAt || (one.id < other.id ? -1 : 1));
  const kindOf = ({ state }: MemoryRun): WaitingRuns["kind"] => (state === "parked" ? "parked" : "asking");
  const groups = Map.groupBy(waiting, (run) => `${run.workflowId} ${kindOf(run)} ${run.because ?? ""}`);
  return [...groups.values()].flatMap(([first, ...rest]) => {
    if (first === undefined) return [];
    const { workflowId, because, id: runId, startedAt: since } = first;
    return [{ workflowId, kind: kindOf(first), because, runs: 1 + rest.length, since, runId }];
  });
}

function pageOfRuns(kept: MemoryWorkflows, workspaceId: WorkspaceId, query: RunQuery): Awaited<ReturnType<WorkflowStore["listRuns"]>> {
  const placeOf = ({ startedAt, id }: WorkflowRun): string => `${String(startedAt)} ${id}`;
  const isBefore = (one: WorkflowRun, place: string): boolean => {
    const [at, ...rest] = place.split(" ");
    return one.startedAt < Number(at) || (one.startedAt === Number(at) && one.id < rest.join(" "));
  };
  const found = [...kept.runs.values()]
    .filter(
      (run) =>
        run.workspaceId === workspaceId &&
        (query.workflowId === undefined || run.workflowId === query.workflowId) &&
        (query.states === undefined || query.states.includes(run.state)) &&
        (query.before === undefined || isBefore(run, query.before)),
    )
    .toSorted((one, other) => other.startedAt - one.startedAt || (one.id < other.id ? 1 : -1));
  const runs = found.slice(0, query.limit).map((run) => ({ ...publicRun(run), trigger: null }));
  const last = runs.at(-1);
  return { runs, next: found.length > query.limit && last !== undefined ? placeOf(last) : null };
}

/** By what a person is known. */
export interface Named {
  readonly recordIds: readonly string[];
  readonly texts: readonly string[];
}

/** Empties runs that name one of these records anywhere or hold one of the texts, and those that they began; one that goes on ends. */
export function eraseRuns(kept: MemoryWorkflows, workspaceId: WorkspaceId, { recordIds, texts }: Named, now: Instant): void {
  const meant = new Set<RunId>();
  // A run stands before those that it began.
  for (const run of kept.runs.values()) {
    if (run.workspaceId !== workspaceId) continue;
    const text = JSON.stringify([run.trigger, run.names, stepsOf(kept, run.id)]);
    const isBegun = run.parent !== null && meant.has(run.parent.runId);
    const isTelling = (): boolean => tellsOf([run.trigger, stepsOf(kept, run.id), [...(kept.signals.get(run.id)?.values() ?? [])]], texts);
    if (!isBegun && !recordIds.some((id) => text.includes(id)) && !isTelling()) continue;
    meant.add(run.id);
    for (const map of [kept.steps, kept.waits, kept.signals]) map.delete(run.id);
    change(kept, run.id, { trigger: null, names: [], fence: run.fence + 1, leaseOwner: null, leaseUntil: 0, dueAt: null });
    if (run.endedAt === null) end(kept, run.id, { state: "cancelled", because: "HW_LINK_ERASED", at: run.at, reason: run.reason }, now);
  }
}

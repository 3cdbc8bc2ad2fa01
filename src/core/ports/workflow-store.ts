import type { ErrorCode } from "../error-registry.ts";
import type { Instant, WorkspaceId } from "../ids.ts";
import type { OwnEvent } from "../workflow/own-events.ts";
import type { RunOutcome } from "../workflow/plan-run.ts";
import type {
  EventWait,
  NewRun,
  RunId,
  RunState,
  Signal,
  StepRecord,
  ToldEvent,
  Workflow,
  WorkflowId,
  WorkflowRun,
  WorkflowVersion,
} from "../workflow/run.ts";
import type { JournalEntry } from "./store.ts";

/** Milliseconds after which a run behind another one of its queue is looked at again, should nobody have woken it. */
export const QUEUE_LOOK_MS = 1_000;

/** Events kept for one run that is set aside; those that come behind them are not told to it. */
export const MOST_KEPT_EVENTS = 1_000;

/** Ten minutes, in milliseconds: for so long a run that begins about a record counts as caused by the run that wrote it (E4). */
export const TRACE_MS = 600_000;

/** A run as a worker holds it. */
export interface ClaimedRun extends WorkflowRun {
  readonly fence: number;
  /** Counts signals; what came since the claim is looked at before the run rests. */
  readonly generation: number;
  readonly steps: readonly StepRecord[];
  readonly signals: readonly KeptSignal[];
}

export interface KeptSignal {
  readonly id: string;
  readonly signal: Signal;
}

/** What a worker made of a run it holds; all of it is kept, or nothing. */
export interface RunSettlement {
  readonly runId: RunId;
  readonly fence: number;
  readonly generation: number;
  /** New and changed steps. */
  readonly steps: readonly StepRecord[];
  /** Steps to be forgotten, so that they are gone through again. */
  readonly forget?: readonly string[];
  /** Waits that begin now. */
  readonly waits: readonly EventWait[];
  /** Signals that need not be kept: each wait that they may be meant for has heard them. */
  readonly seen: readonly string[];
  /** Calls made since the last settlement. */
  readonly calls: number;
  /** Ids of records that were written. */
  readonly wrote: readonly string[];
  /** Runs of other workflows that begin here. */
  readonly start: readonly StartRun[];
  /** What runs that wait for it are told in the same commit. */
  readonly tell?: readonly ToldEvent[];
  readonly journal: readonly JournalEntry[];
  /** `hold`: the worker goes on. `rest`: until that time, or until a signal. `end`: over, or set aside. */
  readonly next:
    | { readonly kind: "hold" }
    | { readonly kind: "rest"; readonly until: Instant | null }
    | { readonly kind: "end"; readonly outcome: RunOutcome };
}

/** A run to start; one that would exceed its hops is kept as parked, with its chain (E4). */
export interface StartRun extends Omit<NewRun, "chain"> {
  readonly mostHops: number;
  /** Runs that are known to have led here; those that wrote a record it names are found by the store. */
  readonly chain: readonly string[];
}

export interface RunQuery {
  readonly workflowId?: WorkflowId;
  readonly states?: readonly RunState[];
  /** Goes on behind this place of an earlier page. */
  readonly before?: string;
  readonly limit: number;
}

/** Runs of one workflow that wait for a person. */
export interface WaitingRuns {
  readonly workflowId: WorkflowId;
  /** `parked`: set aside until somebody mends what is wrong. `asking`: they ask a question. */
  readonly kind: "parked" | "asking";
  readonly because: ErrorCode | null;
  readonly runs: number;
  /** The one that began first, and when. */
  readonly runId: RunId;
  readonly since: Instant;
}

/** Newest first. Without their triggers: a page shows what happened, not with whose data. */
export interface RunPage {
  readonly runs: readonly WorkflowRun[];
  readonly next: string | null;
}

/** Workflows, their versions, and their runs. Each method is one transaction. */
export interface WorkflowStore {
  saveWorkflow(workflow: Workflow): Promise<void>;
  /** Changes a workflow as it is at that moment, keeping the versions that `change` adds in the same commit. Null: there is none, or nothing changed. */
  changeWorkflow(
    workspaceId: WorkspaceId,
    id: WorkflowId,
    change: (workflow: Workflow) => { readonly workflow: Workflow; readonly publish?: WorkflowVersion } | null,
  ): Promise<Workflow | null>;
  workflow(workspaceId: WorkspaceId, id: WorkflowId): Promise<Workflow | null>;
  /** In the order of their ids. */
  workflows(workspaceId: WorkspaceId): Promise<readonly Workflow[]>;
  /** Forgets a workflow with its versions and runs, and tells those that wait for one of its runs that it was cancelled; false when there is none. */
  removeWorkflow(workspaceId: WorkspaceId, id: WorkflowId, now: Instant): Promise<boolean>;
  version(workspaceId: WorkspaceId, id: WorkflowId, version: number): Promise<WorkflowVersion | null>;
  /** Newest first. */
  versions(workspaceId: WorkspaceId, id: WorkflowId): Promise<readonly WorkflowVersion[]>;
  /** Of each of these workflows the version that new runs take; those that have none are left out. */
  publishedVersions(workspaceId: WorkspaceId, workflows: readonly Pick<Workflow, "id" | "version">[]): Promise<readonly WorkflowVersion[]>;

  /** Starts runs; one that the same cause has started before is left as it is. Answers in the order asked. */
  startRuns(workspaceId: WorkspaceId, runs: readonly StartRun[], now: Instant): Promise<readonly ("started" | "duplicate")[]>;
  /** Hands out due runs that nobody holds, longest due first. Of runs with the same queue, only the oldest that is not over. */
  claimRuns(
    workspaceId: WorkspaceId,
    request: { readonly owner: string; readonly now: Instant; readonly leaseUntil: Instant; readonly limit: number },
  ): Promise<readonly ClaimedRun[]>;
  /** When the next run is due; null when none is. */
  nextRunDueAt(workspaceId: WorkspaceId): Promise<Instant | null>;
  /** Extends leases; returns the runs still held. */
  renewRuns(
    workspaceId: WorkspaceId,
    held: readonly { readonly id: RunId; readonly fence: number }[],
    leaseUntil: Instant,
  ): Promise<readonly RunId[]>;
  /** Keeps what was done; a run that somebody else holds by now is `lost`, and nothing of its settlement is kept. */
  settleRuns(workspaceId: WorkspaceId, settlements: readonly RunSettlement[], now: Instant): Promise<ReadonlyMap<RunId, "kept" | "lost">>;
  /** Tells a run that goes on, or will once it is taken up; false when it is over or not there. */
  signalRun(workspaceId: WorkspaceId, id: RunId, signal: Signal, now: Instant): Promise<boolean>;
  /** Tells the runs that wait for one of these events; one that is set aside keeps at most `MOST_KEPT_EVENTS` of them. */
  tellWaiting(workspaceId: WorkspaceId, events: readonly ToldEvent[], now: Instant): Promise<void>;
  /** For which of these types of what happens here runs wait, and behind which entry of the journal the first began to. Null: none waits. */
  waitedFor(workspaceId: WorkspaceId, types: readonly OwnEvent[]): Promise<{ readonly from: string; readonly types: readonly OwnEvent[] } | null>;
  /**
   * Changes a run that is parked or goes on, whoever holds it loses it: `again` takes a parked one up, without the steps named to be forgotten;
   * `done` notes a step as done first; `cancel` ends it. False when it is over, or not in the state for it.
   */
  changeRun(workspaceId: WorkspaceId, id: RunId, change: RunChange, now: Instant): Promise<boolean>;
  run(workspaceId: WorkspaceId, id: RunId): Promise<(WorkflowRun & { readonly steps: readonly StepRecord[] }) | null>;
  listRuns(workspaceId: WorkspaceId, query: RunQuery): Promise<RunPage>;
  /** Of each workflow the run that began last, without its trigger. */
  latestRuns(workspaceId: WorkspaceId): Promise<readonly WorkflowRun[]>;
  /** Runs that wait for people, by workflow and reason; not those of a workflow that was removed while they began. */
  waitingRuns(workspaceId: WorkspaceId): Promise<readonly WaitingRuns[]>;
}

export type RunChange =
  | { readonly kind: "again"; readonly forget: readonly string[]; readonly journal: readonly JournalEntry[] }
  | { readonly kind: "done"; readonly path: string; readonly journal: readonly JournalEntry[] }
  | { readonly kind: "cancel"; readonly journal: readonly JournalEntry[] };

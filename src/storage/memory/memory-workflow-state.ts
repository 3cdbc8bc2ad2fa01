import type { Instant } from "#core/ids.ts";
import type { KeptSignal } from "#core/ports/workflow-store.ts";
import type { EventWait, RunId, StepRecord, Workflow, WorkflowRun, WorkflowVersion } from "#core/workflow/run.ts";

/** A run with the columns that only storage needs. */
export interface MemoryRun extends WorkflowRun {
  readonly fence: number;
  readonly generation: number;
  readonly leaseOwner: string | null;
  readonly leaseUntil: Instant;
  /** In the order in which runs were started. */
  readonly position: number;
}

/** Workflows in memory. */
export interface MemoryWorkflows {
  readonly workflows: Map<string, Workflow>;
  readonly versions: Map<string, WorkflowVersion>;
  readonly runs: Map<RunId, MemoryRun>;
  readonly steps: Map<RunId, Map<string, StepRecord>>;
  /** `after`: the last entry of the journal when the wait began. */
  readonly waits: Map<RunId, Map<string, EventWait & { readonly after: string }>>;
  readonly signals: Map<RunId, Map<string, KeptSignal>>;
  /** By the name of a written record: which run wrote it, what had led there, and when. */
  readonly traces: Map<string, readonly { readonly runId: RunId; readonly chain: readonly string[]; readonly at: Instant }[]>;
}

export const noWorkflows = (): MemoryWorkflows => ({
  workflows: new Map(),
  versions: new Map(),
  runs: new Map(),
  steps: new Map(),
  waits: new Map(),
  signals: new Map(),
  traces: new Map(),
});

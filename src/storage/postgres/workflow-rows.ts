import type { ErrorCode } from "#core/error-registry.ts";
import type { Instant, WorkspaceId } from "#core/ids.ts";
import type { Json } from "#core/workflow/expression.ts";
import type { RunId, RunState, WorkflowId, WorkflowRun } from "#core/workflow/run.ts";

/** Columns of a run, but for its trigger. */
export const RUN_COLUMNS = `r.id, r.workspace_id, r.workflow_id, r.cause, r.version, r.shadow, r.state, r.because, r.at, r.reason, r.queue, r.names, r.chain,
  r.parent_id, r.parent_path, r.calls, r.started_at, r.ended_at, r.due_at`;

export interface StoredRun {
  readonly id: RunId;
  readonly workspace_id: WorkspaceId;
  readonly workflow_id: WorkflowId;
  readonly cause: string;
  readonly version: number;
  readonly shadow: boolean;
  readonly state: RunState;
  readonly because: ErrorCode | null;
  readonly at: string | null;
  readonly reason: string | null;
  readonly queue: string | null;
  readonly names: readonly string[];
  readonly chain: readonly string[];
  readonly parent_id: RunId | null;
  readonly parent_path: string | null;
  readonly calls: number;
  readonly started_at: Instant;
  readonly ended_at: Instant | null;
  readonly due_at: Instant | null;
  readonly trigger?: Json;
}

export const toRun = (row: StoredRun): WorkflowRun => ({
  id: row.id,
  workspaceId: row.workspace_id,
  workflowId: row.workflow_id,
  cause: row.cause,
  version: row.version,
  shadow: row.shadow,
  state: row.state,
  because: row.because,
  at: row.at,
  reason: row.reason,
  queue: row.queue,
  names: row.names,
  chain: row.chain,
  parent: row.parent_id === null ? null : { runId: row.parent_id, path: row.parent_path ?? "" },
  calls: row.calls,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  dueAt: row.due_at,
  trigger: row.trigger ?? null,
});

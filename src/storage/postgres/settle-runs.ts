import type { Instant, WorkspaceId } from "#core/ids.ts";
import type { RunSettlement } from "#core/ports/workflow-store.ts";
import { hasEnded, type RunId, type RunState, type StepRecord } from "#core/workflow/run.ts";
import { clean, cleanId, statement, type Transaction } from "./database.ts";
import { appendEntries } from "./journal.ts";
import type { WorkspaceKeys } from "./keyring.ts";
import { insertRuns, joined, signalRuns, tellWaitingRuns } from "./start-runs.ts";

const lockHeld = statement(
  "lock-workflow-runs",
  `
  SELECT r.id, r.workflow_id, r.fence, r.generation, r.lease_owner, r.lease_until, r.state, r.queue, r.chain, r.parent_id, r.parent_path
  FROM workflow_runs r WHERE r.workspace_id = $1 AND r.id = ANY ($2::text[]) ORDER BY r.id FOR NO KEY UPDATE`,
);
const putSteps = statement(
  "put-workflow-steps",
  `
  INSERT INTO workflow_steps (workspace_id, run_id, path, document, asks)
  SELECT $1, s.run_id, s.path, s.document::json, s.asks FROM unnest($2::text[], $3::text[], $4::text[], $5::boolean[]) AS s (run_id, path, document, asks)
  ON CONFLICT (workspace_id, run_id, path) DO UPDATE SET document = excluded.document, asks = excluded.asks`,
);
const PAIRS = "unnest($2::text[], $3::text[]) AS p (run_id, key)";
const dropSteps = statement(
  "drop-workflow-steps",
  `DELETE FROM workflow_steps s USING ${PAIRS} WHERE s.workspace_id = $1 AND s.run_id = p.run_id AND s.path = p.key`,
);
const dropSignals = statement(
  "drop-workflow-signals",
  `DELETE FROM workflow_signals s USING ${PAIRS} WHERE s.workspace_id = $1 AND s.run_id = p.run_id AND s.id = p.key`,
);
const dropWaits = statement(
  "drop-workflow-waits",
  `DELETE FROM workflow_waits w USING ${PAIRS} WHERE w.workspace_id = $1 AND w.run_id = p.run_id AND w.path = p.key`,
);
const putWaits = statement(
  "put-workflow-waits",
  `
  INSERT INTO workflow_waits (workspace_id, run_id, path, source, types, about, after_entry)
  SELECT $1, w.run_id, w.path, w.source, string_to_array(w.types, E'\\x1F'), w.about,
    CASE WHEN w.source = 'highwire' THEN coalesce((SELECT h.seq FROM journal_heads h WHERE h.workspace_id = $1), 0) END
  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) AS w (run_id, path, source, types, about) ON CONFLICT DO NOTHING`,
);
const putTraces = statement(
  "put-workflow-traces",
  `
  INSERT INTO workflow_traces (workspace_id, name, run_id, chain, at)
  SELECT $1, t.name, t.run_id, string_to_array(t.chain, E'\\x1F'), $5 FROM unnest($2::text[], $3::text[], $4::text[]) AS t (name, run_id, chain)
  ON CONFLICT (workspace_id, name, run_id) DO UPDATE SET at = excluded.at`,
);
const finishRuns = statement(
  "settle-workflow-runs",
  `
  UPDATE workflow_runs r SET calls = r.calls + s.calls, state = coalesce(s.state, r.state), because = s.because, at = s.at, reason = s.reason,
    due_at = CASE WHEN s.how = 'hold' THEN r.due_at WHEN s.how = 'end' THEN NULL WHEN r.generation <> s.generation THEN $3 ELSE s.due_at END,
    ended_at = CASE WHEN s.ended THEN $3 END,
    lease_owner = CASE WHEN s.how = 'hold' THEN r.lease_owner END, lease_until = CASE WHEN s.how = 'hold' THEN r.lease_until ELSE 0 END
  FROM unnest($2::text[], $4::text[], $5::int[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bigint[], $11::bigint[], $12::boolean[])
    AS s (id, how, calls, state, because, at, reason, due_at, generation, ended)
  WHERE r.workspace_id = $1 AND r.id = s.id AND r.id = ANY ($2)`,
);
const dropLeftovers = statement(
  "drop-workflow-leftovers",
  `
  WITH waits AS (DELETE FROM workflow_waits WHERE workspace_id = $1 AND run_id = ANY ($2::text[]))
  DELETE FROM workflow_signals WHERE workspace_id = $1 AND run_id = ANY ($2::text[])`,
);
const wakeQueues = statement(
  "wake-workflow-queues",
  `
  UPDATE workflow_runs r SET due_at = least(r.due_at, $4) WHERE r.workspace_id = $1 AND r.due_at > $4 AND r.id = ANY (ARRAY(
    SELECT n.id FROM unnest($2::text[], $3::text[]) AS q (workflow_id, queue) CROSS JOIN LATERAL (
      SELECT o.id FROM workflow_runs o WHERE o.workspace_id = $1 AND o.workflow_id = q.workflow_id AND o.queue = q.queue AND o.ended_at IS NULL AND o.state = 'going'
      ORDER BY o.started_at, o.id LIMIT 1) n))`,
);

interface HeldRun {
  readonly id: RunId;
  readonly workflow_id: string;
  readonly fence: number;
  readonly generation: number;
  readonly lease_owner: string | null;
  readonly lease_until: number;
  readonly state: RunState;
  readonly queue: string | null;
  readonly chain: readonly string[];
  readonly parent_id: RunId | null;
  readonly parent_path: string | null;
}

interface Scope {
  readonly transaction: Transaction;
  readonly workspaceId: WorkspaceId;
  readonly keys: WorkspaceKeys;
  readonly now: Instant;
}

interface Kept {
  readonly settlement: RunSettlement;
  readonly row: HeldRun;
}

/** Keeps what workers made of their runs, inside a transaction that has entered the workspace. */
export async function settleHeldRuns(scope: Scope, settlements: readonly RunSettlement[]): Promise<ReadonlyMap<RunId, "kept" | "lost">> {
  const { transaction, workspaceId, now } = scope;
  const rows = await transaction.rows<HeldRun>(lockHeld, [workspaceId, settlements.map(({ runId }) => runId)]);
  const held = new Map(rows.map((row) => [row.id, row]));
  const kept = settlements.flatMap((settlement) => {
    const row = held.get(settlement.runId);
    return row !== undefined && isHeld(row, settlement, now) ? [{ settlement, row }] : [];
  });
  if (kept.length > 0) {
    // Sent one behind the other without waiting; the journal's head comes last, because others lock it behind their runs.
    await Promise.all([
      keepSteps(scope, kept),
      keepRuns(
        scope,
        kept.filter(({ settlement: { next, calls } }) => next.kind !== "hold" || calls > 0),
      ),
      keepEnds(
        scope,
        kept.filter(({ settlement: { next } }) => next.kind === "end" && hasEnded(next.outcome.state)),
      ),
      insertRuns(
        transaction,
        workspaceId,
        kept.flatMap(({ settlement }) => settlement.start),
        now,
      ),
      tellWaitingRuns(
        transaction,
        workspaceId,
        kept.flatMap(({ settlement: { tell = [] } }) => tell),
        now,
      ),
    ]);
    await appendEntries(
      transaction,
      scope.keys,
      workspaceId,
      kept.flatMap(({ settlement }) => settlement.journal),
      now,
    );
  }
  const ids = new Set(kept.map(({ row }) => row.id));
  return new Map(settlements.map(({ runId }) => [runId, ids.has(runId) ? "kept" : "lost"]));
}

/** Calls go out only under a lease that still runs; what was done may be noted later, as long as nobody took the run up. */
function isHeld(row: HeldRun, { fence, next }: RunSettlement, now: Instant): boolean {
  return row.fence === fence && row.lease_owner !== null && row.state === "going" && (next.kind !== "hold" || row.lease_until > now);
}

async function keepSteps({ transaction, workspaceId, now }: Scope, kept: readonly Kept[]): Promise<void> {
  const steps = kept.flatMap(({ row, settlement }) => settlement.steps.map((step) => ({ runId: row.id, step })));
  const over = steps.filter(({ step }) => step.state === "done" && isWait(step));
  const pairs = (find: (settlement: RunSettlement) => readonly string[]): readonly [readonly string[], readonly string[]] => {
    const found = kept.flatMap(({ row, settlement }) => find(settlement).map((key) => ({ runId: row.id, key })));
    return [found.map(({ runId }) => runId), found.map(({ key }) => key)];
  };
  const waits = kept.flatMap(({ row, settlement }) => settlement.waits.map((wait) => ({ runId: row.id, wait })));
  const traces = kept.flatMap(({ row, settlement }) => [...new Set(settlement.wrote.map(cleanId))].map((name) => ({ row, name })));
  const [forgotten, seen] = [pairs(({ forget = [] }) => forget), pairs((settlement) => settlement.seen)];
  const sends: Promise<unknown>[] = [];
  const send = (count: number, query: Parameters<Transaction["rows"]>[0], values: readonly unknown[]): void => {
    if (count > 0) sends.push(transaction.rows(query, [workspaceId, ...values]));
  };
  send(forgotten[0].length, dropSteps, forgotten);
  send(steps.length, putSteps, [
    steps.map(({ runId }) => runId),
    steps.map(({ step }) => step.path),
    steps.map(({ step }) => JSON.stringify(step)),
    steps.map(({ step }) => step.kind === "approve" && step.state === "waiting"),
  ]);
  send(over.length, dropWaits, [over.map(({ runId }) => runId), over.map(({ step }) => step.path)]);
  send(seen[0].length, dropSignals, seen);
  send(waits.length, putWaits, [
    waits.map(({ runId }) => runId),
    waits.map(({ wait }) => wait.path),
    waits.map(({ wait }) => wait.source),
    waits.map(({ wait }) => joined(wait.types)),
    waits.map(({ wait }) => cleanId(wait.about)),
  ]);
  send(traces.length, putTraces, [
    traces.map(({ name }) => name),
    traces.map(({ row }) => row.id),
    traces.map(({ row }) => joined([`${row.workflow_id}:${row.id}`, ...row.chain])),
    now,
  ]);
  await Promise.all(sends);
}

const isWait = ({ kind }: StepRecord): boolean => kind === "wait";

async function keepRuns({ transaction, workspaceId, now }: Scope, kept: readonly Kept[]): Promise<void> {
  if (kept.length === 0) return;
  const column = <Value>(pick: (settlement: RunSettlement) => Value): readonly Value[] => kept.map(({ settlement }) => pick(settlement));
  const outcomeOf = ({ next }: RunSettlement) => (next.kind === "end" ? next.outcome : null);
  await transaction.rows(finishRuns, [
    workspaceId,
    column(({ runId }) => runId),
    now,
    column(({ next }) => next.kind),
    column(({ calls }) => calls),
    column((settlement) => outcomeOf(settlement)?.state ?? null),
    column((settlement) => outcomeOf(settlement)?.because ?? null),
    column((settlement) => outcomeOf(settlement)?.at ?? null),
    column((settlement) => cleanOrNull(outcomeOf(settlement)?.reason ?? null)),
    column(({ next }) => (next.kind === "rest" ? next.until : null)),
    column(({ generation }) => generation),
    column((settlement) => hasEnded(outcomeOf(settlement)?.state ?? "going")),
  ]);
}

const cleanOrNull = (text: string | null): string | null => (text === null ? null : clean(text));

async function keepEnds(scope: Scope, ended: readonly Kept[]): Promise<void> {
  if (ended.length === 0) return;
  await scope.transaction.rows(dropLeftovers, [scope.workspaceId, ended.map(({ row }) => row.id)]);
  const ends = ended.flatMap(({ row, settlement: { next } }) => (next.kind === "end" ? [{ ...row, state: next.outcome.state }] : []));
  await tellOfEnds(scope, ends);
}

/** A run that has ended, as others need to know of it. */
export type EndedRun = Pick<HeldRun, "id" | "workflow_id" | "queue" | "parent_id" | "parent_path" | "state">;

/** What the end of runs means to others: who waits for them goes on, and the next of their queue begins. */
export async function tellOfEnds({ transaction, workspaceId, now }: Omit<Scope, "keys">, ended: readonly EndedRun[]): Promise<void> {
  const parents = ended.flatMap(({ id, parent_id: runId, parent_path: path, state }) =>
    runId === null ? [] : [{ runId, id: `ended ${id}`, signal: { kind: "ended", path: path ?? "", runId: id, state } as const }],
  );
  await signalRuns(transaction, workspaceId, parents, now);
  const queued = ended.filter(({ queue }) => queue !== null);
  if (queued.length > 0)
    await transaction.rows(wakeQueues, [workspaceId, queued.map((run) => run.workflow_id), queued.map(({ queue }) => queue), now]);
}

/** Ends a run from outside; what hangs on its end follows. */
export async function endRuns(scope: Scope, rows: readonly HeldRun[], state: "cancelled"): Promise<void> {
  const outcome = { state, because: null, at: null, reason: null };
  const nothing = { steps: [], waits: [], seen: [], calls: 0, wrote: [], start: [], journal: [] };
  const kept = rows.map((row) => ({
    row,
    settlement: { runId: row.id, fence: row.fence, generation: row.generation, ...nothing, next: { kind: "end" as const, outcome } },
  }));
  await keepRuns(scope, kept);
  await keepEnds(scope, kept);
}

/** Locks a run that a person changes. */
export async function lockRun(transaction: Transaction, workspaceId: WorkspaceId, id: RunId): Promise<HeldRun | null> {
  return (await transaction.rows<HeldRun>(lockHeld, [workspaceId, [id]]))[0] ?? null;
}

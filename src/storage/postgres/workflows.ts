import type { Instant, WorkspaceId } from "#core/ids.ts";
import {
  QUEUE_LOOK_MS,
  type ClaimedRun,
  type KeptSignal,
  type RunChange,
  type RunQuery,
  type WaitingRuns,
  type WorkflowStore,
} from "#core/ports/workflow-store.ts";
import type { Json } from "#core/workflow/expression.ts";
import type { OwnEvent } from "#core/workflow/own-events.ts";
import { hasEnded, type RunId, type Signal, type StepRecord, type Workflow, type WorkflowVersion } from "#core/workflow/run.ts";
import type { Announcer } from "./announcer.ts";
import { cleanId, statement, type Database, type Transaction } from "./database.ts";
import { entryId } from "./journal-chain.ts";
import { appendEntries } from "./journal.ts";
import type { Keyring } from "./keyring.ts";
import { endRuns, lockRun, settleHeldRuns, tellOfEnds, type EndedRun } from "./settle-runs.ts";
import { insertRuns, signalRuns, tellWaitingRuns } from "./start-runs.ts";
import { RUN_COLUMNS, toRun, type StoredRun } from "./workflow-rows.ts";

const putWorkflow = statement(
  "put-workflow",
  "INSERT INTO workflows (workspace_id, id, document) VALUES ($1, $2, $3) ON CONFLICT (workspace_id, id) DO UPDATE SET document = excluded.document",
);
const findWorkflow = statement("find-workflow", "SELECT document FROM workflows WHERE workspace_id = $1 AND id = $2");
const lockWorkflow = statement("lock-workflow", "SELECT document FROM workflows WHERE workspace_id = $1 AND id = $2 FOR NO KEY UPDATE");
const listWorkflows = statement("list-workflows", "SELECT document FROM workflows WHERE workspace_id = $1 ORDER BY id");
const dropWorkflow = statement("drop-workflow", "DELETE FROM workflows WHERE workspace_id = $1 AND id = $2 RETURNING id");
const dropRuns = statement(
  "drop-workflow-runs",
  `
  WITH gone AS (
    DELETE FROM workflow_runs r WHERE r.workspace_id = $1 AND r.workflow_id = $2 RETURNING r.id, r.workflow_id, r.parent_id, r.parent_path, r.ended_at)
  SELECT g.id, g.workflow_id, NULL AS queue, g.parent_id, g.parent_path, 'cancelled' AS state FROM gone g WHERE g.parent_id IS NOT NULL AND g.ended_at IS NULL`,
);
const putVersion = statement(
  "put-workflow-version",
  "INSERT INTO workflow_versions (workspace_id, workflow_id, version, document) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
);
const findVersion = statement(
  "find-workflow-version",
  "SELECT document FROM workflow_versions WHERE workspace_id = $1 AND workflow_id = $2 AND version = $3",
);
const listVersions = statement(
  "list-workflow-versions",
  "SELECT document FROM workflow_versions WHERE workspace_id = $1 AND workflow_id = $2 ORDER BY version DESC",
);
const listPublished = statement(
  "list-published-versions",
  `
  SELECT v.document FROM unnest($2::text[], $3::int[]) AS p (id, version)
  JOIN workflow_versions v ON v.workspace_id = $1 AND v.workflow_id = p.id AND v.version = p.version`,
);

const OLDER = `SELECT 1 FROM workflow_runs o WHERE o.workspace_id = $1 AND o.workflow_id = d.workflow_id AND o.queue = d.queue AND o.ended_at IS NULL
  AND o.state = 'going' AND (o.started_at, o.id) < (d.started_at, d.id)`;
const DUE = "d.workspace_id = $1 AND d.due_at <= $2 AND d.lease_until <= $2";
// Those behind others step back, so that they do not stand before the rest at every claim.
const stepBack = statement(
  "hold-back-workflow-runs",
  `
  UPDATE workflow_runs r SET due_at = $2 + ${String(QUEUE_LOOK_MS)} WHERE r.workspace_id = $1 AND r.id = ANY (ARRAY(
    SELECT d.id FROM workflow_runs d WHERE ${DUE} AND d.queue IS NOT NULL AND EXISTS (${OLDER}) ORDER BY d.due_at, d.id LIMIT 200 FOR UPDATE SKIP LOCKED))`,
);
const hold = statement(
  "hold-workflow-runs",
  `
  UPDATE workflow_runs r SET fence = r.fence + 1, lease_owner = $3, lease_until = $4 WHERE r.workspace_id = $1 AND r.id = ANY (ARRAY(
    SELECT d.id FROM workflow_runs d WHERE ${DUE} AND (d.queue IS NULL OR NOT EXISTS (${OLDER})) ORDER BY d.due_at, d.id LIMIT $5 FOR UPDATE SKIP LOCKED))
  RETURNING ${RUN_COLUMNS}, r.trigger, r.fence, r.generation`,
);
const stepsOf = statement(
  "find-workflow-steps",
  "SELECT run_id, document FROM workflow_steps WHERE workspace_id = $1 AND run_id = ANY ($2::text[]) ORDER BY run_id, path",
);
const signalsOf = statement(
  "find-workflow-signals",
  "SELECT run_id, id, document FROM workflow_signals WHERE workspace_id = $1 AND run_id = ANY ($2::text[]) ORDER BY run_id, id",
);
const nextDue = statement("next-workflow-run", "SELECT min(due_at) AS at FROM workflow_runs WHERE workspace_id = $1 AND due_at IS NOT NULL");
const renew = statement(
  "renew-workflow-runs",
  `
  UPDATE workflow_runs r SET lease_until = $4 FROM unnest($2::text[], $3::bigint[]) AS h (id, fence)
  WHERE r.workspace_id = $1 AND r.id = h.id AND r.id = ANY ($2) AND r.fence = h.fence AND r.lease_owner IS NOT NULL RETURNING r.id`,
);
const takeUp = statement(
  "take-up-workflow-run",
  `
  UPDATE workflow_runs r SET state = 'going', because = NULL, at = NULL, reason = NULL, due_at = $3, fence = r.fence + 1, lease_owner = NULL, lease_until = 0
  WHERE r.workspace_id = $1 AND r.id = $2`,
);
const forget = statement("forget-workflow-steps", "DELETE FROM workflow_steps WHERE workspace_id = $1 AND run_id = $2 AND path = ANY ($3::text[])");
const findStep = statement("find-workflow-step", "SELECT document FROM workflow_steps WHERE workspace_id = $1 AND run_id = $2 AND path = $3");
const putStep = statement(
  "put-workflow-step",
  "UPDATE workflow_steps SET document = $4, asks = false WHERE workspace_id = $1 AND run_id = $2 AND path = $3",
);
const findRun = statement("find-workflow-run", `SELECT ${RUN_COLUMNS}, r.trigger FROM workflow_runs r WHERE r.workspace_id = $1 AND r.id = $2`);
const LIST = `SELECT ${RUN_COLUMNS} FROM workflow_runs r WHERE r.workspace_id = $1 AND ($3::text[] IS NULL OR r.state = ANY ($3))
  AND ($4::bigint IS NULL OR (r.started_at, r.id) < ($4, $5::text))`;
const listAll = statement("list-workflow-runs", `${LIST} ORDER BY r.started_at DESC, r.id DESC LIMIT $2`);
const listOf = statement("list-runs-of-workflow", `${LIST} AND r.workflow_id = $6 ORDER BY r.started_at DESC, r.id DESC LIMIT $2`);
const latest = statement(
  "latest-workflow-runs",
  `
  SELECT ${RUN_COLUMNS} FROM workflows w CROSS JOIN LATERAL (
    SELECT * FROM workflow_runs l WHERE l.workspace_id = $1 AND l.workflow_id = w.id ORDER BY l.started_at DESC, l.id DESC LIMIT 1) AS r
  WHERE w.workspace_id = $1`,
);

const firstWait = statement(
  "first-workflow-wait",
  `
  SELECT min(w.after_entry)::bigint AS seq, array_agg(DISTINCT t.type) AS types FROM workflow_waits w, unnest(w.types) AS t (type)
  WHERE w.workspace_id = $1 AND w.after_entry IS NOT NULL AND t.type = ANY ($2::text[])`,
);
const waiting = statement(
  "waiting-workflow-runs",
  `
  SELECT workflow_id AS "workflowId", kind, because, count(*)::int AS runs, min(started_at)::bigint AS since, (array_agg(id ORDER BY started_at, id))[1] AS "runId"
  FROM (
    SELECT r.workflow_id, 'parked' AS kind, r.because, r.started_at, r.id FROM workflow_runs r WHERE r.workspace_id = $1 AND r.state = 'parked'
    UNION ALL
    SELECT r.workflow_id, 'asking', NULL, r.started_at, r.id FROM workflow_runs r WHERE r.workspace_id = $1 AND r.state = 'going' AND r.id IN (
      SELECT s.run_id FROM workflow_steps s WHERE s.workspace_id = $1 AND s.asks)
  ) AS r WHERE EXISTS (SELECT FROM workflows w WHERE w.workspace_id = $1 AND w.id = r.workflow_id) GROUP BY workflow_id, kind, because ORDER BY since, "runId"`,
);

/** Workflows and their runs. */
export function createWorkflows(database: Database, announcer: Announcer, keyring: Keyring): WorkflowStore {
  return { ...definitionsIn(database, announcer), ...runsIn(database, announcer, keyring), ...readsIn(database) };
}

type Definitions = Pick<
  WorkflowStore,
  "saveWorkflow" | "changeWorkflow" | "workflow" | "workflows" | "removeWorkflow" | "version" | "versions" | "publishedVersions"
>;

function definitionsIn(database: Database, announcer: Announcer): Definitions {
  const save = (transaction: Transaction, workflow: Workflow): Promise<unknown> =>
    transaction.rows(putWorkflow, [workflow.workspaceId, workflow.id, JSON.stringify(workflow)]);
  const documents = async <Document>(
    workspaceId: WorkspaceId,
    query: typeof findWorkflow,
    values: readonly unknown[],
  ): Promise<readonly Document[]> =>
    (await database.read<{ document: Document }>(workspaceId, query, [workspaceId, ...values])).map(({ document }) => document);
  return {
    async saveWorkflow(workflow) {
      await database.inWorkspace(workflow.workspaceId, (transaction) => save(transaction, workflow));
      announcer.announce("config", workflow.workspaceId);
    },
    async changeWorkflow(workspaceId, id, change) {
      const changed = await database.inWorkspace(workspaceId, async (transaction) => {
        const [row] = await transaction.rows<{ document: Workflow }>(lockWorkflow, [workspaceId, cleanId(id)]);
        const next = row === undefined ? null : change(row.document);
        if (next === null) return null;
        await save(transaction, next.workflow);
        const { publish } = next;
        if (publish !== undefined) await transaction.rows(putVersion, [workspaceId, publish.workflowId, publish.version, JSON.stringify(publish)]);
        return next.workflow;
      });
      if (changed !== null) announcer.announce("config", workspaceId);
      return changed;
    },
    workflow: async (workspaceId, id) => (await documents<Workflow>(workspaceId, findWorkflow, [cleanId(id)]))[0] ?? null,
    workflows: (workspaceId) => documents<Workflow>(workspaceId, listWorkflows, []),
    async removeWorkflow(workspaceId, id, now) {
      const gone = await database.inWorkspace(workspaceId, async (transaction) => {
        const rows = await transaction.rows(dropWorkflow, [workspaceId, cleanId(id)]);
        if (rows.length === 0) return false;
        await tellOfEnds({ transaction, workspaceId, now }, await transaction.rows<EndedRun>(dropRuns, [workspaceId, cleanId(id)]));
        return true;
      });
      if (gone) announcer.announce("config", workspaceId);
      return gone;
    },
    version: async (workspaceId, id, version) => (await documents<WorkflowVersion>(workspaceId, findVersion, [cleanId(id), version]))[0] ?? null,
    versions: (workspaceId, id) => documents<WorkflowVersion>(workspaceId, listVersions, [cleanId(id)]),
    publishedVersions: (workspaceId, workflows) =>
      documents<WorkflowVersion>(workspaceId, listPublished, [workflows.map(({ id }) => cleanId(id)), workflows.map(({ version }) => version)]),
  };
}

type Runs = Pick<WorkflowStore, "startRuns" | "claimRuns" | "renewRuns" | "settleRuns" | "signalRun" | "tellWaiting" | "waitedFor" | "changeRun">;

function runsIn(database: Database, announcer: Announcer, keyring: Keyring): Runs {
  const told = (workspaceId: WorkspaceId): void => announcer.announce("run", workspaceId);
  return {
    async startRuns(workspaceId, runs, now) {
      const started = await database.inWorkspace(workspaceId, (transaction) => insertRuns(transaction, workspaceId, runs, now));
      if (started.size > 0) told(workspaceId);
      return runs.map(({ id }) => (started.has(id) ? "started" : "duplicate"));
    },
    claimRuns: (workspaceId, request) => database.inWorkspace(workspaceId, (transaction) => claim(transaction, workspaceId, request)),
    async renewRuns(workspaceId, held, leaseUntil) {
      if (held.length === 0) return [];
      const values = [workspaceId, held.map(({ id }) => id), held.map(({ fence }) => fence), leaseUntil];
      return (await database.inWorkspace(workspaceId, (transaction) => transaction.rows<{ id: RunId }>(renew, values))).map(({ id }) => id);
    },
    async settleRuns(workspaceId, settlements, now) {
      if (settlements.length === 0) return new Map();
      const keys = await keyring.of(workspaceId);
      const result = await database.inWorkspace(workspaceId, (transaction) => settleHeldRuns({ transaction, workspaceId, keys, now }, settlements));
      if (settlements.some(({ next }) => next.kind !== "hold")) told(workspaceId);
      return result;
    },
    async signalRun(workspaceId, id, signal, now) {
      const kept = { runId: id, id: `${signal.kind} ${String(now)} ${"path" in signal ? signal.path : ""}`, signal };
      const heard = await database.inWorkspace(workspaceId, (transaction) => signalRuns(transaction, workspaceId, [kept], now));
      if (heard.size > 0) told(workspaceId);
      return heard.size > 0;
    },
    async tellWaiting(workspaceId, events, now) {
      if (events.length === 0) return;
      const met = await database.inWorkspace(workspaceId, (transaction) => tellWaitingRuns(transaction, workspaceId, events, now));
      if (met) told(workspaceId);
    },
    async waitedFor(workspaceId, types) {
      const [row] = await database.read<{ seq: number | null; types: readonly OwnEvent[] }>(workspaceId, firstWait, [workspaceId, types]);
      return row?.seq === undefined || row.seq === null ? null : { from: entryId(row.seq), types: row.types };
    },
    async changeRun(workspaceId, id, change, now) {
      const keys = await keyring.of(workspaceId);
      const changed = await database.inWorkspace(workspaceId, async (transaction) => {
        const row = await lockRun(transaction, workspaceId, id);
        if (row === null || hasEnded(row.state) || (change.kind !== "cancel" && row.state !== "parked")) return false;
        if (change.kind === "cancel") await endRuns({ transaction, workspaceId, keys, now }, [row], "cancelled");
        else if (!(await goOn(transaction, workspaceId, id, change, now))) return false;
        await appendEntries(transaction, keys, workspaceId, change.journal, now);
        return true;
      });
      if (changed) told(workspaceId);
      return changed;
    },
  };
}

async function goOn(
  transaction: Transaction,
  workspaceId: WorkspaceId,
  id: RunId,
  change: Exclude<RunChange, { readonly kind: "cancel" }>,
  now: Instant,
): Promise<boolean> {
  if (change.kind === "again") await transaction.rows(forget, [workspaceId, id, change.forget]);
  else {
    const [found] = await transaction.rows<{ document: StepRecord }>(findStep, [workspaceId, id, change.path]);
    if (found === undefined) return false;
    const done: StepRecord = { ...found.document, state: "done", error: null, endedAt: now, dueAt: null };
    await transaction.rows(putStep, [workspaceId, id, change.path, JSON.stringify(done)]);
  }
  await transaction.rows(takeUp, [workspaceId, id, now]);
  return true;
}

interface HeldRow extends StoredRun {
  readonly trigger: Json;
  readonly fence: number;
  readonly generation: number;
}

async function claim(
  transaction: Transaction,
  workspaceId: WorkspaceId,
  { owner, now, leaseUntil, limit }: Parameters<WorkflowStore["claimRuns"]>[1],
): Promise<readonly ClaimedRun[]> {
  const [, rows] = await Promise.all([
    transaction.rows(stepBack, [workspaceId, now]),
    transaction.rows<HeldRow>(hold, [workspaceId, now, owner, leaseUntil, limit]),
  ]);
  // Whoever holds a run for the first time finds nothing of it.
  const ids = rows.flatMap(({ id, fence }) => (fence > 1 ? [id] : []));
  const [steps, signals] =
    ids.length === 0
      ? [[], []]
      : await Promise.all([
          transaction.rows<{ run_id: RunId; document: StepRecord }>(stepsOf, [workspaceId, ids]),
          transaction.rows<{ run_id: RunId; id: string; document: Signal }>(signalsOf, [workspaceId, ids]),
        ]);
  const [stepsBy, signalsBy] = [Map.groupBy(steps, (row) => row.run_id), Map.groupBy(signals, (row) => row.run_id)];
  return rows
    .toSorted((one, other) => (one.due_at ?? 0) - (other.due_at ?? 0) || (one.id < other.id ? -1 : 1))
    .map((row) => ({
      ...toRun(row),
      fence: row.fence,
      generation: row.generation,
      steps: (stepsBy.get(row.id) ?? []).map(({ document }) => document),
      signals: (signalsBy.get(row.id) ?? []).map(({ id, document }): KeptSignal => ({ id, signal: document })),
    }));
}

function readsIn(database: Database): Pick<WorkflowStore, "nextRunDueAt" | "run" | "listRuns" | "latestRuns" | "waitingRuns"> {
  return {
    nextRunDueAt: async (workspaceId) => (await database.read<{ at: Instant | null }>(workspaceId, nextDue, [workspaceId]))[0]?.at ?? null,
    async run(workspaceId, id) {
      const [[row], steps] = await Promise.all([
        database.read<StoredRun>(workspaceId, findRun, [workspaceId, cleanId(id)]),
        database.read<{ document: StepRecord }>(workspaceId, stepsOf, [workspaceId, [cleanId(id)]]),
      ]);
      return row === undefined ? null : { ...toRun(row), steps: steps.map(({ document }) => document) };
    },
    listRuns: (workspaceId, query) => pageOfRuns(database, workspaceId, query),
    latestRuns: async (workspaceId) => (await database.read<StoredRun>(workspaceId, latest, [workspaceId])).map(toRun),
    waitingRuns: (workspaceId) => database.read<WaitingRuns>(workspaceId, waiting, [workspaceId]),
  };
}

async function pageOfRuns(database: Database, workspaceId: WorkspaceId, query: RunQuery): ReturnType<WorkflowStore["listRuns"]> {
  const [at, ...rest] = (query.before ?? "").split(" ");
  const isPlace = query.before !== undefined && /^\d{1,15}$/u.test(at ?? "");
  const values = [workspaceId, query.limit + 1, query.states ?? null, isPlace ? Number(at) : null, isPlace ? cleanId(rest.join(" ")) : null];
  const rows =
    query.workflowId === undefined
      ? await database.read<StoredRun>(workspaceId, listAll, values)
      : await database.read<StoredRun>(workspaceId, listOf, [...values, cleanId(query.workflowId)]);
  const runs = rows.slice(0, query.limit).map(toRun);
  const last = runs.at(-1);
  return { runs, next: rows.length > query.limit && last !== undefined ? `${String(last.startedAt)} ${last.id}` : null };
}

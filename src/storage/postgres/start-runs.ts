import type { Instant, WorkspaceId } from "#core/ids.ts";
import type { IncomingEvent } from "#core/ports/store.ts";
import { MOST_KEPT_EVENTS, TRACE_MS, type StartRun } from "#core/ports/workflow-store.ts";
import type { RunState, Signal, ToldEvent } from "#core/workflow/run.ts";
import { cleanId, statement, type Transaction } from "./database.ts";
import { seqOf } from "./journal-chain.ts";

/** Parts ids in a text; no id keeps it. */
const UNIT = "\u001F";

const findTraces = statement(
  "find-workflow-traces",
  `
  SELECT n.position, t.run_id, t.chain FROM unnest($2::int[], $3::text[]) AS n (position, name) CROSS JOIN LATERAL (
    SELECT w.run_id, w.chain FROM workflow_traces w WHERE w.workspace_id = $1 AND w.name = n.name AND w.at > $4 ORDER BY cardinality(w.chain) DESC LIMIT 1) t`,
);
const putRuns = statement(
  "put-workflow-runs",
  `
  INSERT INTO workflow_runs (workspace_id, id, workflow_id, cause, version, shadow, state, because, queue, names, chain, parent_id, parent_path, started_at, due_at, trigger)
  SELECT $1, n.id, n.workflow_id, n.cause, n.version, n.shadow, n.state, CASE WHEN n.state = 'parked' THEN 'HW_RUN_HOPS_SPENT' END, n.queue,
    string_to_array(n.names, E'\\x1F'), string_to_array(n.chain, E'\\x1F'), n.parent_id, n.parent_path, $2, CASE WHEN n.state = 'going' THEN $2::bigint END, n.trigger::json
  FROM unnest($3::text[], $4::text[], $5::text[], $6::int[], $7::boolean[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[])
    AS n (id, workflow_id, cause, version, shadow, state, queue, names, chain, parent_id, parent_path, trigger)
  ON CONFLICT DO NOTHING RETURNING id`,
);
const findWaits = statement(
  "find-workflow-waits",
  `
  SELECT DISTINCT e.position, w.run_id FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::bigint[]) AS e (position, source, type, name, entry)
  CROSS JOIN LATERAL (
    SELECT f.run_id FROM workflow_waits f WHERE f.workspace_id = $1 AND f.source = e.source AND f.about = e.name AND e.type = ANY (f.types)
      AND (e.entry IS NULL OR f.after_entry < e.entry)) w`,
);
const tellRuns = statement(
  "tell-workflow-runs",
  `
  UPDATE workflow_runs r SET generation = r.generation + 1, due_at = CASE WHEN r.state = 'going' THEN least(coalesce(r.due_at, $3), $3) END
  WHERE r.workspace_id = $1 AND r.id = ANY ($2::text[]) AND r.state IN ('going', 'parked') RETURNING r.id, r.state`,
);
const putSignals = statement(
  "put-workflow-signals",
  `
  INSERT INTO workflow_signals (workspace_id, run_id, id, document)
  SELECT $1, s.run_id, s.id, s.document::json FROM unnest($2::text[], $3::text[], $4::text[], $5::boolean[]) AS s (run_id, id, document, gathers)
  WHERE NOT s.gathers OR (SELECT count(*) FROM workflow_signals k WHERE k.workspace_id = $1 AND k.run_id = s.run_id) < ${String(MOST_KEPT_EVENTS)}
  ON CONFLICT DO NOTHING`,
);

/** Several ids as one text, for `string_to_array`: a parameter cannot hold a list for each row. */
export const joined = (ids: readonly string[]): string => ids.map((id) => cleanId(id).replaceAll(UNIT, "")).join(UNIT);

/** Keeps runs to start, inside a transaction that has entered their workspace; returns the ids of those that no cause had started before. */
export async function insertRuns(
  transaction: Transaction,
  workspaceId: WorkspaceId,
  runs: readonly StartRun[],
  now: Instant,
): Promise<ReadonlySet<string>> {
  if (runs.length === 0) return new Set();
  const chains = await chainsOf(transaction, workspaceId, runs, now);
  const column = <Value>(pick: (run: StartRun, index: number) => Value): readonly Value[] => runs.map(pick);
  const rows = await transaction.rows<{ id: string }>(putRuns, [
    workspaceId,
    now,
    column(({ id }) => id),
    column(({ workflowId }) => workflowId),
    column(({ cause }) => cleanId(cause)),
    column(({ version }) => version),
    column(({ shadow }) => shadow),
    column(({ mostHops }, index) => ((chains[index]?.length ?? 0) > mostHops ? "parked" : "going")),
    column(({ queue }) => (queue === null ? null : cleanId(queue))),
    column(({ names }) => joined(names)),
    column((_run, index) => joined(chains[index] ?? [])),
    column(({ parent }) => parent?.runId ?? null),
    column(({ parent }) => parent?.path ?? null),
    column(({ trigger }) => JSON.stringify(trigger)),
  ]);
  return new Set(rows.map(({ id }) => id));
}

/** What led to each run: what it says itself, or the longest chain of a run that wrote a record it names. */
async function chainsOf(
  transaction: Transaction,
  workspaceId: WorkspaceId,
  runs: readonly StartRun[],
  now: Instant,
): Promise<readonly (readonly string[])[]> {
  const named = runs.flatMap(({ names }, position) => names.map((name) => ({ position, name: cleanId(name) })));
  const chains = runs.map(({ chain }) => chain);
  if (named.length === 0) return chains;
  const traces = await transaction.rows<{ position: number; chain: readonly string[] }>(findTraces, [
    workspaceId,
    named.map(({ position }) => position),
    named.map(({ name }) => name),
    now - TRACE_MS,
  ]);
  for (const { position, chain } of traces) if (chain.length > (chains[position]?.length ?? 0)) chains[position] = chain;
  return chains;
}

/** Keeps what new events start, and tells the runs that wait for them. */
export async function beginFromEvents(
  transaction: Transaction,
  workspaceId: WorkspaceId,
  events: readonly IncomingEvent[],
  now: Instant,
): Promise<boolean> {
  const meant = events.filter(({ workflows }) => workflows !== undefined);
  if (meant.length === 0) return false;
  const starts = meant.flatMap(({ workflows }) => workflows?.start ?? []);
  const told = meant.flatMap(({ source, eventId, workflows }) =>
    workflows === undefined ? [] : [{ id: `${source} ${eventId}`, names: workflows.names, signal: workflows.signal }],
  );
  const [started, met] = await Promise.all([insertRuns(transaction, workspaceId, starts, now), tellWaitingRuns(transaction, workspaceId, told, now)]);
  return started.size > 0 || met;
}

/** Tells the runs that wait for one of these events; false when none does. */
export async function tellWaitingRuns(
  transaction: Transaction,
  workspaceId: WorkspaceId,
  events: readonly ToldEvent[],
  now: Instant,
): Promise<boolean> {
  const waits = events.flatMap(({ names, entry, signal }, position) => names.map((name) => ({ position, name, entry, signal })));
  if (waits.length === 0) return false;
  const met = await transaction.rows<{ position: number; run_id: string }>(findWaits, [
    workspaceId,
    waits.map(({ position }) => position),
    waits.map(({ signal }) => signal.source),
    waits.map(({ signal }) => cleanId(signal.type)),
    waits.map(({ name }) => cleanId(name)),
    waits.map(({ entry }) => (entry === undefined ? null : seqOf(entry))),
  ]);
  const signals = met.flatMap(({ position, run_id: runId }) => {
    const event = events[position];
    return event === undefined ? [] : [{ runId, id: cleanId(event.id), signal: event.signal }];
  });
  await signalRuns(transaction, workspaceId, signals, now);
  return signals.length > 0;
}

/** Keeps signals for runs that are not over, and makes those due that go on; returns the ids of the runs that were told. */
export async function signalRuns(
  transaction: Transaction,
  workspaceId: WorkspaceId,
  signals: readonly { readonly runId: string; readonly id: string; readonly signal: Signal }[],
  now: Instant,
): Promise<ReadonlySet<string>> {
  if (signals.length === 0) return new Set();
  // In the order of their ids: two transactions that tell the same runs then wait for each other at the first one.
  const ids = [...new Set(signals.map(({ runId }) => runId))].toSorted();
  const rows = await transaction.rows<{ id: string; state: RunState }>(tellRuns, [workspaceId, ids, now]);
  const told = new Map(rows.map(({ id, state }) => [id, state]));
  const heard = signals.filter(({ runId }) => told.has(runId));
  if (heard.length > 0)
    await transaction.rows(putSignals, [
      workspaceId,
      heard.map(({ runId }) => runId),
      heard.map(({ id }) => id),
      heard.map(({ signal }) => JSON.stringify(signal)),
      heard.map(({ runId, signal }) => told.get(runId) === "parked" && signal.kind === "event"),
    ]);
  return new Set(told.keys());
}

import type { Instant, WorkspaceId } from "#core/ids.ts";
import { tellsOf } from "#core/record/tells-of.ts";
import { clean, cleanId, statement, type Transaction } from "./database.ts";
import { tellOfEnds, type EndedRun } from "./settle-runs.ts";

/**
 * What the steps of these runs and of those that they began were given and brought goes, and one that goes on ends. What a run was before is read
 * beside it: the row that is changed shows only what it has become.
 */
const emptied = (named: string): string => `
  WITH RECURSIVE meant AS (${named}
    UNION SELECT r.id FROM meant m JOIN workflows w ON w.workspace_id = $1
      JOIN workflow_runs r ON r.workspace_id = $1 AND r.workflow_id = w.id AND r.cause >= 'run ' || m.id || ' ' AND r.cause < 'run ' || m.id || '!'),
    steps AS (DELETE FROM workflow_steps s USING meant m WHERE s.workspace_id = $1 AND s.run_id = m.id),
    waits AS (DELETE FROM workflow_waits w USING meant m WHERE w.workspace_id = $1 AND w.run_id = m.id),
    signals AS (DELETE FROM workflow_signals g USING meant m WHERE g.workspace_id = $1 AND g.run_id = m.id)
  UPDATE workflow_runs r SET trigger = NULL, names = '{}', fence = r.fence + 1, lease_owner = NULL, lease_until = 0, due_at = NULL,
    because = CASE WHEN r.ended_at IS NULL THEN 'HW_LINK_ERASED' ELSE r.because END, state = CASE WHEN r.ended_at IS NULL THEN 'cancelled' ELSE r.state END,
    ended_at = COALESCE(r.ended_at, $3)
  FROM meant m JOIN workflow_runs was ON was.workspace_id = $1 AND was.id = m.id WHERE r.workspace_id = $1 AND r.id = m.id
  RETURNING r.id, r.workflow_id, r.queue, r.parent_id, r.parent_path, r.state, was.ended_at IS NULL AS ends`;
// Every run that names a record anywhere, also as one of many.
const runs = statement(
  "erase-workflow-runs",
  emptied(`
    SELECT r.id FROM workflow_runs r WHERE r.workspace_id = $1 AND (r.id = ANY($4::text[]) OR EXISTS (
      SELECT FROM unnest($2::text[]) AS n (id) WHERE position(n.id IN r.trigger::text) > 0 OR r.names && ARRAY[n.id] OR EXISTS (
        SELECT FROM workflow_steps s WHERE s.workspace_id = $1 AND s.run_id = r.id AND position(n.id IN s.document::text) > 0)))`),
);
// Each later event of an erased person comes by here, so nothing is looked through: what the events began, and what waits for them.
const begunRuns = statement(
  "erase-begun-runs",
  emptied(`
    SELECT w.run_id AS id FROM workflow_waits w WHERE w.workspace_id = $1 AND w.about = ANY($2::text[])
    UNION SELECT r.id FROM unnest($4::text[]) AS c (cause) JOIN workflows w ON w.workspace_id = $1
      JOIN workflow_runs r ON r.workspace_id = $1 AND r.workflow_id = w.id AND r.cause = c.cause`),
);
const HOLDS = "EXISTS (SELECT FROM unnest($2::text[]) AS n (text) WHERE position(lower(n.text) IN lower(%)) > 0)";
const holds = (document: string): string => HOLDS.replace("%", `${document}::text`);
const documents = (table: string): string =>
  `COALESCE((SELECT json_agg(d.document) FROM ${table} d WHERE d.workspace_id = $1 AND d.run_id = r.id), '[]')`;
// Whether the text stands there as a whole is looked at where each value can be looked at by itself.
const perhaps = statement(
  "find-runs-telling-of",
  `
  SELECT r.id, json_build_array(r.trigger, ${documents("workflow_steps")}, ${documents("workflow_signals")}) AS holds
  FROM workflow_runs r WHERE r.workspace_id = $1 AND (${holds("r.trigger")}
    OR EXISTS (SELECT FROM workflow_steps s WHERE s.workspace_id = $1 AND s.run_id = r.id AND ${holds("s.document")})
    OR EXISTS (SELECT FROM workflow_signals g WHERE g.workspace_id = $1 AND g.run_id = r.id AND ${holds("g.document")}))`,
);

/** A text as JSON writes it. */
export const asKept = (text: string): string => JSON.stringify(clean(text)).slice(1, -1);

interface Scope {
  readonly transaction: Transaction;
  readonly workspaceId: WorkspaceId;
  readonly now: Instant;
}

/** Empties every run that names one of the records, or holds one of the texts, and those that they began. */
export async function eraseRunsNaming(scope: Scope, recordIds: readonly string[], texts: readonly string[]): Promise<void> {
  const { transaction, workspaceId, now } = scope;
  const found = texts.length === 0 ? [] : await transaction.rows<{ id: string; holds: unknown }>(perhaps, [workspaceId, texts.map(asKept)]);
  const telling = found.filter(({ holds: kept }) => tellsOf(kept, texts)).map(({ id }) => id);
  await tellOfEnded(scope, await transaction.rows<Emptied>(runs, [workspaceId, recordIds, now, telling]));
}

/** Empties the runs that these events began or that wait for one about the records, and those that they began. */
export async function eraseRunsBegunBy(
  scope: Scope,
  recordIds: readonly string[],
  events: readonly { readonly source: string; readonly event_id: string }[],
): Promise<void> {
  const causes = events.map((event) => cleanId(`webhook ${event.source} ${event.event_id}`));
  await tellOfEnded(scope, await scope.transaction.rows<Emptied>(begunRuns, [scope.workspaceId, recordIds, scope.now, causes]));
}

type Emptied = EndedRun & { readonly ends: boolean };

const tellOfEnded = (scope: Scope, rows: readonly Emptied[]): Promise<void> =>
  tellOfEnds(
    scope,
    rows.filter(({ ends }) => ends),
  );

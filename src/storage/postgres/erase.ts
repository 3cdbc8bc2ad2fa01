import type { LinkId } from "#core/ids.ts";
import type { Store } from "#core/ports/store.ts";
import type { Announcer } from "./announcer.ts";
import { lockBridgesOf, refreshBridgeWork } from "./bridge-lock.ts";
import { endRecords } from "./dashboards.ts";
import { cleanId, statement, type Database, type Transaction } from "./database.ts";

// A raised fence stops whoever holds the link from writing back what it has read. Versions stay: they are times, and spare sweeps a second look.
const blank = statement(
  "erase-links",
  `
  UPDATE links SET
    state = 'excluded', because = 'HW_LINK_ERASED', base = NULL, flips = '{}',
    left_fields = CASE WHEN left_fields IS NOT NULL THEN '{}'::json END, right_fields = CASE WHEN right_fields IS NOT NULL THEN '{}'::json END,
    left_name = NULL, right_name = NULL, left_search = NULL, right_search = NULL,
    dirty = false, dirty_since = NULL, dirty_reasons = 0, due_at = NULL, attempts = 0, first_failed_at = NULL,
    fence = fence + 1, lease_owner = NULL, lease_until = 0, open_conflicts = 0, changed_at = $3
  WHERE workspace_id = $1 AND id = ANY($2::text[])
  RETURNING id, bridge_id, left_id, right_id`,
);
const conflicts = statement(
  "erase-conflicts",
  `
  UPDATE conflicts SET left_value = 'null', right_value = 'null', candidates = '[]', resolution = NULL, comment = NULL, closed_at = COALESCE(closed_at, $3)
  WHERE workspace_id = $1 AND link_id = ANY($2::text[])`,
);
const intents = statement(
  "erase-intents",
  `
  UPDATE intents SET changes = '[]', state = CASE WHEN state IN ('pending', 'sent', 'unknown') THEN 'abandoned' ELSE state END,
    finished_at = COALESCE(finished_at, $3)
  WHERE workspace_id = $1 AND link_id = ANY($2::text[])`,
);
const entries = statement(
  "erase-journal-values",
  `
  WITH emptied AS (
    UPDATE journal SET sealed_values = NULL WHERE workspace_id = $1 AND link_id = ANY($2::text[]) AND sealed_values IS NOT NULL RETURNING 1)
  SELECT count(*)::int AS count FROM emptied`,
);
// Every body that names a record, also those about others: an incident's event shows all whom it affects.
const bodies = statement(
  "erase-bodies",
  `
  DELETE FROM inbox WHERE workspace_id = $1 AND EXISTS (SELECT FROM unnest($2::text[]) AS r (id) WHERE position(convert_to(r.id, 'UTF8') IN body) > 0)
  RETURNING source, event_id`,
);
// By the index over what waits; whoever was erased before has no older bodies.
const waiting = statement(
  "erase-waiting-bodies",
  `
  WITH own AS (
    SELECT k.source, k.event_id, k.received_at FROM inbox_keys k
    WHERE k.workspace_id = $1 AND k.decision IS NULL AND k.quarantine IS NULL AND k.record_id = ANY($2::text[])
      AND k.connection_id = ANY (ARRAY(SELECT id FROM connections WHERE workspace_id = $1)))
  DELETE FROM inbox b USING own
  WHERE b.workspace_id = $1 AND b.source = own.source AND b.event_id = own.event_id AND b.received_at = own.received_at
  RETURNING b.source, b.event_id`,
);
// Plans made before still show them; a plan made later leaves them out. Without its items a plan no longer fits its checksum.
const planned = statement(
  "erase-plan-items",
  `
  DELETE FROM plan_items WHERE workspace_id = $1
    AND (link_id = ANY($2::text[]) OR left_id = ANY($3::text[]) OR right_id = ANY($3::text[]))`,
);
/** What the steps of these runs and of those that they began were given and brought goes, and one that goes on ends. */
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
  FROM meant m WHERE r.workspace_id = $1 AND r.id = m.id`;
// Every run that names a record anywhere, also as one of many.
const runs = statement(
  "erase-workflow-runs",
  emptied(`
    SELECT r.id FROM workflow_runs r WHERE r.workspace_id = $1 AND EXISTS (
      SELECT FROM unnest($2::text[]) AS n (id) WHERE position(n.id IN r.trigger::text) > 0 OR r.names && ARRAY[n.id] OR EXISTS (
        SELECT FROM workflow_steps s WHERE s.workspace_id = $1 AND s.run_id = r.id AND position(n.id IN s.document::text) > 0))`),
);
// Each later event of an erased person comes by here, so nothing is looked through: what the events began, and what waits for them.
const begunRuns = statement(
  "erase-begun-runs",
  emptied(`
    SELECT w.run_id AS id FROM workflow_waits w WHERE w.workspace_id = $1 AND w.about = ANY($2::text[])
    UNION SELECT r.id FROM unnest($4::text[]) AS c (cause) JOIN workflows w ON w.workspace_id = $1
      JOIN workflow_runs r ON r.workspace_id = $1 AND r.workflow_id = w.id AND r.cause = c.cause`),
);
const decide = statement(
  "decide-erased",
  `
  UPDATE inbox_keys k SET decision = 'erased' FROM unnest($2::text[], $3::text[]) AS e (source, event_id)
  WHERE k.workspace_id = $1 AND k.source = e.source AND k.event_id = e.event_id AND k.decision IS NULL`,
);

interface Erased {
  readonly id: LinkId;
  readonly bridge_id: string;
  readonly left_id: string | null;
  readonly right_id: string | null;
}

/** Removes what is kept of people (P4). */
export function createErasure(database: Database, announcer: Announcer): Pick<Store, "erase"> {
  return {
    async erase(workspaceId, linkIds, which, now) {
      if (linkIds.length === 0) return { links: 0, events: 0, entries: 0 };
      const counts = await database.inWorkspace(workspaceId, async (transaction) => {
        await lockBridgesOf(transaction, workspaceId, linkIds);
        const links = await transaction.rows<Erased>(blank, [workspaceId, linkIds, now]);
        await transaction.rows(conflicts, [workspaceId, linkIds, now]);
        await transaction.rows(intents, [workspaceId, linkIds, now]);
        const [emptied] = await transaction.rows<{ count: number }>(entries, [workspaceId, linkIds]);
        const recordIds = links.flatMap((link) => [link.left_id, link.right_id].filter((id) => id !== null));
        await transaction.rows(endRecords, [workspaceId, linkIds]);
        if (which === "everywhere") await transaction.rows(planned, [workspaceId, linkIds, recordIds]);
        const events = await eraseEvents(transaction, workspaceId, which, recordIds, now);
        await refreshBridgeWork(
          transaction,
          workspaceId,
          links.map((link) => link.bridge_id),
        );
        return { links: links.length, events, entries: emptied?.count ?? 0 };
      });
      announcer.announce("activity", workspaceId);
      return counts;
    },
  };
}

/** Bodies of events, and what workflows keep of them. */
async function eraseEvents(
  transaction: Transaction,
  workspaceId: string,
  which: Parameters<Store["erase"]>[2],
  recordIds: readonly string[],
  now: number,
): Promise<number> {
  if (recordIds.length === 0) return 0;
  const gone = await transaction.rows<{ source: string; event_id: string }>(which === "everywhere" ? bodies : waiting, [workspaceId, recordIds]);
  await transaction.rows(decide, [workspaceId, gone.map(({ source }) => source), gone.map(({ event_id }) => event_id)]);
  if (which === "everywhere") await transaction.rows(runs, [workspaceId, recordIds, now]);
  else await transaction.rows(begunRuns, [workspaceId, recordIds, now, gone.map((event) => cleanId(`webhook ${event.source} ${event.event_id}`))]);
  return gone.length;
}

import type { Instant, LinkId, WorkspaceId } from "#core/ids.ts";
import type { Store } from "#core/ports/store.ts";
import type { Side } from "#core/record/canonical.ts";
import type { Announcer } from "./announcer.ts";
import { lockBridgesOf, refreshBridgeWork } from "./bridge-lock.ts";
import { endRecords } from "./dashboards.ts";
import { bodyTellsOf } from "../telling-body.ts";
import { statement, type Database, type Transaction } from "./database.ts";
import { asKept, eraseRunsBegunBy, eraseRunsNaming } from "./erase-runs.ts";

// A raised fence stops whoever holds the link from writing back what it has read. Versions stay: they are times, and spare sweeps a second look.
const blank = statement(
  "erase-links",
  `
  UPDATE links SET
    state = 'excluded', because = 'HW_LINK_ERASED', base = NULL, flips = '{}',
    left_fields = CASE WHEN left_fields IS NOT NULL THEN '{}'::json END, right_fields = CASE WHEN right_fields IS NOT NULL THEN '{}'::json END,
    goes_on = false, left_name = NULL, right_name = NULL, left_search = NULL, right_search = NULL,
    dirty = false, dirty_since = NULL, dirty_reasons = 0, due_at = NULL, attempts = 0, first_failed_at = NULL,
    fence = fence + 1, lease_owner = NULL, lease_until = 0, open_conflicts = 0, changed_at = $3
  WHERE workspace_id = $1 AND id = ANY($2::text[])
  RETURNING id, bridge_id, left_id, right_id`,
);
const marks = statement(
  "erase-waiting-marks",
  `
  DELETE FROM waiting_marks d USING unnest($2::text[], $3::text[], $4::text[]) AS r (bridge_id, side, record_id)
  WHERE d.workspace_id = $1 AND d.bridge_id = r.bridge_id AND d.side = r.side AND d.record_id = r.record_id`,
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
// As ASCII in small letters, because a body may be no text at all. Whether the text stands there as a whole is looked at where each value can be.
const perhaps = statement(
  "find-bodies-telling-of",
  `
  SELECT b.source, b.event_id, b.body FROM inbox b, LATERAL (SELECT lower(encode(b.body, 'escape') COLLATE "C") AS body OFFSET 0) AS t
  WHERE b.workspace_id = $1 AND EXISTS (
    SELECT FROM unnest($2::text[]) AS n (text) WHERE position(lower(encode(convert_to(n.text, 'UTF8'), 'escape') COLLATE "C") IN t.body) > 0)`,
);
const named = statement(
  "erase-bodies-by-key",
  `
  DELETE FROM inbox b USING unnest($2::text[], $3::text[]) AS e (source, event_id)
  WHERE b.workspace_id = $1 AND b.source = e.source AND b.event_id = e.event_id RETURNING b.source, b.event_id`,
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
    async erase(workspaceId, linkIds, which, now, alsoKnownBy = []) {
      if (linkIds.length === 0) return { links: 0, events: 0, entries: 0 };
      const counts = await database.inWorkspace(workspaceId, async (transaction) => {
        await lockBridgesOf(transaction, workspaceId, linkIds);
        const links = await transaction.rows<Erased>(blank, [workspaceId, linkIds, now]);
        await transaction.rows(conflicts, [workspaceId, linkIds, now]);
        await transaction.rows(intents, [workspaceId, linkIds, now]);
        const [emptied] = await transaction.rows<{ count: number }>(entries, [workspaceId, linkIds]);
        const records = links.flatMap(recordsOf);
        const recordIds = records.map(({ recordId }) => recordId);
        await transaction.rows(marks, [workspaceId, records.map(({ bridgeId }) => bridgeId), records.map(({ side }) => side), recordIds]);
        await transaction.rows(endRecords, [workspaceId, linkIds]);
        if (which === "everywhere") await transaction.rows(planned, [workspaceId, linkIds, recordIds]);
        const events = await eraseEvents(transaction, workspaceId, which, recordIds, alsoKnownBy, now);
        await refreshBridgeWork(
          transaction,
          workspaceId,
          links.map((link) => link.bridge_id),
        );
        return { links: links.length, events, entries: emptied?.count ?? 0 };
      });
      announcer.announce("activity", workspaceId);
      // Runs that waited for one which was ended go on.
      announcer.announce("run", workspaceId);
      return counts;
    },
  };
}

interface ErasedRecord {
  readonly bridgeId: string;
  readonly side: Side;
  readonly recordId: string;
}

const recordsOf = ({ bridge_id: bridgeId, left_id: left, right_id: right }: Erased): readonly ErasedRecord[] => [
  ...(left === null ? [] : [{ bridgeId, side: "highlevel", recordId: left } as const]),
  ...(right === null ? [] : [{ bridgeId, side: "incident", recordId: right } as const]),
];

/** Bodies of events, and what workflows keep of them. */
async function eraseEvents(
  transaction: Transaction,
  workspaceId: WorkspaceId,
  which: Parameters<Store["erase"]>[2],
  recordIds: readonly string[],
  alsoKnownBy: readonly string[],
  now: Instant,
): Promise<number> {
  if (recordIds.length === 0) return 0;
  const gone = [
    ...(await transaction.rows<EventRow>(which === "everywhere" ? bodies : waiting, [workspaceId, recordIds])),
    ...(which === "everywhere" ? await eraseTelling(transaction, workspaceId, alsoKnownBy) : []),
  ];
  await transaction.rows(decide, [workspaceId, ...keysOf(gone)]);
  if (which === "everywhere") await eraseRunsNaming({ transaction, workspaceId, now }, recordIds, alsoKnownBy);
  else await eraseRunsBegunBy({ transaction, workspaceId, now }, recordIds, gone);
  return gone.length;
}

interface EventRow {
  readonly source: string;
  readonly event_id: string;
}

const keysOf = (events: readonly EventRow[]): readonly [readonly string[], readonly string[]] => [
  events.map(({ source }) => source),
  events.map(({ event_id }) => event_id),
];

/** As some write JSON: each letter outside ASCII by its number. */
const inAscii = (json: string): string =>
  json
    .split("")
    .map((unit) => (unit < "\u0080" ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`))
    .join("");

async function eraseTelling(transaction: Transaction, workspaceId: WorkspaceId, texts: readonly string[]): Promise<readonly EventRow[]> {
  if (texts.length === 0) return [];
  const found = await transaction.rows<EventRow & { readonly body: Buffer }>(perhaps, [
    workspaceId,
    texts.flatMap((text) => [asKept(text), inAscii(asKept(text))]),
  ]);
  const telling = found.filter(({ body }) => bodyTellsOf(body, texts));
  return telling.length === 0 ? [] : transaction.rows<EventRow>(named, [workspaceId, ...keysOf(telling)]);
}

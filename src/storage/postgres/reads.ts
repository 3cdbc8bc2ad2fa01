import type { BridgeId, WorkspaceId } from "#core/ids.ts";
import type { Store } from "#core/ports/store.ts";
import type { LinkStatus } from "#core/ports/store-queries.ts";
import { belongsTo } from "#core/record/belongs-to.ts";
import { wordOfId } from "#core/record/search-words.ts";
import { noLinks } from "#core/record/link-status.ts";
import type { Side } from "#core/record/canonical.ts";
import { clean, cleanId, statement, type Database, type Statement } from "./database.ts";
import { listLinks } from "./list-links.ts";
import { idColumn, LINK_COLUMNS, toLinkRow, type StoredLink } from "./link-rows.ts";

type Reads = Pick<
  Store,
  "link" | "linkOf" | "linksByKeys" | "observedVersions" | "unseenSince" | "touchSeen" | "listLinks" | "linksNaming" | "rightIdsGoingOn" | "counts"
>;

/** Links found by keys at most, unless more are asked for. */
const BY_KEYS = 50;

const bySide = (name: string, text: (column: string, side: Side) => string): Readonly<Record<Side, Statement>> => ({
  highlevel: statement(`${name}-left`, text(idColumn("highlevel"), "highlevel")),
  incident: statement(`${name}-right`, text(idColumn("incident"), "incident")),
});
const prefix = (side: Side): "left" | "right" => (side === "highlevel" ? "left" : "right");

const findById = statement("find-link", `SELECT ${LINK_COLUMNS} FROM links l WHERE l.workspace_id = $1 AND l.id = $2`);
const findByRecord = bySide(
  "find-link-of",
  (column) => `SELECT ${LINK_COLUMNS} FROM links l WHERE l.workspace_id = $1 AND l.bridge_id = $2 AND l.${column} = $3`,
);
const findByKeys = bySide(
  "find-links-by-keys",
  (column) => `
  SELECT ${LINK_COLUMNS} FROM links l WHERE l.workspace_id = $1 AND l.state <> 'tombstone' AND l.${column} IS NOT NULL AND l.id IN (
    SELECT k.link_id FROM link_keys k WHERE k.workspace_id = $1 AND k.bridge_id = $2 AND k.side = $3 AND k.key_hash = ANY($4::text[])
  ) ORDER BY l.id LIMIT $5`,
);
const versions = bySide(
  "observed-versions",
  (column, side) => `
  SELECT l.${column} AS record_id, l.${prefix(side)}_version AS version FROM links l
  WHERE l.workspace_id = $1 AND l.bridge_id = $2 AND l.${column} = ANY($3::text[]) AND l.${prefix(side)}_fields IS NOT NULL`,
);
// Each sighting is looked up by itself: as a join it would be planned, while the statistics are old, as a look at all of them for each link.
const unseen = bySide(
  "unseen-since",
  (column, side) => `
  SELECT l.${column} AS record_id FROM links l
  WHERE l.workspace_id = $1 AND l.bridge_id = $2 AND l.${column} > $4 AND l.state NOT IN ('tombstone', 'unlinked')
    AND NOT (l.state = 'parked' AND (l.because = 'HW_BRAKE' OR (l.because = 'HW_VENDOR_NOT_FOUND' AND l.open_conflicts > 0)))
    AND COALESCE(l.${prefix(side)}_seen_at, 0) < $3
    AND COALESCE((SELECT s.seen_at FROM sightings s
      WHERE s.workspace_id = $1 AND s.bridge_id = $2 AND s.side = '${side}' AND s.record_id = l.${column}), 0) < $3
  ORDER BY l.${column} LIMIT $5`,
);
const touch = statement(
  "touch-seen",
  `
  INSERT INTO sightings (workspace_id, bridge_id, side, record_id, seen_at) SELECT $1, $2, $3, r.id, $5 FROM (SELECT DISTINCT unnest($4::text[]) AS id) AS r ORDER BY r.id
  ON CONFLICT (workspace_id, bridge_id, side, record_id) DO UPDATE SET seen_at = GREATEST(sightings.seen_at, excluded.seen_at)`,
);
const naming = statement(
  "links-naming",
  `
  SELECT DISTINCT ON (n.changed_at, n.id) n.* FROM unnest($3::text[]) AS r (word) CROSS JOIN LATERAL (
    SELECT ${LINK_COLUMNS} FROM link_words w JOIN links l ON l.workspace_id = $1 AND l.id = w.link_id
    WHERE w.workspace_id = $1 AND w.word = r.word AND l.bridge_id = ANY($2::text[]) ORDER BY l.changed_at DESC, l.id LIMIT $4) AS n
  ORDER BY n.changed_at DESC, n.id`,
);
export const goingOn = statement(
  "right-ids-going-on",
  `
  SELECT g.right_id FROM unnest($2::text[]) AS b (bridge_id) CROSS JOIN LATERAL (
    SELECT l.right_id, l.changed_at, l.id FROM links l
    WHERE l.workspace_id = $1 AND l.bridge_id = b.bridge_id AND l.goes_on AND l.state NOT IN ('tombstone', 'unlinked') AND l.right_id IS NOT NULL
    ORDER BY l.changed_at DESC, l.id LIMIT $3) AS g
  ORDER BY g.changed_at DESC, g.id LIMIT $3`,
);
const countWaiting = statement(
  "count-waiting-marks",
  "SELECT count(*) AS marks FROM waiting_marks d WHERE d.workspace_id = $1 AND ($2::text IS NULL OR d.bridge_id = $2)",
);
const countByStatus = statement(
  "count-links",
  `
  SELECT status, sum(links) AS links, sum(open_conflicts) AS open_conflicts, sum(dirty) AS dirty FROM link_counts
  WHERE workspace_id = $1 AND ($2::text IS NULL OR bridge_id = $2) GROUP BY status`,
);

/** Reading links, for people, sweeps and matching. */
export function createReads(database: Database): Reads {
  const read = <Row>(workspaceId: string, query: Statement, values: readonly unknown[]): Promise<readonly Row[]> =>
    database.read<Row>(workspaceId, query, values);
  return {
    async link(workspaceId, id) {
      const [row] = await read<StoredLink>(workspaceId, findById, [workspaceId, clean(id)]);
      return row === undefined ? null : toLinkRow(row);
    },
    async linkOf(workspaceId, bridgeId, side, recordId) {
      const [row] = await read<StoredLink>(workspaceId, findByRecord[side], [workspaceId, bridgeId, cleanId(recordId)]);
      return row === undefined ? null : toLinkRow(row);
    },
    async linksByKeys(workspaceId, bridgeId, side, keyHashes, limit = BY_KEYS) {
      if (keyHashes.length === 0) return [];
      const found = await read<StoredLink>(workspaceId, findByKeys[side], [workspaceId, bridgeId, side, keyHashes.map(cleanId), limit]);
      return found.map(toLinkRow);
    },
    async observedVersions(workspaceId, bridgeId, side, recordIds) {
      if (recordIds.length === 0) return new Map();
      const rows = await read<{ record_id: string; version: string | null }>(workspaceId, versions[side], [
        workspaceId,
        bridgeId,
        recordIds.map(cleanId),
      ]);
      return new Map(rows.map((row) => [row.record_id, row.version ?? ""]));
    },
    async unseenSince(workspaceId, bridgeId, side, before, afterId, limit) {
      const rows = await read<{ record_id: string }>(workspaceId, unseen[side], [workspaceId, bridgeId, before, afterId ?? "", limit]);
      return rows.map((row) => row.record_id);
    },
    async touchSeen(workspaceId, bridgeId, side, recordIds, now) {
      if (recordIds.length === 0) return;
      await database.inWorkspace(workspaceId, (transaction) => transaction.rows(touch, [workspaceId, bridgeId, side, recordIds.map(cleanId), now]));
    },
    listLinks: (query) => listLinks(database, query),
    async linksNaming(workspaceId, bridgeIds, recordIds, most) {
      if (bridgeIds.length === 0 || recordIds.length === 0) return [];
      const words = [...new Set(recordIds.map((id) => clean(wordOfId(id))))];
      const rows = (await read<StoredLink>(workspaceId, naming, [workspaceId, bridgeIds, words, most])).map(toLinkRow);
      return rows.filter((link) => recordIds.some((id) => belongsTo(link, id)));
    },
    rightIdsGoingOn: async (workspaceId, bridgeIds, most) =>
      (await read<{ right_id: string }>(workspaceId, goingOn, [workspaceId, bridgeIds, most])).map((row) => row.right_id),
    counts: (workspaceId, bridgeId) => countLinks(database, workspaceId, bridgeId ?? null),
  };
}

async function countLinks(database: Database, workspaceId: WorkspaceId, bridgeId: BridgeId | null): ReturnType<Reads["counts"]> {
  const asked = [workspaceId, bridgeId];
  const [rows, [waiting]] = await database.inWorkspace(workspaceId, (transaction) =>
    Promise.all([
      transaction.rows<{ status: LinkStatus; links: string | number; open_conflicts: string | number; dirty: string | number }>(countByStatus, asked),
      transaction.rows<{ marks: number }>(countWaiting, asked),
    ]),
  );
  const counts = { ...noLinks(), total: 0, openConflicts: 0, dirty: waiting?.marks ?? 0 };
  for (const row of rows) {
    counts[row.status] = Number(row.links);
    counts.total += Number(row.links);
    counts.openConflicts += Number(row.open_conflicts);
    counts.dirty += Number(row.dirty);
  }
  return counts;
}

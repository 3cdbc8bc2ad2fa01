import type { Store } from "#core/ports/store.ts";
import type { LinkCounts, LinkPage, LinkQuery, LinkStatus } from "#core/ports/store-queries.ts";
import type { Side } from "#core/record/canonical.ts";
import { parseJson } from "#lib/json.ts";
import { clean, cleanId, statement, type Database, type Statement } from "./database.ts";
import { idColumn, LINK_COLUMNS, toLinkRow, type StoredLink } from "./link-rows.ts";

type Reads = Pick<Store, "link" | "linkOf" | "linksByKeys" | "observedVersions" | "unseenSince" | "touchSeen" | "listLinks" | "counts">;

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
const unseen = bySide(
  "unseen-since",
  (column, side) => `
  SELECT l.${column} AS record_id FROM links l
  LEFT JOIN sightings s ON s.workspace_id = $1 AND s.bridge_id = $2 AND s.side = '${side}' AND s.record_id = l.${column}
  WHERE l.workspace_id = $1 AND l.bridge_id = $2 AND l.${column} > $4 AND l.state NOT IN ('tombstone', 'unlinked')
    AND NOT (l.state = 'parked' AND (l.because = 'HW_BRAKE' OR (l.because = 'HW_VENDOR_NOT_FOUND' AND l.open_conflicts > 0)))
    AND GREATEST(COALESCE(l.${prefix(side)}_seen_at, 0), COALESCE(s.seen_at, 0)) < $3
  ORDER BY l.${column} LIMIT $5`,
);
const touch = statement(
  "touch-seen",
  `
  INSERT INTO sightings (workspace_id, bridge_id, side, record_id, seen_at) SELECT $1, $2, $3, r.id, $5 FROM (SELECT DISTINCT unnest($4::text[]) AS id) AS r ORDER BY r.id
  ON CONFLICT (workspace_id, bridge_id, side, record_id) DO UPDATE SET seen_at = GREATEST(sightings.seen_at, excluded.seen_at)`,
);
const countByStatus = statement(
  "count-links",
  `
  SELECT status, sum(links) AS links, sum(open_conflicts) AS open_conflicts, sum(dirty) AS dirty FROM link_counts
  WHERE workspace_id = $1 AND ($2::text IS NULL OR bridge_id = $2) GROUP BY status`,
);

const FILTER = `l.workspace_id = $1 AND ($2::text[] IS NULL OR l.bridge_id = ANY($2)) AND ($3::text IS NULL OR l.status = $3) AND ($4::text IS NULL OR l.search_text LIKE $4)`;
const countMatching = statement("count-matching", `SELECT count(*) AS links FROM links l WHERE ${FILTER}`);
const pageByName = statement(
  "list-by-name",
  `
  SELECT ${LINK_COLUMNS}, l.name_key FROM links l WHERE ${FILTER} AND ($5::text IS NULL OR (l.name_key, l.id) > ($5, $6)) ORDER BY l.name_key, l.id LIMIT $7`,
);
const pageByChange = statement(
  "list-by-change",
  `
  SELECT ${LINK_COLUMNS}, l.name_key FROM links l
  WHERE ${FILTER} AND ($5::text IS NULL OR l.changed_at < $5::bigint OR (l.changed_at = $5::bigint AND l.id > $6)) ORDER BY l.changed_at DESC, l.id LIMIT $7`,
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
    async counts(workspaceId, bridgeId) {
      const rows = await read<{ status: LinkStatus; links: string | number; open_conflicts: string | number; dirty: string | number }>(
        workspaceId,
        countByStatus,
        [workspaceId, bridgeId ?? null],
      );
      const counts = { "in-sync": 0, waiting: 0, conflict: 0, failing: 0, excluded: 0, ended: 0, total: 0, openConflicts: 0, dirty: 0 };
      for (const row of rows) {
        counts[row.status] = Number(row.links);
        counts.total += Number(row.links);
        counts.openConflicts += Number(row.open_conflicts);
        counts.dirty += Number(row.dirty);
      }
      return counts satisfies LinkCounts;
    },
  };
}

interface ListedLink extends StoredLink {
  readonly name_key: string;
}

async function listLinks(database: Database, query: LinkQuery): Promise<LinkPage> {
  const filter = [query.workspaceId, query.bridgeIds ?? null, query.status ?? null, query.search === undefined ? null : likePattern(query.search)];
  const [key, id] = query.after === undefined ? [null, null] : placeIn(query.after, query.sort);
  return database.inWorkspace(query.workspaceId, async (transaction) => {
    const rows = await transaction.rows<ListedLink>(query.sort === "name" ? pageByName : pageByChange, [...filter, key, id, query.limit + 1]);
    const [matching] = await transaction.rows<{ links: number }>(countMatching, filter);
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    const next =
      rows.length > query.limit && last !== undefined
        ? JSON.stringify([query.sort === "name" ? last.name_key : String(last.changed_at), last.id])
        : null;
    return { links: page.map(toLinkRow), next, total: matching?.links ?? 0 };
  });
}

/** Where a page ended; a cursor that is not ours starts at the beginning. */
function placeIn(after: string, sort: LinkQuery["sort"]): readonly [string | null, string | null] {
  const parsed = parseJson(after);
  const [key, id] = parsed.kind === "parsed" && Array.isArray(parsed.value) ? (parsed.value as readonly unknown[]) : [];
  const isOurs = typeof key === "string" && typeof id === "string" && (sort === "name" || /^\d{1,15}$/u.test(key));
  return isOurs ? [clean(key), clean(id)] : [null, null];
}

/** Wildcards are letters like any other here. */
const likePattern = (search: string): string => `%${clean(search.toLowerCase()).replace(/[\\%_]/gu, String.raw`\$&`)}%`;

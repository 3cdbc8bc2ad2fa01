import type { BridgeId, Instant, LinkId, WorkspaceId } from "#core/ids.ts";
import type { Random } from "#core/ports/random.ts";
import type { DirtyMark, Store } from "#core/ports/store.ts";
import type { Side } from "#core/record/canonical.ts";
import { chunksOf } from "#lib/chunks-of.ts";
import type { Announcer } from "./announcer.ts";
import { readLocked, refreshBridgeWork } from "./bridge-lock.ts";
import { cleanId, statement, type Database, type Transaction } from "./database.ts";
import { bitOf, rankOf } from "./link-rows.ts";
import { replaceKeys } from "./match-keys.ts";

/** All marks of one record in one call, taken together. */
export interface MergedMark {
  readonly bridgeId: BridgeId;
  readonly side: Side;
  readonly recordId: string;
  readonly reasons: number;
  readonly rank: number;
  readonly dueAt: Instant;
  /** When it was made. */
  readonly since: Instant;
  /** A person asked: no waiting for a retry. */
  readonly urgent: boolean;
  readonly keyHashes: readonly string[] | null;
}

// LATERAL with LIMIT: one look into the index for each mark. A plain join is turned round while the statistics still say that `links` is small.
const find = statement(
  "find-marked",
  `
  WITH m AS (SELECT * FROM unnest($2::int[], $3::text[], $4::text[], $5::text[]) AS m (ord, bridge_id, side, record_id))
  SELECT m.ord, l.id, l.dirty FROM m CROSS JOIN LATERAL (
    SELECT id, dirty FROM links WHERE workspace_id = $1 AND bridge_id = m.bridge_id AND left_id = m.record_id LIMIT 1) l WHERE m.side = 'highlevel'
  UNION ALL
  SELECT m.ord, l.id, l.dirty FROM m CROSS JOIN LATERAL (
    SELECT id, dirty FROM links WHERE workspace_id = $1 AND bridge_id = m.bridge_id AND right_id = m.record_id LIMIT 1) l WHERE m.side = 'incident'`,
);
// A link that waits for a retry keeps waiting when machines mark it; a person's mark goes at once. A mark that says nothing new about a link
// that nobody holds is not written: a storm of events about one record costs one row version.
const mark = statement(
  "mark-links",
  `
  UPDATE links l SET
    dirty = true,
    dirty_since = CASE WHEN l.dirty THEN l.dirty_since ELSE m.since END,
    dirty_reasons = CASE WHEN l.dirty THEN l.dirty_reasons | m.reasons ELSE m.reasons END,
    due_at = CASE
      WHEN NOT l.dirty OR l.due_at IS NULL THEN m.due_at
      WHEN l.attempts = 0 THEN LEAST(l.due_at, m.due_at)
      WHEN m.urgent THEN m.due_at
      ELSE GREATEST(l.due_at, m.due_at)
    END,
    priority_rank = CASE WHEN l.dirty THEN LEAST(l.priority_rank, m.priority_rank) ELSE m.priority_rank END,
    dirty_generation = l.dirty_generation + 1
  FROM unnest($2::text[], $3::smallint[], $4::smallint[], $5::bigint[], $6::boolean[], $7::bigint[]) AS m (id, reasons, priority_rank, due_at, urgent, since)
  WHERE l.workspace_id = $1 AND l.id = m.id AND l.id = ANY($2) AND NOT (
    l.dirty AND l.lease_owner IS NULL AND l.attempts = 0 AND l.due_at <= m.due_at
    AND l.priority_rank <= m.priority_rank AND (l.dirty_reasons & m.reasons) = m.reasons)`,
);
/** Links that one statement marks: while the statistics are old, it is planned as a look at all its marks for each of its links. */
const MARKED_AT_ONCE = 200;
const insert = statement(
  "insert-marked",
  `
  INSERT INTO links (
    workspace_id, id, bridge_id, left_id, right_id, left_seen_at, right_seen_at,
    dirty, dirty_since, dirty_reasons, dirty_generation, due_at, priority_rank, changed_at
  )
  SELECT $1, m.id, m.bridge_id, CASE WHEN m.side = 'highlevel' THEN m.record_id END, CASE WHEN m.side = 'incident' THEN m.record_id END,
    CASE WHEN m.side = 'highlevel' THEN $2::bigint END, CASE WHEN m.side = 'incident' THEN $2::bigint END,
    true, m.since, m.reasons, 1, m.due_at, m.priority_rank, $2
  FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::smallint[], $8::smallint[], $9::bigint[], $10::bigint[])
    AS m (id, bridge_id, side, record_id, reasons, priority_rank, due_at, since)`,
);

/** Marks links dirty, one transaction for all workspaces named. */
export function createMarker(database: Database, announcer: Announcer, random: Random): Pick<Store, "markDirty"> {
  return {
    async markDirty(marks, now) {
      if (marks.length === 0) return 0;
      const byWorkspace = groupByWorkspace(marks);
      const changed = await database.open(async (transaction) => {
        let count = 0;
        for (const [workspaceId, own] of byWorkspace) {
          await transaction.enter(workspaceId);
          count += await markLinks(transaction, random, workspaceId, own, now);
        }
        return count;
      });
      for (const workspaceId of byWorkspace.keys()) announcer.announce("work", workspaceId);
      return changed;
    },
  };
}

/** Groups by workspace, in one order everywhere, so that transactions over several workspaces never wait for each other in a circle. */
export function groupByWorkspace<Item extends { readonly workspaceId: WorkspaceId }>(
  items: readonly Item[],
): ReadonlyMap<WorkspaceId, readonly Item[]> {
  const groups = new Map<WorkspaceId, Item[]>();
  for (const item of items) groups.set(item.workspaceId, [...(groups.get(item.workspaceId) ?? []), item]);
  return new Map([...groups].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** Marks links of one workspace inside a transaction that has entered it; returns how many were clean before. */
export const markLinks = (
  transaction: Transaction,
  random: Random,
  workspaceId: WorkspaceId,
  marks: readonly DirtyMark[],
  now: Instant,
): Promise<number> => markMerged(transaction, random, workspaceId, mergeMarks(marks, now), now);

const recordKey = (mark: Pick<MergedMark, "bridgeId" | "side" | "recordId">): string => JSON.stringify([mark.bridgeId, mark.side, mark.recordId]);

/** The same for marks of which each is about another record. */
export async function markMerged(
  transaction: Transaction,
  random: Random,
  workspaceId: WorkspaceId,
  merged: readonly MergedMark[],
  now: Instant,
): Promise<number> {
  if (merged.length === 0) return 0;
  const links = new Map((await findMarked(transaction, workspaceId, merged)).map((link) => [link.ord, link]));
  const known = merged.flatMap((one, ord) => {
    const link = links.get(ord);
    return link === undefined ? [] : [{ ...link, mark: one }];
  });
  const fresh = merged.filter((_one, ord) => !links.has(ord)).map((one) => ({ ...one, id: random.uuid() as LinkId }));
  // Sent one behind the other and awaited together; the last one reads what the others wrote.
  await Promise.all([
    known.length === 0 ? null : updateMarked(transaction, workspaceId, known),
    fresh.length === 0 ? null : insertMarked(transaction, workspaceId, fresh, now),
    replaceKeys(transaction, workspaceId, [...known.flatMap((one) => keysOf(one.mark, one.id)), ...fresh.flatMap((one) => keysOf(one, one.id))]),
    refreshBridgeWork(
      transaction,
      workspaceId,
      merged.map(({ bridgeId }) => bridgeId),
    ),
  ]);
  return new Set(known.filter(({ dirty }) => !dirty).map(({ id }) => id)).size + fresh.length;
}

/** Locks the marks' bridges and looks up their links, by the place of each mark; nobody else changes them until the transaction ends. */
function findMarked(
  transaction: Transaction,
  workspaceId: WorkspaceId,
  merged: readonly MergedMark[],
): Promise<readonly { readonly ord: number; readonly id: LinkId; readonly dirty: boolean }[]> {
  const bridgeIds = merged.map(({ bridgeId }) => bridgeId);
  return readLocked(transaction, workspaceId, bridgeIds, () =>
    transaction.rows(find, [
      workspaceId,
      merged.map((_mark, index) => index),
      bridgeIds,
      merged.map(({ side }) => side),
      merged.map(({ recordId }) => recordId),
    ]),
  );
}

function keysOf(one: MergedMark, linkId: LinkId): Parameters<typeof replaceKeys>[2] {
  return one.keyHashes === null ? [] : [{ linkId, bridgeId: one.bridgeId, side: one.side, hashes: one.keyHashes }];
}

/** All marks of each record taken together. */
export function mergeMarks(marks: readonly DirtyMark[], now: Instant): readonly MergedMark[] {
  const merged = new Map<string, MergedMark>();
  for (const one of marks) {
    const recordId = cleanId(one.recordId);
    const key = recordKey({ ...one, recordId });
    const next: MergedMark = {
      bridgeId: one.bridgeId,
      side: one.side,
      recordId,
      reasons: bitOf(one.reason),
      rank: rankOf(one.priority),
      dueAt: one.dueAt ?? now,
      since: now,
      urgent: one.reason === "person" || one.reason === "redrive",
      keyHashes: one.keyHashes ?? null,
    };
    const known = merged.get(key);
    merged.set(key, known === undefined ? next : { ...join(known, next), keyHashes: next.keyHashes ?? known.keyHashes });
  }
  return [...merged.values()];
}

function join(one: MergedMark, other: MergedMark): MergedMark {
  return {
    ...one,
    reasons: one.reasons | other.reasons,
    rank: Math.min(one.rank, other.rank),
    dueAt: Math.min(one.dueAt, other.dueAt),
    since: Math.min(one.since, other.since),
    urgent: one.urgent || other.urgent,
  };
}

async function updateMarked(
  transaction: Transaction,
  workspaceId: string,
  found: readonly { readonly id: LinkId; readonly mark: MergedMark }[],
): Promise<void> {
  // Both records of one link may be marked in one call; an UPDATE takes each row once.
  const perLink = new Map<LinkId, MergedMark>();
  for (const row of found) {
    const known = perLink.get(row.id);
    perLink.set(row.id, known === undefined ? row.mark : join(known, row.mark));
  }
  await Promise.all(
    chunksOf([...perLink], MARKED_AT_ONCE).map((rows) =>
      transaction.rows(mark, [
        workspaceId,
        rows.map(([id]) => id),
        rows.map(([, one]) => one.reasons),
        rows.map(([, one]) => one.rank),
        rows.map(([, one]) => one.dueAt),
        rows.map(([, one]) => one.urgent),
        rows.map(([, one]) => one.since),
      ]),
    ),
  );
}

async function insertMarked(
  transaction: Transaction,
  workspaceId: string,
  fresh: readonly (MergedMark & { readonly id: LinkId })[],
  now: Instant,
): Promise<void> {
  await transaction.rows(insert, [
    workspaceId,
    now,
    fresh.map(({ id }) => id),
    fresh.map(({ bridgeId }) => bridgeId),
    fresh.map(({ side }) => side),
    fresh.map(({ recordId }) => recordId),
    fresh.map(({ reasons }) => reasons),
    fresh.map(({ rank }) => rank),
    fresh.map(({ dueAt }) => dueAt),
    fresh.map(({ since }) => since),
  ]);
}

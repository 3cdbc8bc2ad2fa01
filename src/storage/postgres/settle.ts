import type { ConflictId, Instant, LinkId, WorkspaceId } from "#core/ids.ts";
import type { Random } from "#core/ports/random.ts";
import { refusedOf, type Settlement, type SettleResult } from "#core/ports/claims.ts";
import type { Store } from "#core/ports/store.ts";
import type { Side } from "#core/record/canonical.ts";
import type { Announcer } from "./announcer.ts";
import { lockBridgesOf, refreshingBridgeWork } from "./bridge-lock.ts";
import { closeConflicts, putConflicts } from "./conflicts.ts";
import { cleanId, statement, type Database, type Transaction } from "./database.ts";
import { noteDecisions } from "./inbox.ts";
import { finishIntents, handOverIntents } from "./intents.ts";
import { appendEntries } from "./journal.ts";
import type { Keyring, WorkspaceKeys } from "./keyring.ts";
import { LINK_COLUMNS, type StoredLink } from "./link-rows.ts";
import { replaceKeys, type LinkKeys } from "./match-keys.ts";
import { updateColumns, UPDATE_LINKS, type HeldLink } from "./settled-row.ts";

/** Milliseconds after which a settlement that met a busy row is tried again. */
const BUSY_RETRY_MS = 250;

const readHeld = statement(
  "read-held",
  `
  SELECT ${LINK_COLUMNS}, l.lease_owner, l.lease_until, l.left_seen_at, l.right_seen_at FROM links l WHERE l.workspace_id = $1 AND l.id = ANY($2::text[])`,
);
const owners = statement(
  "find-owners",
  `
  WITH r AS (SELECT * FROM unnest($2::text[], $3::text[], $4::text[]) AS r (bridge_id, side, record_id))
  SELECT r.bridge_id, r.side, r.record_id, l.id FROM r CROSS JOIN LATERAL (
    SELECT id FROM links WHERE workspace_id = $1 AND bridge_id = r.bridge_id AND left_id = r.record_id LIMIT 1) l WHERE r.side = 'highlevel'
  UNION ALL
  SELECT r.bridge_id, r.side, r.record_id, l.id FROM r CROSS JOIN LATERAL (
    SELECT id FROM links WHERE workspace_id = $1 AND bridge_id = r.bridge_id AND right_id = r.record_id LIMIT 1) l WHERE r.side = 'incident'`,
);
const dropLinks = statement("drop-absorbed", "DELETE FROM links l WHERE l.workspace_id = $1 AND l.id = ANY($2::text[])");
const freeIds = statement(
  "free-record-ids",
  `
  UPDATE links l SET left_id = CASE WHEN f.left_goes THEN NULL ELSE l.left_id END, right_id = CASE WHEN f.right_goes THEN NULL ELSE l.right_id END
  FROM unnest($2::text[], $3::boolean[], $4::boolean[]) AS f (id, left_goes, right_goes) WHERE l.workspace_id = $1 AND l.id = f.id AND l.id = ANY($2)`,
);
const update = statement("settle-links", UPDATE_LINKS);
const letGo = statement(
  "let-go-links",
  `
  UPDATE links l SET dirty = true, dirty_since = COALESCE(l.dirty_since, $3), due_at = $4, lease_owner = NULL, lease_until = 0
  WHERE l.workspace_id = $1 AND l.id = ANY($2::text[])`,
);

/** Finishes links: everything of a settlement, or nothing of it (S2). */
export function createSettling(database: Database, announcer: Announcer, random: Random, keyring: Keyring): Pick<Store, "settle"> {
  return {
    async settle(workspaceId, settlements, now) {
      if (settlements.length === 0) return { settled: [], lost: [] };
      const keys = await keyring.of(workspaceId);
      const result = await database.inWorkspace(workspaceId, (transaction) =>
        settleAll({ transaction, random, workspaceId, keys, now }, settlements),
      );
      if (result.settled.length > 0) announcer.announce("activity", workspaceId);
      announcer.announce("work", workspaceId);
      return result;
    },
  };
}

interface Scope {
  readonly transaction: Transaction;
  readonly random: Random;
  readonly workspaceId: WorkspaceId;
  readonly keys: WorkspaceKeys;
  readonly now: Instant;
}

interface Accepted {
  readonly settlement: Settlement;
  readonly link: HeldLink;
  readonly absorbed: HeldLink | null;
}

async function settleAll(scope: Scope, settlements: readonly Settlement[]): Promise<SettleResult> {
  const { transaction, workspaceId, now } = scope;
  const ids = settlements.flatMap(({ linkId, absorb }) => (absorb === undefined ? [linkId] : [linkId, absorb]));
  const [, rows] = await Promise.all([
    lockBridgesOf(transaction, workspaceId, ids),
    transaction.rows<HeldLink>(readHeld, [workspaceId, [...new Set(ids)]]),
  ]);
  const { accepted, busy, lost } = judge(settlements, rows, await readOwners(scope, settlements, rows), now);
  if (accepted.length > 0) await carryOut(scope, accepted);
  if (busy.length > 0) await giveBack(scope, busy);
  const bridgeIds = rows.map((row) => row.bridge_id);
  if (bridgeIds.length > 0) transaction.last(...refreshingBridgeWork(workspaceId, bridgeIds));
  return { settled: accepted.map(({ link }) => link.id), lost };
}

const ownerKey = (bridgeId: string, side: Side, recordId: string): string => JSON.stringify([bridgeId, side, recordId]);

/** Who holds the records that the settlements newly want, by `ownerKey`; what a link holds already, nobody else does. */
async function readOwners(scope: Scope, settlements: readonly Settlement[], rows: readonly StoredLink[]): Promise<Map<string, LinkId>> {
  const links = new Map(rows.map((row) => [row.id, row]));
  const wanted = settlements.flatMap(({ linkId, patch }) => {
    const link = links.get(linkId);
    if (link === undefined) return [];
    const pairs = [
      ["highlevel", link.left_id, patch.leftId],
      ["incident", link.right_id, patch.rightId],
    ] as const;
    return pairs.flatMap(([side, was, is]) =>
      typeof is === "string" && cleanId(is) !== was ? [{ bridgeId: link.bridge_id, side, recordId: cleanId(is) }] : [],
    );
  });
  if (wanted.length === 0) return new Map();
  const found = await scope.transaction.rows<{ bridge_id: string; side: Side; record_id: string; id: LinkId }>(owners, [
    scope.workspaceId,
    wanted.map(({ bridgeId }) => bridgeId),
    wanted.map(({ side }) => side),
    wanted.map(({ recordId }) => recordId),
  ]);
  return new Map(found.map((row) => [ownerKey(row.bridge_id, row.side, row.record_id), row.id]));
}

/** Decides which settlements hold, in their order; under the bridge's lock nothing changes meanwhile. */
function judge(
  settlements: readonly Settlement[],
  rows: readonly HeldLink[],
  held: Map<string, LinkId>,
  now: Instant,
): { accepted: Accepted[]; busy: Settlement[]; lost: LinkId[] } {
  const links = new Map(rows.map((row) => [row.id, row]));
  const accepted: Accepted[] = [];
  const busy: Settlement[] = [];
  const lost: LinkId[] = [];
  for (const settlement of settlements) {
    const link = links.get(settlement.linkId);
    if (link === undefined || link.fence !== settlement.fence || link.lease_owner === null) {
      lost.push(settlement.linkId);
      continue;
    }
    const other = settlement.absorb === undefined ? undefined : links.get(settlement.absorb);
    const isFree = (side: Side, id: string | null | undefined): boolean => {
      const owner = typeof id === "string" ? held.get(ownerKey(link.bridge_id, side, cleanId(id))) : undefined;
      return owner === undefined || owner === link.id || owner === other?.id;
    };
    if (
      (other !== undefined && other.lease_until > now) ||
      !isFree("highlevel", settlement.patch.leftId) ||
      !isFree("incident", settlement.patch.rightId)
    ) {
      lost.push(link.id);
      busy.push(settlement);
      continue;
    }
    for (const [side, was, is] of [
      ["highlevel", link.left_id, settlement.patch.leftId],
      ["incident", link.right_id, settlement.patch.rightId],
    ] as const) {
      if (is === undefined) continue;
      if (was !== null) held.delete(ownerKey(link.bridge_id, side, was));
      if (is !== null) held.set(ownerKey(link.bridge_id, side, cleanId(is)), link.id);
    }
    links.delete(link.id);
    if (other !== undefined) links.delete(other.id);
    accepted.push({ settlement, link, absorbed: other ?? null });
  }
  return { accepted, busy, lost };
}

/** Frees refused links, to be tried again soon from the start. What failed for certain is kept, and which records the rest went to: of that a look tells (A1). */
async function giveBack({ transaction, workspaceId, keys, now }: Scope, busy: readonly Settlement[]): Promise<void> {
  await transaction.rows(letGo, [workspaceId, busy.map(({ linkId }) => linkId), now, now + BUSY_RETRY_MS]);
  const kept = busy.map(refusedOf);
  await finishIntents(
    transaction,
    workspaceId,
    kept.flatMap(({ outcomes }) => outcomes),
    now,
  );
  await appendEntries(
    transaction,
    keys,
    workspaceId,
    kept.flatMap(({ journal }) => journal),
    now,
  );
}

async function carryOut(scope: Scope, accepted: readonly Accepted[]): Promise<void> {
  const { transaction, random, workspaceId, now } = scope;
  const settlements = accepted.map(({ settlement }) => settlement);
  const absorbed = settlements.flatMap(({ absorb, linkId }) => (absorb === undefined ? [] : [{ from: absorb, into: linkId }]));
  const gone = absorbed.map(({ from }) => from);
  const owing = gone.length > 0 ? await handOverIntents(transaction, workspaceId, absorbed) : new Set<LinkId>();
  if (gone.length > 0) {
    await replaceKeys(
      transaction,
      workspaceId,
      gone.flatMap((linkId) => noKeys(linkId)),
    );
    await transaction.rows(dropLinks, [workspaceId, gone]);
  }
  const closing: readonly ConflictId[] = settlements.flatMap(({ close }) => close.map(({ id }) => id));
  await closeConflicts(transaction, workspaceId, { ids: closing, ofLinks: gone }, now);
  await putConflicts(
    transaction,
    random,
    workspaceId,
    accepted.flatMap(({ settlement, link }) => settlement.open.map((one) => ({ ...one, linkId: link.id, bridgeId: link.bridge_id }))),
    now,
  );
  await freeMovingIds(scope, accepted);
  const rows = accepted.map((one) => ({ ...one, owes: owing.has(one.link.id) }));
  // Sent one behind the other and awaited together: none of them needs what another one answers.
  await Promise.all([
    finishIntents(
      transaction,
      workspaceId,
      settlements.flatMap(({ outcomes }) => outcomes),
      now,
    ),
    transaction.rows(update, [workspaceId, now, ...updateColumns(rows, now)]),
    replaceKeys(transaction, workspaceId, accepted.flatMap(keysOf)),
    noteDecisions(
      transaction,
      workspaceId,
      settlements.flatMap(({ processed }) => processed),
    ),
    appendEntries(
      transaction,
      scope.keys,
      workspaceId,
      settlements.flatMap(({ journal }) => journal),
      now,
    ),
  ]);
}

const noKeys = (linkId: LinkId): readonly LinkKeys[] =>
  (["highlevel", "incident"] as const).map((side) => ({ linkId, bridgeId: "", side, hashes: [] }));

function keysOf({ settlement, link }: Accepted): readonly LinkKeys[] {
  const { leftKeys, rightKeys } = settlement.patch;
  return [
    ...(leftKeys === undefined ? [] : [{ linkId: link.id, bridgeId: link.bridge_id, side: "highlevel" as const, hashes: leftKeys }]),
    ...(rightKeys === undefined ? [] : [{ linkId: link.id, bridgeId: link.bridge_id, side: "incident" as const, hashes: rightKeys }]),
  ];
}

/** A record that moves between two links of one batch is let go first: the unique index looks at every row as it changes. */
async function freeMovingIds(scope: Scope, accepted: readonly Accepted[]): Promise<void> {
  const moving = accepted
    .map(({ settlement: { patch }, link }) => ({
      id: link.id,
      left: patch.leftId !== undefined && link.left_id !== null && patch.leftId !== link.left_id,
      right: patch.rightId !== undefined && link.right_id !== null && patch.rightId !== link.right_id,
    }))
    .filter(({ left, right }) => left || right);
  if (moving.length === 0) return;
  await scope.transaction.rows(freeIds, [
    scope.workspaceId,
    moving.map(({ id }) => id),
    moving.map(({ left }) => left),
    moving.map(({ right }) => right),
  ]);
}

import type { IntentId, LinkId } from "#core/ids.ts";
import type { IntentOutcome, NewIntent } from "#core/ports/intents.ts";
import type { Store } from "#core/ports/store.ts";
import { lockingBridgesOf, lockingBridgesOfIntents } from "./bridge-lock.ts";
import { toIntentRow, type StoredIntent } from "./link-rows.ts";
import { clean, statement, type Database, type Transaction } from "./database.ts";

const record = statement(
  "record-intents",
  `
  INSERT INTO intents (workspace_id, created_at, state, id, link_id, fence, side, action, record_id, changes)
  SELECT $1, $2, 'pending', i.id, i.link_id, i.fence, i.side, i.action, i.record_id, i.changes::json
  FROM unnest($3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[]) AS i (id, link_id, fence, side, action, record_id, changes)
  JOIN links l ON l.workspace_id = $1 AND l.id = i.link_id AND l.id = ANY($4) AND l.fence = i.fence AND l.lease_owner IS NOT NULL
  RETURNING id`,
);
// A pending intent has not left yet and is worth nothing without its release, whose commit is waited for and takes this one along to the disk.
const unhurried = statement("commit-unhurried", "SELECT set_config('synchronous_commit', 'off', true)");
const send = statement(
  "send-intents",
  `
  UPDATE intents i SET state = 'sent' FROM links l
  WHERE i.workspace_id = $1 AND i.id = ANY($2::text[]) AND i.state = 'pending'
    AND l.workspace_id = $1 AND l.id = i.link_id AND l.fence = i.fence AND l.lease_owner IS NOT NULL AND l.lease_until > $3
  RETURNING i.id`,
);
const finish = statement(
  "finish-intents",
  `
  UPDATE intents i SET
    state = o.state, record_id = COALESCE(o.record_id, i.record_id), code = o.code,
    finished_at = CASE WHEN o.state = 'unknown' THEN NULL ELSE $2::bigint END,
    changes = CASE WHEN o.state = 'unknown' THEN i.changes ELSE '[]'::json END
  FROM unnest($3::text[], $4::text[], $5::text[], $6::text[]) AS o (id, state, record_id, code)
  WHERE i.workspace_id = $1 AND i.id = o.id AND i.id = ANY($3)`,
);
const hand = statement(
  "hand-over-intents",
  `
  UPDATE intents i SET link_id = h.into_id FROM unnest($2::text[], $3::text[]) AS h (from_id, into_id)
  WHERE i.workspace_id = $1 AND i.link_id = h.from_id AND i.link_id = ANY($2) AND i.state IN ('pending', 'sent', 'unknown')
  RETURNING i.link_id`,
);

const findUnknown = statement(
  "find-unknown-creates",
  `
  SELECT i.id, i.link_id, i.fence, i.side, i.action, i.record_id, i.changes, i.state, i.created_at
  FROM intents i JOIN links l ON l.workspace_id = $1 AND l.id = i.link_id
  WHERE i.workspace_id = $1 AND i.state IN ('sent', 'unknown') AND i.action = 'create' AND i.side = $3 AND l.bridge_id = $2
  ORDER BY i.created_at DESC, i.id DESC LIMIT 200`,
);

const findWriters = statement(
  "find-open-writers",
  `
  SELECT DISTINCT i.link_id
  FROM intents i JOIN links l ON l.workspace_id = $1 AND l.id = i.link_id
  WHERE i.workspace_id = $1 AND i.state IN ('sent', 'unknown') AND i.side = $3 AND i.record_id = $4 AND l.bridge_id = $2`,
);

/** Intents: rows committed before their vendor call (S5). Fences are looked at under the bridge's lock, so nothing comes between look and commit. */
export function createIntents(database: Database): Pick<Store, "recordIntents" | "markSent" | "unknownCreates" | "openWriters"> {
  return {
    async recordIntents(workspaceId, intents, now) {
      if (intents.length === 0) return [];
      const linkIds = intents.map(({ linkId }) => linkId);
      const written = await database.inOneTrip<{ id: IntentId }>(workspaceId, [
        [unhurried],
        lockingBridgesOf(workspaceId, linkIds),
        [record, columns(workspaceId, now, intents)],
      ]);
      return inOrderOf(
        intents.map(({ id }) => id),
        written,
      );
    },
    async markSent(workspaceId, intentIds, now) {
      if (intentIds.length === 0) return [];
      const sent = await database.inOneTrip<{ id: IntentId }>(workspaceId, [
        lockingBridgesOfIntents(workspaceId, intentIds),
        [send, [workspaceId, intentIds, now]],
      ]);
      return inOrderOf(intentIds, sent);
    },
    async unknownCreates(workspaceId, bridgeId, side) {
      return (await database.read<StoredIntent>(workspaceId, findUnknown, [workspaceId, bridgeId, side])).map(toIntentRow);
    },
    async openWriters(workspaceId, bridgeId, side, recordId) {
      const rows = await database.read<{ link_id: LinkId }>(workspaceId, findWriters, [workspaceId, bridgeId, side, clean(recordId)]);
      return rows.map((row) => row.link_id);
    },
  };
}

function columns(workspaceId: string, now: number, intents: readonly NewIntent[]): readonly unknown[] {
  const column = <Value>(pick: (intent: NewIntent) => Value): readonly Value[] => intents.map(pick);
  return [
    workspaceId,
    now,
    column(({ id }) => id),
    column(({ linkId }) => linkId),
    column(({ fence }) => fence),
    column(({ side }) => side),
    column(({ action }) => action),
    column(({ recordId }) => (recordId === null ? null : clean(recordId))),
    column(({ changes }) => JSON.stringify(changes)),
  ];
}

function inOrderOf(ids: readonly IntentId[], rows: readonly { readonly id: IntentId }[]): readonly IntentId[] {
  const present = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => present.has(id));
}

/** Writes outcomes; the values of a finished intent go, for the journal keeps them as long as they may be kept. */
export async function finishIntents(transaction: Transaction, workspaceId: string, outcomes: readonly IntentOutcome[], now: number): Promise<void> {
  if (outcomes.length === 0) return;
  await transaction.rows(finish, [
    workspaceId,
    now,
    outcomes.map(({ id }) => id),
    outcomes.map(({ state }) => state),
    outcomes.map(({ recordId }) => (recordId === null ? null : clean(recordId))),
    outcomes.map(({ code }) => code),
  ]);
}

/** Gives unfinished intents of absorbed links to the links that took them in, so that they are still probed (I4). Returns the links that got some. */
export async function handOverIntents(
  transaction: Transaction,
  workspaceId: string,
  absorbed: readonly { readonly from: LinkId; readonly into: LinkId }[],
): Promise<ReadonlySet<LinkId>> {
  const rows = await transaction.rows<{ link_id: LinkId }>(hand, [workspaceId, absorbed.map(({ from }) => from), absorbed.map(({ into }) => into)]);
  return new Set(rows.map((row) => row.link_id));
}

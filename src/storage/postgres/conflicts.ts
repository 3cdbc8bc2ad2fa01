import type { ConflictId, Instant, LinkId, WorkspaceId } from "#core/ids.ts";
import type { Random } from "#core/ports/random.ts";
import type { NewConflict, Store } from "#core/ports/store.ts";
import type { ConflictQuery } from "#core/ports/store-queries.ts";
import type { Announcer } from "./announcer.ts";
import { lockBridges } from "./bridge-lock.ts";
import { clean, statement, type Database, type Statement, type Transaction } from "./database.ts";
import { CONFLICT_COLUMNS, toConflictRow, type StoredConflict } from "./link-rows.ts";
import { markLinks } from "./mark-dirty.ts";

const whichState: Readonly<Record<ConflictQuery["state"], string>> = {
  open: "c.state = 'open' AND c.closed_at IS NULL",
  decided: "c.state = 'decided'",
  closed: "c.state = 'open' AND c.closed_at IS NOT NULL",
};
const list = (name: string, where: string): Statement =>
  statement(
    name,
    `
  SELECT ${CONFLICT_COLUMNS} FROM conflicts c
  WHERE c.workspace_id = $1 AND ${where} AND ($2::text IS NULL OR c.link_id = $2) AND ($3::text IS NULL OR c.bridge_id = $3)
    AND ($5::text IS NULL OR c.kind = $5) AND ($6::text IS NULL OR c.field = $6) AND (NOT $7::boolean OR c.resolution IS NULL)
  ORDER BY c.opened_at DESC, c.id DESC LIMIT $4`,
  );
const lists: Readonly<Record<ConflictQuery["state"], Statement>> = {
  open: list("list-open-conflicts", whichState.open),
  decided: list("list-decided-conflicts", whichState.decided),
  closed: list("list-closed-conflicts", whichState.closed),
};
const find = statement("find-conflict", `SELECT ${CONFLICT_COLUMNS} FROM conflicts c WHERE c.workspace_id = $1 AND c.id = $2`);
const decideOne = statement(
  "decide-conflict",
  `
  UPDATE conflicts c SET resolution = $3::json WHERE c.workspace_id = $1 AND c.id = $2 AND c.closed_at IS NULL AND c.resolution IS NULL`,
);
const findLink = statement("find-conflict-link", "SELECT l.left_id, l.right_id FROM links l WHERE l.workspace_id = $1 AND l.id = $2");
const unpark = statement(
  "unpark-link",
  "UPDATE links l SET state = 'active', because = NULL WHERE l.workspace_id = $1 AND l.id = $2 AND l.state = 'parked'",
);
const close = statement(
  "close-conflicts",
  "UPDATE conflicts c SET closed_at = $2 WHERE c.workspace_id = $1 AND c.id = ANY($3::text[]) AND c.closed_at IS NULL",
);
const closeOfLinks = statement(
  "close-conflicts-of-links",
  "UPDATE conflicts c SET closed_at = $2 WHERE c.workspace_id = $1 AND c.link_id = ANY($3::text[]) AND c.closed_at IS NULL",
);
// A person who chose between the very same values meanwhile has chosen: the choice stays. Between other values it is void.
const put = statement(
  "put-conflicts",
  `
  INSERT INTO conflicts AS c (workspace_id, opened_at, id, link_id, bridge_id, kind, field, left_value, right_value, state, winner, candidates, closed_at)
  SELECT $1, $2, n.id, n.link_id, n.bridge_id, n.kind, n.field, n.left_value::json, n.right_value::json, n.state, n.winner, n.candidates::json,
    CASE WHEN n.state = 'decided' THEN $2::bigint END
  FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[])
    AS n (id, link_id, bridge_id, kind, field, left_value, right_value, state, winner, candidates)
  ON CONFLICT (workspace_id, link_id, field) WHERE state = 'open' AND closed_at IS NULL DO UPDATE SET
    kind = excluded.kind, left_value = excluded.left_value, right_value = excluded.right_value, winner = excluded.winner, candidates = excluded.candidates,
    opened_at = excluded.opened_at,
    resolution = CASE
      WHEN c.kind = excluded.kind AND c.left_value::text = excluded.left_value::text AND c.right_value::text = excluded.right_value::text
        AND c.candidates::text = excluded.candidates::text THEN c.resolution
    END`,
);

/** Conflicts and people's choices. */
export function createConflicts(database: Database, announcer: Announcer, random: Random): Pick<Store, "conflicts" | "conflict" | "resolveConflict"> {
  return {
    async conflicts(workspaceId, query) {
      const { linkId, bridgeId = null, limit, kind = null, field, unanswered = false } = query;
      const values = [workspaceId, cleanOrNull(linkId), bridgeId, limit, kind, cleanOrNull(field), unanswered];
      return (await database.read<StoredConflict>(workspaceId, lists[query.state], values)).map(toConflictRow);
    },
    async conflict(workspaceId, id) {
      const [row] = await database.read<StoredConflict>(workspaceId, find, [workspaceId, clean(id)]);
      return row === undefined ? null : toConflictRow(row);
    },
    async resolveConflict(workspaceId, id, resolution, now, dueAt) {
      const done = await database.inWorkspace(workspaceId, async (transaction) => {
        const [row] = await transaction.rows<StoredConflict>(find, [workspaceId, id]);
        if (row === undefined) return false;
        await lockBridges(transaction, workspaceId, [row.bridge_id]);
        // Looked at again under the lock.
        const [current] = await transaction.rows<StoredConflict>(find, [workspaceId, id]);
        if (current === undefined || current.closed_at !== null || current.resolution !== null) return false;
        await transaction.rows(decideOne, [workspaceId, id, JSON.stringify(resolution)]);
        return wakeLink(transaction, random, workspaceId, current, { now, dueAt: dueAt ?? now });
      });
      if (done) announcer.announce("work", workspaceId);
      return done;
    },
  };
}

const cleanOrNull = (value: string | undefined): string | null => (value === undefined ? null : clean(value));

async function wakeLink(
  transaction: Transaction,
  random: Random,
  workspaceId: WorkspaceId,
  conflict: StoredConflict,
  { now, dueAt }: { readonly now: Instant; readonly dueAt: Instant },
): Promise<boolean> {
  const [link] = await transaction.rows<{ left_id: string | null; right_id: string | null }>(findLink, [workspaceId, conflict.link_id]);
  const recordId = link?.left_id ?? link?.right_id ?? null;
  if (link === undefined || recordId === null) return false;
  await transaction.rows(unpark, [workspaceId, conflict.link_id]);
  const side = link.left_id === null ? "incident" : "highlevel";
  await markLinks(
    transaction,
    random,
    workspaceId,
    [{ workspaceId, bridgeId: conflict.bridge_id, side, recordId, reason: "person", priority: "person", dueAt }],
    now,
  );
  return true;
}

/** A conflict to be opened on a link. */
export interface OpeningConflict extends NewConflict {
  readonly linkId: LinkId;
  readonly bridgeId: string;
}

/** Opens conflicts; an open one of the same link and field takes on the newer values. */
export async function putConflicts(
  transaction: Transaction,
  random: Random,
  workspaceId: string,
  opening: readonly OpeningConflict[],
  now: Instant,
): Promise<void> {
  const distinct = [...new Map(opening.map((one, index) => [one.state === "open" ? `${one.linkId} ${one.field}` : String(index), one])).values()];
  if (distinct.length === 0) return;
  const column = <Value>(pick: (one: OpeningConflict) => Value): readonly Value[] => distinct.map(pick);
  await transaction.rows(put, [
    workspaceId,
    now,
    distinct.map(() => random.uuid()),
    column(({ linkId }) => linkId),
    column(({ bridgeId }) => bridgeId),
    column(({ kind }) => kind),
    column(({ field }) => clean(field)),
    column(({ left }) => JSON.stringify(left)),
    column(({ right }) => JSON.stringify(right)),
    column(({ state }) => state),
    column(({ winner }) => winner),
    column(({ candidates }) => JSON.stringify(candidates)),
  ]);
}

/** Closes conflicts by id, and all of absorbed links. */
export async function closeConflicts(
  transaction: Transaction,
  workspaceId: string,
  closing: { readonly ids: readonly ConflictId[]; readonly ofLinks: readonly LinkId[] },
  now: Instant,
): Promise<void> {
  if (closing.ids.length > 0) await transaction.rows(close, [workspaceId, now, closing.ids]);
  if (closing.ofLinks.length > 0) await transaction.rows(closeOfLinks, [workspaceId, now, closing.ofLinks]);
}

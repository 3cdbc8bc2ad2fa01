import type { ConflictCause, ConflictDesk, ParkedCause } from "#core/ports/conflict-desk.ts";
import type { Announcer } from "./announcer.ts";
import { lockBridges } from "./bridge-lock.ts";
import { clean, statement, type Database } from "./database.ts";

const causes = statement(
  "conflict-causes",
  `
  SELECT c.bridge_id AS "bridgeId", c.kind, c.field, count(*)::int AS open, min(c.opened_at) AS since FROM conflicts c
  WHERE c.workspace_id = $1 AND c.state = 'open' AND c.closed_at IS NULL AND c.resolution IS NULL
  GROUP BY c.bridge_id, c.kind, c.field ORDER BY 4 DESC, 5, 1, 2, 3`,
);
const parked = statement(
  "parked-causes",
  `
  SELECT l.bridge_id AS "bridgeId", l.because, count(*)::int AS links, min(l.changed_at) AS since FROM links l
  WHERE l.workspace_id = $1 AND l.state = 'parked' AND l.open_conflicts = 0 GROUP BY l.bridge_id, l.because ORDER BY 3 DESC, 4, 1, 2`,
);
const bridgeOf = statement("conflict-bridge", "SELECT c.bridge_id AS id FROM conflicts c WHERE c.workspace_id = $1 AND c.id = $2");
// A worker that holds the link may have read the choice already.
const reopen = statement(
  "reopen-conflict",
  `
  UPDATE conflicts c SET resolution = NULL FROM links l
  WHERE c.workspace_id = $1 AND c.id = $2 AND c.state = 'open' AND c.closed_at IS NULL AND c.resolution IS NOT NULL
    AND l.workspace_id = $1 AND l.id = c.link_id AND (l.lease_owner IS NULL OR l.lease_until <= $3)
  RETURNING c.id`,
);
const note = statement(
  "note-on-conflict",
  `
  UPDATE conflicts c SET assignee = $3, comment = $4
  WHERE c.workspace_id = $1 AND c.id = $2 AND c.state = 'open' AND c.closed_at IS NULL RETURNING c.id`,
);

/** Conflicts and parked links as people meet them: by cause. */
export function createConflictDesk(database: Database, announcer: Announcer): ConflictDesk {
  return {
    conflictCauses: (workspaceId) => database.read<ConflictCause>(workspaceId, causes, [workspaceId]),
    parkedCauses: (workspaceId) => database.read<ParkedCause>(workspaceId, parked, [workspaceId]),
    async reopenConflict(workspaceId, id, now) {
      const reopened = await database.inWorkspace(workspaceId, async (transaction) => {
        const [bridge] = await transaction.rows<{ id: string }>(bridgeOf, [workspaceId, clean(id)]);
        if (bridge === undefined) return false;
        // Claims take this lock too, so nobody takes the link up between the look and the commit.
        await lockBridges(transaction, workspaceId, [bridge.id]);
        return (await transaction.rows(reopen, [workspaceId, clean(id), now])).length > 0;
      });
      if (reopened) announcer.announce("activity", workspaceId);
      return reopened;
    },
    async noteOnConflict(workspaceId, id, { assignee, comment }) {
      const values = [workspaceId, clean(id), assignee === null ? null : clean(assignee), comment === null ? null : clean(comment)];
      const noted = await database.inWorkspace(workspaceId, (transaction) => transaction.rows(note, values));
      if (noted.length > 0) announcer.announce("activity", workspaceId);
      return noted.length > 0;
    },
  };
}

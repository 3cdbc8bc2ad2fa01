import type { Instant } from "#core/ids.ts";
import type { SavedView, SavedViews } from "#core/ports/saved-views.ts";
import { clean, statement, type Database } from "./database.ts";

const list = statement(
  "list-views",
  "SELECT id, page, owner, shared, name, query, created_at FROM saved_views WHERE workspace_id = $1 AND page = $2 AND (shared OR owner = $3) ORDER BY lower(name), id",
);
const save = statement(
  "save-view",
  `
  INSERT INTO saved_views (workspace_id, id, page, owner, shared, name, query, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
  ON CONFLICT (workspace_id, id) DO UPDATE SET shared = excluded.shared, name = excluded.name, query = excluded.query`,
);
const remove = statement(
  "remove-view",
  "DELETE FROM saved_views WHERE workspace_id = $1 AND id = $2 AND ($3::text IS NULL OR owner = $3) RETURNING id",
);

interface Row extends Omit<SavedView, "createdAt"> {
  readonly created_at: Instant;
}

/** Views of pages that people save. */
export function createSavedViews(database: Database): SavedViews {
  return {
    async list(workspaceId, page, who) {
      const rows = await database.read<Row>(workspaceId, list, [workspaceId, page, clean(who)]);
      return rows.map(({ created_at: createdAt, ...row }) => ({ ...row, createdAt }));
    },
    async save(workspaceId, { id, page, owner, shared, name, query, createdAt }) {
      const values = [workspaceId, clean(id), page, clean(owner), shared, clean(name), JSON.stringify(query), createdAt];
      await database.inWorkspace(workspaceId, (transaction) => transaction.rows(save, values));
    },
    async remove(workspaceId, id, owner) {
      const gone = await database.inWorkspace(workspaceId, (transaction) => transaction.rows(remove, [workspaceId, clean(id), owner]));
      return gone.length > 0;
    },
  };
}

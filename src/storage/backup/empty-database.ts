import type pg from "pg";
import { HighwireError } from "#core/errors.ts";
import { SCHEMA } from "../postgres/database.ts";
import { withClient } from "../reach-postgres.ts";

/** Tables with a row as soon as a workspace is used for anything. */
const used = ["connections", "bridges", "secrets", "links", "inbox_keys", "journal"] as const;

/** Looks for other sessions, a tenth of a second apart. */
const LOOKS = 30;

/**
 * Makes sure that nobody uses the database and that it holds nothing, then clears away what an unused Highwire leaves: a key that never sealed
 * anything, and a schema that is newer than the backup's. Throws `HW_STORAGE_LOCKED`, `HW_RESTORE_NOT_EMPTY`, `HW_STORAGE_UNAVAILABLE`.
 */
export function makeRoom(connection: pg.ClientConfig, schema: number): Promise<void> {
  return withClient(connection, async (client) => {
    await client.query("BEGIN");
    await client.query(`SET LOCAL search_path = ${SCHEMA}, pg_catalog`);
    await requireAlone(client);
    if (!(await isThere(client, "migrations")) || !(await isThere(client, "workspaces"))) return;
    await client.query("LOCK TABLE workspaces IN ACCESS EXCLUSIVE MODE");
    await requireEmpty(client);
    const { rows } = await client.query<{ newest: number | null }>("SELECT max(version) AS newest FROM migrations");
    await client.query((rows[0]?.newest ?? 0) > schema ? `DROP SCHEMA ${SCHEMA} CASCADE` : "DELETE FROM master_key; DELETE FROM workspaces");
    await client.query("COMMIT");
  });
}

/** A session that has just been closed is shown until the server has noticed, so others count only once they have stayed. */
async function requireAlone(client: pg.Client): Promise<void> {
  let others = await sessionsBeside(client);
  for (let look = 1; others > 0 && look < LOOKS; look += 1) {
    // What a transaction has seen of others it sees again unless told to look anew.
    await client.query("SELECT pg_sleep(0.1), pg_stat_clear_snapshot()");
    others = await sessionsBeside(client);
  }
  if (others === 0) return;
  const detail = `${String(others)} other sessions use this database; stop every Highwire, worker and console that is connected to it`;
  throw new HighwireError("HW_STORAGE_LOCKED", { detail });
}

async function sessionsBeside(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ others: string }>(
    `SELECT count(*) AS others FROM pg_catalog.pg_stat_activity
     WHERE datname = current_database() AND usename = current_user AND backend_type = 'client backend' AND pid <> pg_backend_pid()`,
  );
  return Number(rows[0]?.others ?? 0);
}

async function requireEmpty(client: pg.Client): Promise<void> {
  const { rows: workspaces } = await client.query<{ workspace_id: string; configured: boolean }>("SELECT workspace_id, configured FROM workspaces");
  for (const { workspace_id: id, configured } of workspaces) {
    if (configured) throw new HighwireError("HW_RESTORE_NOT_EMPTY", { detail: "accounts or sandboxes are connected in it" });
    await client.query("SELECT set_config('highwire.workspace', $1, true)", [id]);
    for (const table of used) {
      const { rowCount } = await client.query(`SELECT 1 FROM ${table} LIMIT 1`);
      if (rowCount !== 0) throw new HighwireError("HW_RESTORE_NOT_EMPTY", { detail: `it has rows in ${table}` });
    }
    await client.query("DELETE FROM workspace_keys");
  }
}

async function isThere(client: pg.Client, table: string): Promise<boolean> {
  const { rows } = await client.query<{ here: boolean }>("SELECT to_regclass($1) IS NOT NULL AS here", [`${SCHEMA}.${table}`]);
  return rows[0]?.here === true;
}

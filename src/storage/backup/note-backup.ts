import type pg from "pg";
import type { ErrorCode } from "#core/error-registry.ts";
import { HighwireError } from "#core/errors.ts";
import type { Instant } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";
import { SCHEMA } from "../postgres/database.ts";
import { withClient } from "../reach-postgres.ts";
import { lastBackupName } from "./backup-tables.ts";

/** Runs a backup and notes in each workspace how it ended, so that people hear of one that failed. A backup that somebody stopped is not noted. */
export async function noting<Result>(
  { connection, clock, signal }: { readonly connection: pg.ClientConfig; readonly clock: Clock; readonly signal: AbortSignal },
  backUp: () => Promise<Result>,
): Promise<Result> {
  try {
    const result = await backUp();
    // The backup stands whether or not it could be noted.
    await note(connection, clock.now(), null).catch(() => undefined);
    return result;
  } catch (error) {
    const code = error instanceof HighwireError ? error.code : "HW_FILE_UNUSABLE";
    // What went wrong is what people are told; that it could not be noted as well is not.
    if (!signal.aborted) await note(connection, clock.now(), code).catch(() => undefined);
    throw error;
  }
}

function note(connection: pg.ClientConfig, at: Instant, code: ErrorCode | null): Promise<void> {
  return withClient(connection, async (client) => {
    await client.query(`SET search_path = ${SCHEMA}, pg_catalog`);
    const { rows } = await client.query<{ id: string }>("SELECT workspace_id AS id FROM workspaces");
    for (const { id } of rows) {
      await client.query("SELECT set_config('highwire.workspace', $1, false)", [id]);
      await client.query(
        "INSERT INTO cursors (workspace_id, name, value) VALUES ($1, $2, $3) ON CONFLICT (workspace_id, name) DO UPDATE SET value = excluded.value",
        [id, lastBackupName, JSON.stringify({ at, code })],
      );
    }
  });
}

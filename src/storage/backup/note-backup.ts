import type pg from "pg";
import { registry, type ErrorCode } from "#core/error-registry.ts";
import { HighwireError } from "#core/errors.ts";
import type { Instant, WorkspaceId } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Store } from "#core/ports/store.ts";
import { isObject, objectIn } from "#lib/json.ts";
import { SCHEMA } from "../postgres/database.ts";
import { enterWorkspace, workspaceIds } from "../postgres/each-workspace.ts";
import { withClient } from "../reach-postgres.ts";
import type { BackupFacts } from "./backup-records.ts";

/** A backup that was completed. */
export interface MadeBackup {
  /** The moment that it holds. */
  readonly at: Instant;
  readonly bytes: number;
  readonly rows: number;
}

/** How the newest backup ended, and the newest one that was completed. */
export interface BackupNote {
  readonly at: Instant;
  /** Why it failed; null when it did not. */
  readonly code: ErrorCode | null;
  readonly made: MadeBackup | null;
}

/** Name of the cursor that keeps the note. */
const NOTED = "backup-last";

/** What was noted last; null when no backup was tried, or none since a restore. */
export async function backupNote(store: Pick<Store, "cursor">, workspaceId: WorkspaceId): Promise<BackupNote | null> {
  const { at, code, made } = objectIn((await store.cursor(workspaceId, NOTED)) ?? "{}");
  if (typeof at !== "number") return null;
  return { at, code: typeof code === "string" && code in registry ? (code as ErrorCode) : null, made: madeIn(made) };
}

function madeIn(noted: unknown): MadeBackup | null {
  if (!isObject(noted)) return null;
  const { at, bytes, rows } = noted;
  return typeof at === "number" && typeof bytes === "number" && typeof rows === "number" ? { at, bytes, rows } : null;
}

/** Runs a backup and notes in each workspace how it ended, so that people hear of one that failed. A backup that somebody stopped is not noted. */
export async function noting<Result extends BackupFacts & { readonly bytes: number }>(
  { connection, clock, signal }: { readonly connection: pg.ClientConfig; readonly clock: Clock; readonly signal: AbortSignal },
  backUp: () => Promise<Result>,
): Promise<Result> {
  try {
    const result = await backUp();
    const rows = Object.values(result.rows).reduce((sum, count) => sum + count, 0);
    // The backup stands whether or not it could be noted.
    await note(connection, { at: clock.now(), code: null, made: { at: result.takenAt, bytes: result.bytes, rows } }).catch(() => undefined);
    return result;
  } catch (error) {
    const code = error instanceof HighwireError ? error.code : "HW_FILE_UNUSABLE";
    // What went wrong is what people are told; that it could not be noted as well is not.
    if (!signal.aborted) await note(connection, { at: clock.now(), code }).catch(() => undefined);
    throw error;
  }
}

/** What a note leaves out stays: the newest completed backup is known also after one that failed. */
function note(connection: pg.ClientConfig, noted: Omit<BackupNote, "made"> & { readonly made?: MadeBackup }): Promise<void> {
  return withClient(connection, async (client) => {
    await client.query(`SET search_path = ${SCHEMA}, pg_catalog`);
    for (const id of await workspaceIds(client)) {
      await enterWorkspace(client, id);
      await client.query(
        `INSERT INTO cursors AS c (workspace_id, name, value) VALUES ($1, $2, $3)
         ON CONFLICT (workspace_id, name) DO UPDATE SET value = (c.value::jsonb || excluded.value::jsonb)::text`,
        [id, NOTED, JSON.stringify(noted)],
      );
    }
  });
}

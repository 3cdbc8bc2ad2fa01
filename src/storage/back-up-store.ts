import { stat } from "node:fs/promises";
import { HighwireError } from "#core/errors.ts";
import type { Clock } from "#core/ports/clock.ts";
import { checkBackup, restoreBackup, type RestoreFacts } from "./backup/restore-backup.ts";
import type { BackupFacts, BackupProgress } from "./backup/backup-records.ts";
import { noting } from "./backup/note-backup.ts";
import { writeBackup } from "./backup/write-backup.ts";
import { clusterOf } from "./embedded/open-embedded.ts";
import { reachPostgres, type PostgresPlace, type ReachedPostgres } from "./reach-postgres.ts";
import { loadMasterKey, type MasterKeySource } from "./secrets/master-key.ts";

/** A backup file and the store that it is of, or for. */
export interface BackupOrder extends Omit<PostgresPlace, "attach">, Pick<MasterKeySource, "masterKey" | "masterKeyFile"> {
  readonly file: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: BackupProgress;
}

export type { BackupFacts, RestoreFacts };

/**
 * Writes a backup of the store that these options name, whether or not a Highwire is running over it. Throws `HW_NOT_CONNECTED` when there is none,
 * `HW_CONFIG_MISSING` without its master key, `HW_STORAGE_*`, and the system's errors for the file.
 */
export async function backUpStore(order: BackupOrder): Promise<BackupFacts & { readonly bytes: number }> {
  const masterKey = await keyOf(order);
  if (order.databaseUrl === null && !(await isThere(clusterOf(order.dataDir)))) {
    throw new HighwireError("HW_NOT_CONNECTED", {
      detail: `there is no database in ${order.dataDir}; is another HIGHWIRE_DATA_DIR or DATABASE_URL meant?`,
    });
  }
  return reached({ ...order, attach: "attach-or-own" }, ({ connection }) =>
    noting({ ...order, connection }, () => writeBackup({ ...order, masterKey, connection, takenAt: order.clock.now() })),
  );
}

/** Puts a backup into the empty store that these options name; nothing else may use it. Throws as `restoreBackup` does. */
export async function restoreStore(order: BackupOrder): Promise<RestoreFacts> {
  const masterKey = await keyOf(order);
  // Before a database is made for it.
  await checkBackup({ ...order, masterKey });
  return reached({ ...order, attach: "own" }, ({ connection }) => restoreBackup({ ...order, masterKey, connection, now: order.clock.now() }));
}

/** Reads a backup from beginning to end; needs its master key and no store. */
export async function checkBackupFile(order: BackupOrder): Promise<BackupFacts> {
  return checkBackup({ ...order, masterKey: await keyOf(order) });
}

/** A new key would open nothing, so none is made here. */
const keyOf = (order: BackupOrder): ReturnType<typeof loadMasterKey> =>
  loadMasterKey({
    masterKey: order.masterKey,
    masterKeyFile: order.masterKeyFile,
    dataDir: order.databaseUrl === null ? order.dataDir : null,
    mustExist: true,
  });

async function reached<Result>(place: PostgresPlace, work: (postgres: ReachedPostgres) => Promise<Result>): Promise<Result> {
  const postgres = await reachPostgres(place);
  try {
    return await work(postgres);
  } finally {
    await postgres.stop();
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

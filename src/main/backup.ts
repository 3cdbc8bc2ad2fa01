import type { Log } from "#core/ports/log.ts";
import { systemClock } from "#lib/system-clock.ts";
import type { BackupFacts, BackupOrder, RestoreFacts } from "#storage/back-up-store.ts";
import type { Settings } from "./options.ts";
import { dataDirOf } from "./runtime-file.ts";

/** A backup file, and who waits for it. */
export interface BackupRequest extends Pick<BackupOrder, "file" | "signal" | "onProgress"> {
  readonly log: Log;
}

export type { BackupFacts, RestoreFacts };

/** Writes everything that Highwire remembers into one sealed file, while it goes on working. Throws as `backUpStore` does. */
export async function backUp(settings: Settings, request: BackupRequest): Promise<BackupFacts & { readonly bytes: number }> {
  return (await import("#storage/back-up-store.ts")).backUpStore(orderOf(settings, request));
}

/** Puts a backup into the empty database that the settings name. Throws as `restoreStore` does. */
export async function restore(settings: Settings, request: BackupRequest): Promise<RestoreFacts> {
  return (await import("#storage/back-up-store.ts")).restoreStore(orderOf(settings, request));
}

/** Reads a backup from beginning to end, touching no database. Throws `HW_BACKUP_*`. */
export async function checkBackup(settings: Settings, request: BackupRequest): Promise<BackupFacts> {
  return (await import("#storage/back-up-store.ts")).checkBackupFile(orderOf(settings, request));
}

const orderOf = (settings: Settings, request: BackupRequest): BackupOrder => ({
  ...request,
  databaseUrl: settings.databaseUrl,
  dataDir: dataDirOf(settings),
  masterKey: settings.masterKey,
  masterKeyFile: settings.masterKeyFile,
  clock: systemClock,
});

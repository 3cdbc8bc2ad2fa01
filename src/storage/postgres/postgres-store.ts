import type pg from "pg";
import type { Log } from "#core/ports/log.ts";
import type { Random } from "#core/ports/random.ts";
import type { Store } from "#core/ports/store.ts";
import type { SealingKey } from "../secrets/envelope.ts";
import { createActivity } from "./activity.ts";
import { createAnnouncer } from "./announcer.ts";
import { createClaims } from "./claim.ts";
import { createConfiguration } from "./configuration.ts";
import { createConflictDesk } from "./conflict-desk.ts";
import { createConflicts } from "./conflicts.ts";
import { openDatabase } from "./database.ts";
import { createErasure } from "./erase.ts";
import { createEvidence } from "./evidence.ts";
import { createInbox } from "./inbox.ts";
import { createIntents } from "./intents.ts";
import { createJournal } from "./journal.ts";
import { createKeyring } from "./keyring.ts";
import { createMarker } from "./mark-dirty.ts";
import { createPageState } from "./page-state.ts";
import { createReads } from "./reads.ts";
import { createResponderState } from "./responder.ts";
import { createSettling } from "./settle.ts";
import { createSmallState } from "./small-state.ts";
import { createWorkflows } from "./workflows.ts";

export interface PostgresStoreOptions {
  readonly connection: pg.ClientConfig;
  /** Whether the database has the application's role, to be taken on. */
  readonly setRole: boolean;
  readonly masterKey: SealingKey;
  readonly random: Random;
  readonly log: Log;
  /** Connections at most. Default 16. */
  readonly size?: number;
}

export interface PostgresStore extends Store {
  /** Wraps all workspaces' keys with another master key; returns how many. */
  rewrap(newKey: SealingKey): Promise<number>;
}

/** The Store over a migrated PostgreSQL. Throws `HW_STORAGE_SECRET` when it was sealed with another master key. */
export async function createPostgresStore(options: PostgresStoreOptions): Promise<PostgresStore> {
  const { random, log } = options;
  const database = openDatabase({
    connection: options.connection as pg.PoolConfig,
    setRole: options.setRole,
    log,
    ...(options.size !== undefined && { size: options.size }),
  });
  const keyring = createKeyring(database, options.masterKey);
  try {
    await keyring.check();
  } catch (error) {
    await database.close();
    throw error;
  }
  const announcer = createAnnouncer({ database, connection: options.connection, instance: random.uuid(), log });
  let closing: Promise<void> | null = null;
  return {
    ...createConfiguration(database, announcer),
    ...createSmallState(database, keyring),
    ...createInbox(database, announcer),
    ...createMarker(database, announcer, random),
    ...createClaims(database, random),
    ...createIntents(database),
    ...createSettling(database, announcer, random, keyring),
    ...createReads(database),
    ...createConflicts(database, announcer, random),
    ...createConflictDesk(database, announcer),
    ...createJournal(database, announcer, keyring),
    ...createActivity(database, keyring),
    ...createEvidence(database, announcer),
    ...createErasure(database, announcer),
    ...createPageState(database, announcer, keyring),
    ...createResponderState(database),
    workflows: createWorkflows(database, announcer, keyring),
    listen: (topics, heard) => announcer.listen(topics, heard),
    rewrap: (newKey) => keyring.rewrap(newKey),
    close: () => (closing ??= announcer.close().then(() => database.close())),
  };
}

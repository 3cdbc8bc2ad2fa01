import { createHmac, createSecretKey, randomBytes } from "node:crypto";
import { HighwireError } from "#core/errors.ts";
import type { WorkspaceId } from "#core/ids.ts";
import { must } from "#lib/must.ts";
import { deriveKey, KEY_BYTES, seal, sealingKey, unseal, type Place, type SealingKey } from "../secrets/envelope.ts";
import { statement, type Database, type Transaction } from "./database.ts";

/** The keys of one workspace. */
export interface WorkspaceKeys {
  /** Seals secrets and journal values. */
  readonly sealing: SealingKey;
  /** Keyed hash of a text: 22 characters (132 bits). */
  readonly fingerprint: (text: string) => string;
  /** Keyed hash for the journal's chain, under another key than fingerprints. */
  readonly valuesHash: (text: string) => string;
}

export interface Keyring {
  /** Keys of a workspace, made at first use. Throws `HW_STORAGE_SECRET` when the master key does not open them. */
  of(workspaceId: WorkspaceId): Promise<WorkspaceKeys>;
  /** Throws `HW_STORAGE_SECRET` when this database was sealed with another master key. */
  check(): Promise<void>;
  /** Wraps all workspaces' keys with another master key, in one transaction. Returns how many. */
  rewrap(newKey: SealingKey): Promise<number>;
}

const readMaster = statement("read-master", "SELECT kid FROM master_key FOR SHARE");
const lockMaster = statement("lock-master", "SELECT kid FROM master_key FOR UPDATE");
const putMaster = statement("put-master", "INSERT INTO master_key (kid) VALUES ($1) ON CONFLICT (single) DO NOTHING");
const changeMaster = statement("change-master", "UPDATE master_key SET kid = $1");
const readKey = statement("read-key", "SELECT wrapped FROM workspace_keys WHERE workspace_id = $1");
const putKey = statement("put-key", "INSERT INTO workspace_keys (workspace_id, wrapped) VALUES ($1, $2) ON CONFLICT (workspace_id) DO NOTHING");
const changeKey = statement("change-key", "UPDATE workspace_keys SET wrapped = $2 WHERE workspace_id = $1");
const putWorkspace = statement("put-key-workspace", "INSERT INTO workspaces (workspace_id, configured) VALUES ($1, false) ON CONFLICT DO NOTHING");
const allWorkspaces = statement("all-workspaces-for-keys", "SELECT workspace_id FROM workspaces ORDER BY workspace_id");

/** Envelope encryption: the master key wraps one key per workspace; only wrapped keys are stored. */
export function createKeyring(database: Database, masterKey: SealingKey): Keyring {
  let master = masterKey;
  const known = new Map<WorkspaceId, Promise<WorkspaceKeys>>();

  const load = (workspaceId: WorkspaceId): Promise<WorkspaceKeys> =>
    database.inWorkspace(workspaceId, async (transaction) => {
      const stored = await readWrapped(transaction, workspaceId);
      if (stored !== null) return openWorkspaceKeys(master, workspaceId, stored);
      await transaction.rows(putMaster, [master.kid]);
      await requireMaster(transaction, master);
      await transaction.rows(putWorkspace, [workspaceId]);
      await transaction.rows(putKey, [workspaceId, seal(master, placeOf(workspaceId), randomBytes(KEY_BYTES))]);
      return openWorkspaceKeys(master, workspaceId, must(await readWrapped(transaction, workspaceId), "the key just written"));
    });

  return {
    of(workspaceId) {
      const cached = known.get(workspaceId);
      if (cached !== undefined) return cached;
      const loading = load(workspaceId);
      known.set(workspaceId, loading);
      loading.catch(() => known.delete(workspaceId));
      return loading;
    },
    check: () => database.open((transaction) => requireMaster(transaction, master)),
    async rewrap(newKey) {
      const count = await database.open((transaction) => rewrapAll(transaction, master, newKey));
      master = newKey;
      return count;
    },
  };
}

async function rewrapAll(transaction: Transaction, from: SealingKey, to: SealingKey): Promise<number> {
  // Locked first: a workspace's first key, which reads this row, waits and then notices that its master key is no longer the one.
  const [row] = await transaction.rows<{ kid: string }>(lockMaster);
  if (row === undefined) return 0;
  if (row.kid !== from.kid) throw otherKey();
  let count = 0;
  for (const { workspace_id: workspaceId } of await transaction.rows<{ workspace_id: WorkspaceId }>(allWorkspaces)) {
    await transaction.enter(workspaceId);
    const stored = await readWrapped(transaction, workspaceId);
    if (stored === null) continue;
    await transaction.rows(changeKey, [workspaceId, seal(to, placeOf(workspaceId), unseal(from, placeOf(workspaceId), stored))]);
    count += 1;
  }
  await transaction.rows(changeMaster, [to.kid]);
  return count;
}

async function requireMaster(transaction: Transaction, master: SealingKey): Promise<void> {
  const [row] = await transaction.rows<{ kid: string }>(readMaster);
  if (row !== undefined && row.kid !== master.kid) throw otherKey();
}

const otherKey = (): HighwireError => new HighwireError("HW_STORAGE_SECRET", { detail: "this database was sealed with another master key" });

async function readWrapped(transaction: Transaction, workspaceId: WorkspaceId): Promise<string | null> {
  const [row] = await transaction.rows<{ wrapped: string }>(readKey, [workspaceId]);
  return row?.wrapped ?? null;
}

const placeOf = (workspaceId: WorkspaceId): Place => ({ workspaceId, table: "workspace_keys", column: "wrapped", row: workspaceId });

/** The keys of a workspace from its wrapped key. Throws `HW_STORAGE_SECRET` when the master key does not open it. */
export function openWorkspaceKeys(masterKey: SealingKey, workspaceId: WorkspaceId, wrapped: string): WorkspaceKeys {
  const dataKey = unseal(masterKey, placeOf(workspaceId), wrapped);
  // As key objects: plain bytes would be made into one at every hash, and one change asks for dozens.
  const forHashes = createSecretKey(deriveKey(dataKey, "fingerprint"));
  const forJournal = createSecretKey(deriveKey(dataKey, "journal values"));
  return {
    sealing: sealingKey(deriveKey(dataKey, "sealing")),
    fingerprint: (text) => createHmac("sha256", forHashes).update(text).digest("base64url").slice(0, 22),
    valuesHash: (text) => createHmac("sha256", forJournal).update(text).digest("base64url"),
  };
}

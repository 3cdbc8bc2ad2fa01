import type { Bridge } from "#core/bridge.ts";
import type { ConnectionId, WorkspaceId } from "#core/ids.ts";
import type { Connection, Store } from "#core/ports/store.ts";
import type { Announcer } from "./announcer.ts";
import { clean, cleanId, statement, type Database, type Statement, type Transaction } from "./database.ts";

type Configuration = Pick<
  Store,
  | "saveConnection"
  | "changeConnection"
  | "connections"
  | "connection"
  | "holders"
  | "saveBridge"
  | "changeBridge"
  | "bridges"
  | "bridge"
  | "workspaces"
>;

const putWorkspace = statement(
  "put-workspace-row",
  `
  INSERT INTO workspaces (workspace_id, configured) VALUES ($1, true) ON CONFLICT (workspace_id) DO UPDATE SET configured = true WHERE NOT workspaces.configured`,
);
const putConnection = statement(
  "put-connection",
  `
  INSERT INTO connections (workspace_id, id, document) VALUES ($1, $2, $3) ON CONFLICT (workspace_id, id) DO UPDATE SET document = excluded.document`,
);
const dropHolder = statement(
  "drop-holder",
  "DELETE FROM account_holders WHERE workspace_id = $1 AND connection_id = $2 AND (vendor, account) IS DISTINCT FROM ($3, $4)",
);
const putHolder = statement(
  "put-holder",
  "INSERT INTO account_holders (workspace_id, connection_id, vendor, account) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
);
const findHolders = statement(
  "find-holders",
  "SELECT workspace_id, connection_id FROM account_holders WHERE vendor = $1 AND account = $2 ORDER BY workspace_id, connection_id",
);
const listConnections = statement("list-connections", "SELECT document FROM connections WHERE workspace_id = $1 ORDER BY position");
const findConnection = statement("find-connection", "SELECT document FROM connections WHERE workspace_id = $1 AND id = $2");
const putBridge = statement(
  "put-bridge",
  `
  INSERT INTO bridges (workspace_id, id, document) VALUES ($1, $2, $3) ON CONFLICT (workspace_id, id) DO UPDATE SET document = excluded.document`,
);
// Rows that refer to a connection or a bridge may still be written meanwhile.
const lockConnection = statement("lock-connection", "SELECT document FROM connections WHERE workspace_id = $1 AND id = $2 FOR NO KEY UPDATE");
const lockBridge = statement("lock-bridge", "SELECT document FROM bridges WHERE workspace_id = $1 AND id = $2 FOR NO KEY UPDATE");
const listBridges = statement("list-bridges", "SELECT document FROM bridges WHERE workspace_id = $1 ORDER BY position");
const findBridge = statement("find-bridge", "SELECT document FROM bridges WHERE workspace_id = $1 AND id = $2");
const listWorkspaces = statement("list-workspaces", "SELECT workspace_id FROM workspaces WHERE configured ORDER BY workspace_id");

/** Bridges of releases that knew only contacts, or no cases, say nothing of them (T2). */
type StoredBridge = Omit<Bridge, "entity" | "cases"> & Partial<Pick<Bridge, "entity" | "cases">>;
const toBridge = (stored: StoredBridge): Bridge => ({ ...stored, entity: stored.entity ?? "contact", cases: stored.cases ?? null });

/** How one kind of configuration is kept. */
interface Keeping<Kept> {
  readonly lock: Statement;
  readonly read: (document: Kept) => Kept;
  readonly write: (transaction: Transaction, document: Kept) => Promise<unknown>;
}

const connectionKeeping: Keeping<Connection> = {
  lock: lockConnection,
  read: (stored) => stored,
  async write(transaction, connection) {
    const { workspaceId, id, vendor } = connection;
    const holder = [workspaceId, id, vendor, cleanId(connection.account)];
    await transaction.rows(putConnection, [workspaceId, id, JSON.stringify(connection)]);
    await transaction.rows(dropHolder, holder);
    await transaction.rows(putHolder, holder);
  },
};
const bridgeKeeping: Keeping<Bridge> = {
  lock: lockBridge,
  read: toBridge,
  write: (transaction, bridge) => transaction.rows(putBridge, [bridge.workspaceId, bridge.id, JSON.stringify(bridge)]),
};

/** Connections and bridges, and the directory that finds them. */
export function createConfiguration(database: Database, announcer: Announcer): Configuration {
  const documents = async <Document>(query: Statement, ...values: readonly string[]): Promise<readonly Document[]> =>
    (await database.read<{ document: Document }>(values[0] ?? "", query, values.map(clean))).map(({ document }) => document);
  const save =
    <Kept extends { readonly workspaceId: WorkspaceId }>({ write }: Keeping<Kept>) =>
    async (document: Kept): Promise<void> => {
      const { workspaceId } = document;
      await database.inWorkspace(workspaceId, async (transaction) => {
        await transaction.rows(putWorkspace, [workspaceId]);
        await write(transaction, document);
      });
      announcer.announce("config", workspaceId);
    };
  const changeIn =
    <Kept>({ lock, read, write }: Keeping<Kept>) =>
    async (workspaceId: WorkspaceId, id: string, change: (document: Kept) => Kept | null): Promise<Kept | null> => {
      const changed = await database.inWorkspace(workspaceId, async (transaction) => {
        const [row] = await transaction.rows<{ document: Kept }>(lock, [workspaceId, clean(id)]);
        const next = row === undefined ? null : change(read(row.document));
        if (next !== null) await write(transaction, next);
        return next;
      });
      if (changed !== null) announcer.announce("config", workspaceId);
      return changed;
    };
  return {
    saveConnection: save(connectionKeeping),
    changeConnection: changeIn(connectionKeeping),
    connections: (workspaceId) => documents<Connection>(listConnections, workspaceId),
    connection: async (workspaceId, id) => (await documents<Connection>(findConnection, workspaceId, id))[0] ?? null,
    async holders(vendor, account) {
      const rows = await database.read<{ workspace_id: WorkspaceId; connection_id: ConnectionId }>(null, findHolders, [vendor, cleanId(account)]);
      return rows.map((row) => ({ workspaceId: row.workspace_id, connectionId: row.connection_id }));
    },
    saveBridge: save(bridgeKeeping),
    changeBridge: changeIn(bridgeKeeping),
    bridges: async (workspaceId) => (await documents<StoredBridge>(listBridges, workspaceId)).map(toBridge),
    bridge: async (workspaceId, id) => (await documents<StoredBridge>(findBridge, workspaceId, id)).map(toBridge)[0] ?? null,
    async workspaces() {
      const rows = await database.read<{ workspace_id: WorkspaceId }>(null, listWorkspaces);
      return rows.map((row) => row.workspace_id);
    },
  };
}

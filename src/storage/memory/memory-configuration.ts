import type { WorkspaceId } from "#core/ids.ts";
import type { Store, Topic } from "#core/ports/store.ts";
import { ownedBy, type MemoryState } from "./memory-state.ts";

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

/** Connections and bridges in memory. */
export function configurationIn(state: MemoryState, tell: (topic: Topic, workspaceId: WorkspaceId) => void): Configuration {
  const saveIn =
    <Row extends { readonly id: string; readonly workspaceId: WorkspaceId }>(rows: Map<string, Row>) =>
    async (row: Row): Promise<void> => {
      rows.set(row.id, row);
      tell("config", row.workspaceId);
    };
  const changeIn =
    <Row extends { readonly workspaceId: WorkspaceId }>(rows: Map<string, Row>) =>
    async (workspaceId: WorkspaceId, id: string, change: (row: Row) => Row | null): Promise<Row | null> => {
      const current = ownedBy(rows.get(id), workspaceId);
      const next = current === null ? null : change(current);
      if (next === null) return null;
      rows.set(id, next);
      tell("config", workspaceId);
      return next;
    };
  return {
    saveConnection: saveIn(state.connections),
    changeConnection: changeIn(state.connections),
    connections: async (workspaceId) => [...state.connections.values()].filter((connection) => connection.workspaceId === workspaceId),
    connection: async (workspaceId, id) => ownedBy(state.connections.get(id), workspaceId),
    holders: async (vendor, account) =>
      [...state.connections.values()]
        .filter((connection) => connection.vendor === vendor && connection.account === account)
        .map((connection) => ({ workspaceId: connection.workspaceId, connectionId: connection.id })),
    saveBridge: saveIn(state.bridges),
    changeBridge: changeIn(state.bridges),
    bridges: async (workspaceId) => [...state.bridges.values()].filter((bridge) => bridge.workspaceId === workspaceId),
    bridge: async (workspaceId, id) => ownedBy(state.bridges.get(id), workspaceId),
    workspaces: async () => [...new Set([...state.connections.values(), ...state.bridges.values()].map((row) => row.workspaceId))],
  };
}

import type { WorkspaceId } from "#core/ids.ts";
import type { Store, Topic } from "#core/ports/store.ts";
import { ownedBy, type MemoryState } from "./memory-state.ts";

type Configuration = Pick<
  Store,
  "saveConnection" | "connections" | "connection" | "holders" | "saveBridge" | "changeBridge" | "bridges" | "bridge" | "workspaces"
>;

/** Connections and bridges in memory. */
export function configurationIn(state: MemoryState, tell: (topic: Topic, workspaceId: WorkspaceId) => void): Configuration {
  return {
    async saveConnection(connection) {
      state.connections.set(connection.id, connection);
      tell("config", connection.workspaceId);
    },
    connections: async (workspaceId) => [...state.connections.values()].filter((connection) => connection.workspaceId === workspaceId),
    connection: async (workspaceId, id) => ownedBy(state.connections.get(id), workspaceId),
    holders: async (vendor, account) =>
      [...state.connections.values()]
        .filter((connection) => connection.vendor === vendor && connection.account === account)
        .map((connection) => ({ workspaceId: connection.workspaceId, connectionId: connection.id })),
    async saveBridge(bridge) {
      state.bridges.set(bridge.id, bridge);
      tell("config", bridge.workspaceId);
    },
    async changeBridge(workspaceId, id, change) {
      const current = ownedBy(state.bridges.get(id), workspaceId);
      const next = current === null ? null : change(current);
      if (next === null) return null;
      state.bridges.set(id, next);
      tell("config", workspaceId);
      return next;
    },
    bridges: async (workspaceId) => [...state.bridges.values()].filter((bridge) => bridge.workspaceId === workspaceId),
    bridge: async (workspaceId, id) => ownedBy(state.bridges.get(id), workspaceId),
    workspaces: async () => [...new Set([...state.connections.values(), ...state.bridges.values()].map((row) => row.workspaceId))],
  };
}

import { inMode } from "#core/bridge.ts";
import type { WorkspaceId } from "#core/ids.ts";
import type { Store } from "#core/ports/store.ts";

/** The workspace of an installation's real accounts. */
export const homeWorkspace = "00000000-0000-7000-8000-000000000001" as WorkspaceId;

/** True when a person has connected an account; the built-in sandboxes never live in the home workspace. */
export async function hasAccounts(store: Store): Promise<boolean> {
  return (await store.connections(homeWorkspace)).length > 0;
}

/**
 * Stops what earlier sandbox runs left behind: their emulators lived in memory and are gone, so their bridges must never look for records
 * again. Returns how many bridges it paused.
 */
export async function retireSandboxes(store: Store, except: WorkspaceId | null = null): Promise<number> {
  let paused = 0;
  for (const workspaceId of await store.workspaces()) {
    if (workspaceId === homeWorkspace || workspaceId === except) continue;
    const connections = await store.connections(workspaceId);
    if (connections.some((connection) => !connection.sandbox)) continue;
    for (const { id } of connections) {
      await store.changeConnection(workspaceId, id, (connection) =>
        connection.state === "paused" ? null : { ...connection, state: "paused", pausedBecause: "by-person" },
      );
    }
    for (const { id } of await store.bridges(workspaceId)) {
      const stopped = await store.changeBridge(workspaceId, id, (bridge) => (bridge.mode === "paused" ? null : inMode(bridge, "paused")));
      if (stopped !== null) paused += 1;
    }
  }
  return paused;
}

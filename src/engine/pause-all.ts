import type { WorkspaceId } from "#core/ids.ts";
import type { Connection } from "#core/ports/store.ts";
import type { EnginePorts } from "./engine-ports.ts";
import { personEntry } from "./person-entry.ts";

/** Why a connection rests that was paused along with all others. */
export const PAUSED_WITH_ALL = "by-person-with-all";

/**
 * Pauses every active connection, or resumes those that this paused: what a person or a refusal has paused by itself stays so. Work is kept
 * (X8). Resolves with all connections as they are then.
 */
export async function pauseAll(ports: EnginePorts, workspaceId: WorkspaceId, paused: boolean, who: string): Promise<readonly Connection[]> {
  const { store, clock } = ports;
  const change = (now: Connection): Connection | null => {
    if (paused) return now.state === "active" ? { ...now, state: "paused", pausedBecause: PAUSED_WITH_ALL } : null;
    return now.pausedBecause === PAUSED_WITH_ALL ? { ...now, state: "active", pausedBecause: null } : null;
  };
  const changed = await Promise.all((await store.connections(workspaceId)).map(({ id }) => store.changeConnection(workspaceId, id, change)));
  if (changed.some((connection) => connection !== null)) {
    await store.appendJournal(workspaceId, [personEntry("config", who, { allPaused: paused })], clock.now());
  }
  return store.connections(workspaceId);
}

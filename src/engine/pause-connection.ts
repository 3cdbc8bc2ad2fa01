import type { Bridge } from "#core/bridge.ts";
import type { ErrorCode } from "#core/error-registry.ts";
import type { HighwireError } from "#core/errors.ts";
import type { ConnectionId, WorkspaceId } from "#core/ids.ts";
import type { JournalEntry } from "#core/ports/store.ts";
import { engineEntry } from "./engine-entry.ts";
import type { EnginePorts } from "./engine-ports.ts";

type Ports = Pick<EnginePorts, "store" | "clock" | "log">;

/**
 * Pauses the connection that an error came from, and says so once. Work is kept: links stay dirty, and the bridge rests until a person has
 * made the connection active again (X8).
 */
export async function pauseConnection(ports: Ports, bridge: Bridge, error: HighwireError, code: ErrorCode): Promise<void> {
  const id = error.data.vendor === "incident" ? bridge.right : bridge.left;
  await pauseBecause(ports, bridge.workspaceId, id, code, { bridgeId: bridge.id });
}

/** The same for a connection that is known, with what it was that met the error. */
export async function pauseBecause(
  { store, clock, log }: Ports,
  workspaceId: WorkspaceId,
  id: ConnectionId,
  code: ErrorCode,
  { bridgeId = null, detail = {} }: Partial<Pick<JournalEntry, "bridgeId" | "detail">>,
): Promise<void> {
  const paused = await store.changeConnection(workspaceId, id, (current) =>
    current.state === "paused" ? null : { ...current, state: "paused", pausedBecause: code },
  );
  if (paused === null) return;
  const entry = engineEntry("config", { ...detail, connectionPaused: id, code }, { bridgeId });
  await store.appendJournal(workspaceId, [entry], clock.now());
  log.warn("connection.paused", { connectionId: id, code });
}

import type { Bridge } from "#core/bridge.ts";
import type { ErrorCode } from "#core/error-registry.ts";
import type { HighwireError } from "#core/errors.ts";
import { engineEntry } from "./engine-entry.ts";
import type { EnginePorts } from "./engine-ports.ts";

/**
 * Pauses the connection that an error came from, and says so once. Work is kept: links stay dirty, and the bridge rests until a person has
 * made the connection active again (X8).
 */
export async function pauseConnection(ports: EnginePorts, bridge: Bridge, error: HighwireError, code: ErrorCode): Promise<void> {
  const { store, clock, log } = ports;
  const id = error.data.vendor === "incident" ? bridge.right : bridge.left;
  const paused = await store.changeConnection(bridge.workspaceId, id, (current) =>
    current.state === "paused" ? null : { ...current, state: "paused", pausedBecause: code },
  );
  if (paused === null) return;
  const entry = engineEntry("config", { connectionPaused: id, code }, { bridgeId: bridge.id });
  await store.appendJournal(bridge.workspaceId, [entry], clock.now());
  log.warn("connection.paused", { connectionId: id, code });
}

import type { Bridge } from "#core/bridge.ts";
import type { BridgeId, WorkspaceId } from "#core/ids.ts";
import type { EnginePorts } from "./engine-ports.ts";

/** The bridge, when it may write or show now: not draft or paused, and neither connection paused. */
export async function runnable(ports: EnginePorts, workspaceId: WorkspaceId, bridgeId: BridgeId): Promise<Bridge | null> {
  const bridge = await ports.store.bridge(workspaceId, bridgeId);
  if (bridge === null || bridge.mode === "draft" || bridge.mode === "paused") return null;
  const [left, right] = await Promise.all([ports.store.connection(workspaceId, bridge.left), ports.store.connection(workspaceId, bridge.right)]);
  return left?.state === "active" && right?.state === "active" ? bridge : null;
}

import { writes, type Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import { doesLess } from "#core/recipes.ts";
import type { EnginePorts } from "./engine-ports.ts";

/**
 * The bridge as it is now, for the next writes of what a person began when it was `begun`. Throws `HW_REQUEST_CONFLICT` when one of its accounts is
 * paused, and when the bridge has been paused or made to write no more since.
 */
export async function goAhead({ store }: EnginePorts, begun: Bridge): Promise<Bridge> {
  const { workspaceId, id } = begun;
  const bridge = await store.bridge(workspaceId, id);
  if (bridge === null) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "bridge", recordId: id });
  for (const connectionId of [bridge.left, bridge.right]) {
    const connection = await store.connection(workspaceId, connectionId);
    if (connection?.state !== "active") throw stopped(`the account ${connection?.name ?? connectionId} is paused; resume writes, ${THEN}`);
  }
  if (doesLess(bridge.mode, begun.mode) && !writes(bridge.mode))
    throw stopped(`${bridge.name} was switched to ${bridge.mode} meanwhile; when it may go on, ${THEN}`);
  return bridge;
}

const THEN = "then ask for what is left once more";

const stopped = (detail: string): HighwireError => new HighwireError("HW_REQUEST_CONFLICT", { detail: `nothing more is written: ${detail}` });

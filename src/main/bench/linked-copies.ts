import type { Bridge } from "#core/bridge.ts";
import type { BridgeId, ConnectionId } from "#core/ids.ts";
import type { Connection, DirtyMark } from "#core/ports/store.ts";
import type { EnginePorts } from "#engine/engine-ports.ts";
import { FreshReads } from "#engine/fresh-reads.ts";
import { reconcileBatch } from "#engine/reconcile/reconcile-batch.ts";
import { must } from "#lib/must.ts";
import { systemRandom } from "#lib/system-random.ts";
import type { Copies } from "#storage/postgres/multiply-links.ts";
import { contactBridge } from "../default-mapping.ts";
import { vendorBaseUrls } from "../vendors.ts";
import { homeWorkspace } from "../workspaces.ts";

/** Saves a bridge of contacts with connections of its own. `account`: the HighLevel location; default: one that no other has. */
export async function saveBenchBridge({ store }: EnginePorts, account?: string): Promise<Bridge> {
  const base = { workspaceId: homeWorkspace, state: "active", pausedBecause: null, sandbox: false, facts: {}, name: "Bench" } as const;
  const [leftId, rightId] = [systemRandom.uuid() as ConnectionId, systemRandom.uuid() as ConnectionId];
  const left: Connection = {
    ...base,
    id: leftId,
    vendor: "highlevel",
    account: account ?? `location-${leftId}`,
    auth: "private-integration-token",
    baseUrl: vendorBaseUrls.highlevel,
  };
  const right: Connection = { ...base, id: rightId, vendor: "incident", account: rightId, auth: "api-key", baseUrl: vendorBaseUrls.incident };
  await store.saveConnection(left);
  await store.saveConnection(right);
  const bridge: Bridge = {
    ...contactBridge({ id: systemRandom.uuid() as BridgeId, name: "Bench", left, right, mode: "live" }),
    catalogTypeId: "bench",
  };
  await store.saveBridge(bridge);
  return bridge;
}

/** Lets the engine itself make the link that others are copies of. */
export async function linkFirst(ports: EnginePorts, bridge: Bridge): Promise<Copies["sample"]> {
  const { store, clock } = ports;
  const recordId = `first-${bridge.id}`;
  const mark: DirtyMark = {
    workspaceId: homeWorkspace,
    bridgeId: bridge.id,
    side: "highlevel",
    recordId,
    reason: "backfill",
    priority: "backfill",
  };
  await store.markDirty([mark], clock.now());
  await reconcileBatch({ ports, bridge, fresh: new FreshReads(clock), owner: "bench", limit: 1 });
  return must(await store.linkOf(homeWorkspace, bridge.id, "highlevel", recordId), "the first link").id;
}

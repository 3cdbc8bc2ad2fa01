import type { BridgeId, ConnectionId, Instant, WorkspaceId } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Store } from "#core/ports/store.ts";

/** Who holds a vendor account, and which bridges stand on it. */
export interface Route {
  readonly workspaceId: WorkspaceId;
  readonly connectionId: ConnectionId;
  readonly bridgeIds: readonly BridgeId[];
}

/** Five seconds, in milliseconds: how late a new connection or bridge is noticed here; sweeps cover the gap. */
const KEEP_MS = 5_000;
/** Accounts kept at most, so that foreign events cannot fill the memory. */
const MAX_KEPT = 10_000;

/** Remembers routes for a moment, so that a burst of events, ours or foreign, costs the store one look-up. */
export function createRouteCache(store: Store, clock: Clock): { find(vendor: "highlevel" | "incident", account: string): Promise<readonly Route[]> } {
  const kept = new Map<string, { readonly at: Instant; readonly routes: Promise<readonly Route[]> }>();
  return {
    find(vendor, account) {
      const key = `${vendor}:${account}`;
      const known = kept.get(key);
      if (known !== undefined && clock.monotonicMs() - known.at < KEEP_MS) return known.routes;
      if (kept.size >= MAX_KEPT) kept.clear();
      const routes = lookUp(store, vendor, account);
      kept.set(key, { at: clock.monotonicMs(), routes });
      routes.catch(() => kept.delete(key));
      return routes;
    },
  };
}

async function lookUp(store: Store, vendor: "highlevel" | "incident", account: string): Promise<readonly Route[]> {
  const holders = await store.holders(vendor, account);
  return Promise.all(
    holders.map(async (holder) => {
      const bridges = await store.bridges(holder.workspaceId);
      const own = bridges.filter((bridge) => bridge.left === holder.connectionId || bridge.right === holder.connectionId);
      return { ...holder, bridgeIds: own.map((bridge) => bridge.id) };
    }),
  );
}

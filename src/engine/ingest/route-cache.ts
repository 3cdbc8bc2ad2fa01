import type { Entity } from "#core/bridge.ts";
import type { BridgeId, ConnectionId, WorkspaceId } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Store } from "#core/ports/store.ts";
import type { Workflow } from "#core/workflow/run.ts";
import { remember } from "../remember.ts";

/** Who holds a vendor account, and which bridges stand on it. */
export interface Route {
  readonly workspaceId: WorkspaceId;
  readonly connectionId: ConnectionId;
  readonly bridges: readonly { readonly id: BridgeId; readonly entity: Entity }[];
  /** All of the workspace's, also those that are off: a run of theirs may still wait for an event. */
  readonly workflows: readonly Workflow[];
}

export interface RouteCache {
  find(vendor: "highlevel" | "incident", account: string): Promise<readonly Route[]>;
  /** The one active connection to this vendor, over all workspaces; none when there are several, for whose the event is cannot be known (T1). */
  only(vendor: "highlevel" | "incident"): Promise<readonly Route[]>;
  /** Asks anew at the next event. */
  forget(): void;
}

/** Remembers routes for a moment, so that a burst of events, ours or foreign, costs the store one look-up; sweeps cover what a new bridge misses meanwhile. */
export function createRouteCache(store: Store, clock: Clock): RouteCache {
  const find = remember(clock, (_key: string, vendor: "highlevel" | "incident", account: string) => lookUp(store, vendor, account));
  const only = remember(clock, (vendor: "highlevel" | "incident") => onlyHolder(store, vendor));
  return {
    find: (vendor, account) => find(`${vendor}:${account}`, vendor, account),
    only,
    forget() {
      find.forget();
      only.forget();
    },
  };
}

async function lookUp(store: Store, vendor: "highlevel" | "incident", account: string): Promise<readonly Route[]> {
  return Promise.all((await store.holders(vendor, account)).map((holder) => routeOf(store, holder)));
}

async function onlyHolder(store: Store, vendor: "highlevel" | "incident"): Promise<readonly Route[]> {
  const held = (await Promise.all((await store.workspaces()).map((id) => store.connections(id)))).flat();
  const [first, ...others] = held.filter((connection) => connection.vendor === vendor && connection.state === "active");
  return first === undefined || others.length > 0 ? [] : [await routeOf(store, { workspaceId: first.workspaceId, connectionId: first.id })];
}

async function routeOf(store: Store, holder: Pick<Route, "workspaceId" | "connectionId">): Promise<Route> {
  const [bridges, workflows] = await Promise.all([store.bridges(holder.workspaceId), store.workflows.workflows(holder.workspaceId)]);
  const own = bridges.filter((bridge) => bridge.left === holder.connectionId || bridge.right === holder.connectionId);
  return { ...holder, bridges: own.map(({ id, entity }) => ({ id, entity })), workflows };
}

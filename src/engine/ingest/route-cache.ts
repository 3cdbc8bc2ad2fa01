import type { Entity } from "#core/bridge.ts";
import type { BridgeId, ConnectionId, Instant, WorkspaceId } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Store } from "#core/ports/store.ts";
import type { Workflow } from "#core/workflow/run.ts";

/** Who holds a vendor account, and which bridges stand on it. */
export interface Route {
  readonly workspaceId: WorkspaceId;
  readonly connectionId: ConnectionId;
  readonly bridges: readonly { readonly id: BridgeId; readonly entity: Entity }[];
  /** All of the workspace's, also those that are off: a run of theirs may still wait for an event. */
  readonly workflows: readonly Workflow[];
}

/** Five seconds, in milliseconds: how late a new connection, bridge or secret is noticed here; sweeps cover the gap. */
const KEEP_MS = 5_000;
/** Answers kept at most, so that foreign events cannot fill the memory. */
const MAX_KEPT = 10_000;

export interface RouteCache {
  find(vendor: "highlevel" | "incident", account: string): Promise<readonly Route[]>;
  /** The one active connection to this vendor, over all workspaces; none when there are several, for whose the event is cannot be known (T1). */
  only(vendor: "highlevel" | "incident"): Promise<readonly Route[]>;
  /** Asks anew at the next event. */
  forget(): void;
}

/** Remembers routes for a moment, so that a burst of events, ours or foreign, costs the store one look-up. */
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

interface Remembered<Key, More extends readonly unknown[], Value> {
  (key: Key, ...more: More): Promise<Value>;
  forget(): void;
}

/** The same question, known by its first word, is asked once in five seconds; a failure is not remembered. */
export function remember<Key, More extends readonly unknown[], Value>(
  clock: Clock,
  ask: (key: Key, ...more: More) => Promise<Value>,
): Remembered<Key, More, Value> {
  const kept = new Map<Key, { readonly at: Instant; readonly answer: Promise<Value> }>();
  const recall = (key: Key, ...more: More): Promise<Value> => {
    const known = kept.get(key);
    if (known !== undefined && clock.monotonicMs() - known.at < KEEP_MS) return known.answer;
    if (kept.size >= MAX_KEPT) kept.clear();
    const answer = ask(key, ...more);
    kept.set(key, { at: clock.monotonicMs(), answer });
    answer.catch(() => kept.delete(key));
    return answer;
  };
  return Object.assign(recall, { forget: () => kept.clear() });
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

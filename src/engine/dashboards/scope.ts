import type { Bridge, Entity } from "#core/bridge.ts";
import type { BridgeId, WorkspaceId } from "#core/ids.ts";
import type { CountRow, CountSubject } from "#core/ports/dashboard-rows.ts";
import type { Connection, Store } from "#core/ports/store.ts";
import { recipes } from "#core/recipes.ts";
import type { EnginePorts } from "../engine-ports.ts";
import type { ApplicationStatus } from "../application.ts";
import type { DashboardScope } from "./dashboards.ts";
import { boundsOf, rangeRules, type Range } from "./ranges.ts";

export interface DashboardParts {
  readonly ports: Pick<EnginePorts, "store" | "clock">;
  readonly workspaceId: WorkspaceId;
  readonly quotas: () => Promise<ApplicationStatus["quotas"]>;
}

/** What a scope is about, and everything there is. */
export interface Within {
  readonly bridges: readonly Bridge[];
  readonly connections: readonly Connection[];
  readonly isAll: boolean;
  readonly allBridges: readonly Bridge[];
  readonly allConnections: readonly Connection[];
}

export async function within(store: Store, workspaceId: WorkspaceId, { location, flow }: DashboardScope): Promise<Within> {
  const [allBridges, allConnections] = await Promise.all([store.bridges(workspaceId), store.connections(workspaceId)]);
  const isAll = location === undefined && flow === undefined;
  const entities = flow === undefined ? null : [...recipes[flow].own, ...recipes[flow].also];
  const bridges = allBridges.filter(
    ({ left, entity }) => (location === undefined || left === location) && (entities === null || entities.includes(entity)),
  );
  const used = new Set(bridges.flatMap(({ left, right }) => [left, right]));
  return { bridges, connections: isAll ? allConnections : allConnections.filter(({ id }) => used.has(id)), isAll, allBridges, allConnections };
}

/** The counted rows of a range that a scope is about. */
export async function rowsOf(
  { ports, workspaceId }: DashboardParts,
  range: Range,
  of: "bridges" | "connections" | "both",
  { bridges, connections, isAll, allConnections }: Within,
): Promise<readonly CountRow[]> {
  const { from, until } = boundsOf(range, ports.clock.now());
  const rows = await ports.store.dashboards.counts(workspaceId, rangeRules[range].step, from, until);
  const wanted = new Set<CountSubject>([
    ...(of === "connections" ? [] : bridges.map(({ id }) => id)),
    ...(of === "bridges" ? [] : connections.map(({ id }) => id)),
  ]);
  const known = new Set<CountSubject>(allConnections.map(({ id }) => id));
  // What bridges have done that are gone is part of the whole.
  return rows.filter(({ subject }) => wanted.has(subject) || (isAll && of !== "connections" && !known.has(subject)));
}

export const idsOf = (bridges: readonly Bridge[], entities: readonly Entity[]): readonly BridgeId[] =>
  bridges.filter(({ entity }) => entities.includes(entity)).map(({ id }) => id);

/** Bridges in which notes stand; on timelines stand appointments as well. */
export const noteEntities = ["timeline", "timeline-note", "case-note", "alert-note"] as const satisfies readonly Entity[];

/** Bridges in which tasks of HighLevel stand. */
export const taskEntities: readonly Entity[] = ["task", "follow-up", "action"];

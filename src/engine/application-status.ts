import type { WorkspaceId } from "#core/ids.ts";
import type { ApplicationStatus } from "./application.ts";
import { readBackfill } from "./backfill/backfill.ts";
import type { EnginePorts } from "./engine-ports.ts";
import { readSweepState } from "./sweep/sweep-state.ts";

/** What the health of everything is read from. */
interface StatusParts {
  readonly ports: EnginePorts;
  readonly workspaceId: WorkspaceId;
  readonly quotas: () => Promise<ApplicationStatus["quotas"]>;
  readonly describeStore: () => ApplicationStatus["store"];
}

/** The health of connections, bridges, limits and store. */
export async function statusOf(parts: StatusParts): Promise<ApplicationStatus> {
  const { store, clock } = parts.ports;
  const [connections, bridges, quotas] = await Promise.all([store.connections(parts.workspaceId), store.bridges(parts.workspaceId), parts.quotas()]);
  const age = (at: number | null): number | null => (at === null ? null : Math.max(0, clock.now() - at));
  return {
    workspaceId: parts.workspaceId,
    connections,
    quotas,
    store: parts.describeStore(),
    bridges: await Promise.all(
      bridges.map(async (bridge) => {
        const [counts, left, right, first] = await Promise.all([
          store.counts(parts.workspaceId, bridge.id),
          readSweepState(store, bridge, "highlevel"),
          readSweepState(store, bridge, "incident"),
          readBackfill(store, bridge),
        ]);
        return {
          bridge,
          counts,
          sweepAgeMs: { highlevel: age(left.completedAt), incident: age(right.completedAt) },
          backfill: { state: first.state, done: first.done, total: first.total },
        };
      }),
    ),
  };
}

import type { Bridge } from "#core/bridge.ts";
import type { ErrorCode } from "#core/error-registry.ts";
import type { ConnectionId, Instant, WorkspaceId } from "#core/ids.ts";
import { fieldLabels } from "#core/mapping/field-label.ts";
import type { ConflictCause, ParkedCause } from "#core/ports/conflict-desk.ts";
import type { Connection, Store } from "#core/ports/store.ts";
import { stoppedBecause } from "#core/stopped-because.ts";
import type { WaitingRuns } from "#core/ports/workflow-store.ts";

/** Seven days, in milliseconds: how long before a token ends somebody is told. */
const SOON_MS = 604_800_000;

/** One thing that waits for a person, with all its like gathered under it. */
export type NeedsYou =
  | { readonly kind: "connection"; readonly connection: Connection; readonly code: ErrorCode; readonly since: Instant | null }
  | { readonly kind: "brake"; readonly bridge: Bridge; readonly deletes: number; readonly since: Instant }
  | { readonly kind: "parked"; readonly cause: ParkedCause; readonly flow: string; readonly since: Instant }
  | { readonly kind: "conflicts"; readonly cause: ConflictCause; readonly flow: string; readonly label: string; readonly since: Instant }
  | { readonly kind: "runs" | "questions"; readonly cause: WaitingRuns; readonly workflow: string; readonly since: Instant }
  | { readonly kind: "token"; readonly connection: Connection; readonly endsAt: Instant; readonly since: null };

/** Everything that waits for a person: what stops most comes first, then what has waited longest. A few short reads, whatever the number of records. */
export async function needsYou(store: Store, workspaceId: WorkspaceId, now: Instant): Promise<readonly NeedsYou[]> {
  const [connections, bridges, conflicts, parked, runs] = await Promise.all([
    store.connections(workspaceId),
    store.bridges(workspaceId),
    store.conflictCauses(workspaceId),
    store.parkedCauses(workspaceId),
    waitingRuns(store, workspaceId),
  ]);
  const label = fieldLabels(bridges);
  const flow = (id: Bridge["id"]): string => bridges.find((bridge) => bridge.id === id)?.name ?? "";
  const pausedAt = await lastPauses(store, workspaceId, connections);
  return [
    ...connections.flatMap((connection): NeedsYou[] => {
      const code = stoppedBecause(connection);
      return code === null ? [] : [{ kind: "connection", connection, code, since: pausedAt.get(connection.id) ?? null }];
    }),
    ...bridges.flatMap((bridge): NeedsYou[] =>
      bridge.brake === null ? [] : [{ kind: "brake", bridge, deletes: bridge.brake.plannedDeletes, since: bridge.brake.at }],
    ),
    ...parked.toSorted(older).map((cause): NeedsYou => ({ kind: "parked", cause, flow: flow(cause.bridgeId), since: cause.since })),
    ...runs,
    ...conflicts.toSorted(older).map((cause): NeedsYou => ({
      kind: "conflicts",
      cause,
      flow: flow(cause.bridgeId),
      label: label(cause.bridgeId, cause.field),
      since: cause.since,
    })),
    ...connections.flatMap((connection): NeedsYou[] => {
      const endsAt = connection.facts["tokenExpiresAt"];
      return typeof endsAt === "number" && endsAt - now < SOON_MS ? [{ kind: "token", connection, endsAt, since: null }] : [];
    }),
  ];
}

/** Runs of workflows that wait, oldest first. Their names are read only where there are some. */
async function waitingRuns({ workflows }: Store, workspaceId: WorkspaceId): Promise<readonly NeedsYou[]> {
  const waiting = await workflows.waitingRuns(workspaceId);
  const names = new Map(waiting.length === 0 ? [] : (await workflows.workflows(workspaceId)).map(({ id, draft }) => [id, draft.name]));
  return waiting.map((cause) => ({
    kind: cause.kind === "parked" ? "runs" : "questions",
    cause,
    workflow: names.get(cause.workflowId) ?? "",
    since: cause.since,
  }));
}

const older = (one: { readonly since: Instant }, other: { readonly since: Instant }): number => one.since - other.since;

/** When connections were last paused by themselves, as far as the newest changes of configuration tell. */
async function lastPauses(store: Store, workspaceId: WorkspaceId, connections: readonly Connection[]): Promise<ReadonlyMap<ConnectionId, Instant>> {
  const found = new Map<ConnectionId, Instant>();
  if (!connections.some((connection) => stoppedBecause(connection) !== null)) return found;
  for (const { detail, at } of await store.journal(workspaceId, { kinds: ["config"], limit: 100 })) {
    const id = detail["connectionPaused"] as ConnectionId | undefined;
    if (id !== undefined && !found.has(id)) found.set(id, at);
  }
  return found;
}

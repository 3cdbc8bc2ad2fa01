import type { Instant, WorkspaceId } from "#core/ids.ts";
import { restoredBase, restoredBridge, restoredConnection } from "#core/sync/after-restore.ts";
import { restoredWorkflow } from "#core/workflow/run.ts";
import { noWorkflows } from "./memory-workflow-state.ts";
import { noAccounts, type MemoryAccounts } from "./memory-account-rows.ts";
import { appendTo } from "./memory-journal.ts";
import { copyState, emptyState, LinkTable, type MemoryState, type StoredLink } from "./memory-state.ts";

/** What a store in memory held at one moment; the twin of a backup file, held to the same contract. */
export interface MemoryBackup {
  readonly takenAt: Instant;
  readonly state: MemoryState;
}

export function backupMemory(state: MemoryState, takenAt: Instant): MemoryBackup {
  return { takenAt, state: copyState(state) };
}

/** More claims than any link has seen. */
const FENCE_LEAP = 1_000_000;

/** A backup as it is put back: nothing of it is due, held, decided or agreed by itself (I5); ended links stay ended. */
export function restoreMemory({ takenAt, state }: MemoryBackup, now: Instant): MemoryState {
  const kept = copyState(state);
  const restored: MemoryState = {
    ...emptyState(),
    secrets: kept.secrets,
    choices: kept.choices,
    incidentPages: kept.incidentPages,
    byRecord: kept.byRecord,
    connections: mapped(kept.connections, restoredConnection),
    bridges: mapped(kept.bridges, restoredBridge),
    events: mapped(kept.events, (event) => {
      const decision = event.decision ?? (event.quarantine === null ? "restored" : null);
      return { ...event, body: new Uint8Array(), decision };
    }),
    links: LinkTable.of(mapped(kept.links, (link) => restoredLink(link, now))),
    intents: mapped(kept.intents, (intent) => (isUnfinished(intent.state) ? { ...intent, state: "abandoned" as never, changes: [] } : intent)),
    conflicts: mapped(kept.conflicts, (conflict) => (conflict.closedAt === null ? { ...conflict, resolution: null } : conflict)),
    journal: kept.journal,
    views: kept.views,
    workflows: { ...noWorkflows(), workflows: mapped(kept.workflows.workflows, restoredWorkflow), versions: kept.workflows.versions },
    mappings: kept.mappings,
    alertChannels: kept.alertChannels,
    alertRules: kept.alertRules,
    accounts: { ...noAccounts(), ...pickedFrom(kept.accounts) },
  };
  for (const workspaceId of workspacesOf(restored)) noteRestore(restored, kept, workspaceId, takenAt, now);
  return restored;
}

/** People and what they sign in with; sessions, codes and tokens begin anew. */
const pickedFrom = ({ people, sign_in_ways, second_factors, passkeys }: MemoryAccounts): Partial<MemoryAccounts> => ({
  people,
  sign_in_ways,
  second_factors,
  passkeys,
});

function restoredLink(link: StoredLink, now: Instant): StoredLink {
  const next: StoredLink = {
    ...link,
    base: restoredBase(link.base, { left: link.left?.version ?? null, right: link.right?.version ?? null }),
    fence: link.fence + FENCE_LEAP,
    leaseOwner: null,
    leaseUntil: 0,
    attempts: 0,
    firstFailedAt: null,
  };
  if (link.state === "unlinked" || link.state === "tombstone") return next;
  const reasons = new Set([...(link.dirty ? link.dirtyReasons : []), "restore" as const]);
  const generation = link.dirtyGeneration + 1;
  return { ...next, dirty: true, dirtySince: now, dirtyReasons: [...reasons], dirtyGeneration: generation, dueAt: now, priority: "backfill" };
}

function noteRestore(restored: MemoryState, before: MemoryState, workspaceId: WorkspaceId, takenAt: Instant, now: Instant): void {
  const abandoned = [...before.intents.values()].filter((intent) => intent.workspaceId === workspaceId && isUnfinished(intent.state)).length;
  const detail = { restored: takenAt, abandoned };
  const entry = { kind: "config", linkId: null, bridgeId: null, intentId: null, side: null, cause: ["restore"], detail, values: [] } as const;
  appendTo(restored, workspaceId, [entry], now);
}

const isUnfinished = (state: string): boolean => state === "pending" || state === "sent" || state === "unknown";

function mapped<Key, Value>(map: ReadonlyMap<Key, Value>, change: (value: Value) => Value): Map<Key, Value> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}

const workspacesOf = ({ connections, bridges }: MemoryState): ReadonlySet<WorkspaceId> =>
  new Set([...connections.values(), ...bridges.values()].map(({ workspaceId }) => workspaceId));

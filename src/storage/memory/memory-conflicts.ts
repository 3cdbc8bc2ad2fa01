import type { WorkspaceId } from "#core/ids.ts";
import type { ConflictCause, ConflictDesk, ParkedCause } from "#core/ports/conflict-desk.ts";
import type { Random } from "#core/ports/random.ts";
import type { ConflictRow, Store, Topic } from "#core/ports/store.ts";
import type { ConflictQuery } from "#core/ports/store-queries.ts";
import { markOne } from "./memory-links.ts";
import { ownedBy, type MemoryState } from "./memory-state.ts";

/** Conflicts and people's choices, as PostgreSQL keeps them. */
export function conflictsIn(
  state: MemoryState,
  random: Random,
  tell: (topic: Topic, workspaceId: WorkspaceId) => void,
): ConflictDesk & Pick<Store, "conflicts" | "conflict" | "resolveConflict"> {
  return {
    conflicts: async (workspaceId, query) => pageOf(state, workspaceId, query),
    conflict: async (workspaceId, id) => ownedBy(state.conflicts.get(id), workspaceId),
    async resolveConflict(workspaceId, id, resolution, now, dueAt = now) {
      const conflict = ownedBy(state.conflicts.get(id), workspaceId);
      const link = conflict === null ? undefined : state.links.get(conflict.linkId);
      if (conflict === null || link === undefined || conflict.closedAt !== null || conflict.resolution !== null) return false;
      state.conflicts.set(id, { ...conflict, workspaceId, resolution });
      const side = link.leftId === null ? "incident" : "highlevel";
      const recordId = link.leftId ?? link.rightId ?? "";
      if (link.state === "parked") state.links.set(link.id, { ...link, state: "active", because: null });
      markOne(state, random, { workspaceId, bridgeId: link.bridgeId, side, recordId, reason: "person", priority: "person", dueAt }, now);
      tell("work", workspaceId);
      return true;
    },
    conflictCauses: async (workspaceId) => causesOf(state, workspaceId),
    parkedCauses: async (workspaceId) => parkedOf(state, workspaceId),
    async reopenConflict(workspaceId, id, now) {
      const conflict = ownedBy(state.conflicts.get(id), workspaceId);
      const link = conflict === null ? undefined : state.links.get(conflict.linkId);
      const isHeld = link !== undefined && link.leaseOwner !== null && link.leaseUntil > now;
      if (conflict === null || !isOpen(conflict) || conflict.resolution === null || isHeld) return false;
      state.conflicts.set(id, { ...conflict, workspaceId, resolution: null });
      tell("activity", workspaceId);
      return true;
    },
    async noteOnConflict(workspaceId, id, note) {
      const conflict = ownedBy(state.conflicts.get(id), workspaceId);
      if (conflict === null || !isOpen(conflict)) return false;
      state.conflicts.set(id, { ...conflict, workspaceId, ...note });
      tell("activity", workspaceId);
      return true;
    },
  };
}

type Stored = ConflictRow & { readonly workspaceId: string };

const isOpen = ({ state, closedAt }: ConflictRow): boolean => state === "open" && closedAt === null;

function stateOf({ state, closedAt }: ConflictRow): ConflictQuery["state"] {
  if (state === "decided") return "decided";
  return closedAt === null ? "open" : "closed";
}

function pageOf(state: MemoryState, workspaceId: WorkspaceId, query: ConflictQuery): readonly ConflictRow[] {
  const { linkId, bridgeId, kind, field, unanswered = false } = query;
  const isMeant = (conflict: Stored): boolean =>
    conflict.workspaceId === workspaceId &&
    stateOf(conflict) === query.state &&
    (linkId === undefined || conflict.linkId === linkId) &&
    (bridgeId === undefined || conflict.bridgeId === bridgeId) &&
    (kind === undefined || conflict.kind === kind) &&
    (field === undefined || conflict.field === field) &&
    (!unanswered || conflict.resolution === null);
  return [...state.conflicts.values()]
    .filter(isMeant)
    .toSorted((one, other) => other.openedAt - one.openedAt || (one.id < other.id ? 1 : -1))
    .slice(0, query.limit);
}

function causesOf(state: MemoryState, workspaceId: WorkspaceId): readonly ConflictCause[] {
  const found = new Map<string, ConflictCause>();
  for (const conflict of state.conflicts.values()) {
    if (conflict.workspaceId !== workspaceId || !isOpen(conflict) || conflict.resolution !== null) continue;
    const { bridgeId, kind, field, openedAt } = conflict;
    const key = JSON.stringify([bridgeId, kind, field]);
    const known = found.get(key);
    found.set(key, { bridgeId, kind, field, open: (known?.open ?? 0) + 1, since: Math.min(known?.since ?? openedAt, openedAt) });
  }
  return [...found.values()].toSorted((one, other) => other.open - one.open || one.since - other.since);
}

function parkedOf(state: MemoryState, workspaceId: WorkspaceId): readonly ParkedCause[] {
  const found = new Map<string, ParkedCause>();
  for (const link of state.links.values()) {
    if (link.workspaceId !== workspaceId || link.state !== "parked" || link.openConflicts > 0) continue;
    const { bridgeId, changedAt } = link;
    const because = link.because as ParkedCause["because"];
    const key = JSON.stringify([bridgeId, because]);
    const known = found.get(key);
    found.set(key, { bridgeId, because, links: (known?.links ?? 0) + 1, since: Math.min(known?.since ?? changedAt, changedAt) });
  }
  return [...found.values()].toSorted((one, other) => other.links - one.links || one.since - other.since);
}

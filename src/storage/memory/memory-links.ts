import type { BridgeId, Instant, LinkId, WorkspaceId } from "#core/ids.ts";
import type { IntentOutcome, IntentRow } from "#core/ports/intents.ts";
import {
  MOST_EVENTS,
  refusedOf,
  type ClaimRequest,
  type ClaimedLink,
  type PendingEvent,
  type Settlement,
  type SettleResult,
} from "#core/ports/claims.ts";
import type { DirtyMark, JournalEntry, LinkRow, NewConflict } from "#core/ports/store.ts";
import type { ConflictNote } from "#core/ports/conflict-desk.ts";
import type { CallPriority } from "#core/ports/records-port.ts";
import type { Random } from "#core/ports/random.ts";
import type { Side } from "#core/record/canonical.ts";
import type { ConflictId } from "#core/ids.ts";
import type { MemoryState, StoredLink } from "./memory-state.ts";

const rank: Readonly<Record<CallPriority, number>> = { person: 0, webhook: 1, sweep: 2, backfill: 3 };

/** Milliseconds after which a settlement that met a busy row is tried again. */
const BUSY_RETRY_MS = 250;

export const recordKey = (bridgeId: string, side: Side, recordId: string): string => `${bridgeId}:${side}:${recordId}`;

/** Marks one record's link dirty, making the row when the record was never seen. True when the link was clean before. */
export function markOne(state: MemoryState, random: Random, mark: DirtyMark, now: Instant): boolean {
  const known = state.byRecord.get(recordKey(mark.bridgeId, mark.side, mark.recordId));
  const link = known === undefined ? newLink(state, random, mark, now) : state.links.get(known);
  if (link === undefined) return false;
  const wasClean = !link.dirty;
  const dueAt = mark.dueAt ?? now;
  const next: StoredLink = {
    ...link,
    dirty: true,
    dirtySince: link.dirty ? link.dirtySince : now,
    dirtyReasons: [...new Set([...(link.dirty ? link.dirtyReasons : []), mark.reason])],
    dueAt: link.dirty && link.dueAt !== null && link.attempts === 0 ? Math.min(link.dueAt, dueAt) : laterOf(link, dueAt, mark.reason),
    priority: link.dirty && rank[link.priority] < rank[mark.priority] ? link.priority : mark.priority,
    dirtyGeneration: link.dirtyGeneration + 1,
    ...(mark.keyHashes !== undefined && (mark.side === "highlevel" ? { leftKeys: mark.keyHashes } : { rightKeys: mark.keyHashes })),
  };
  state.links.set(link.id, next);
  return wasClean;
}

/** A link that waits for a retry keeps waiting when machines mark it; a person's mark goes at once. */
function laterOf(link: StoredLink, dueAt: Instant, reason: DirtyMark["reason"]): Instant {
  const waits = link.dirty && link.attempts > 0 && link.dueAt !== null;
  if (!waits || reason === "person" || reason === "redrive") return dueAt;
  return Math.max(link.dueAt ?? dueAt, dueAt);
}

function newLink(state: MemoryState, random: Random, mark: DirtyMark, now: Instant): StoredLink {
  const id = random.uuid() as LinkId;
  const link: StoredLink = {
    id,
    workspaceId: mark.workspaceId,
    bridgeId: mark.bridgeId,
    leftId: mark.side === "highlevel" ? mark.recordId : null,
    rightId: mark.side === "incident" ? mark.recordId : null,
    state: "active",
    because: null,
    base: null,
    left: null,
    right: null,
    dirty: false,
    dirtySince: null,
    dirtyReasons: [],
    dueAt: null,
    priority: mark.priority,
    attempts: 0,
    firstFailedAt: null,
    flips: {},
    openConflicts: 0,
    linkedAt: null,
    changedAt: now,
    fence: 0,
    dirtyGeneration: 0,
    leaseOwner: null,
    leaseUntil: 0,
    leftKeys: [],
    rightKeys: [],
    leftSeenAt: mark.side === "highlevel" ? now : null,
    rightSeenAt: mark.side === "incident" ? now : null,
  };
  state.links.set(id, link);
  state.byRecord.set(recordKey(mark.bridgeId, mark.side, mark.recordId), id);
  return link;
}

/** Claims due dirty links that nobody holds. */
export function claimLinks(state: MemoryState, request: ClaimRequest): readonly ClaimedLink[] {
  if (request.mode !== undefined && state.bridges.get(request.bridgeId)?.mode !== request.mode) return [];
  const asked = request.only === undefined ? state.links.dirtyOf(request.bridgeId) : namedLinks(state, request.only);
  const first: StoredLink[] = [];
  for (const link of asked) {
    const isFree = link.workspaceId === request.workspaceId && link.bridgeId === request.bridgeId && link.leaseUntil <= request.now;
    if (!isFree || (request.only === undefined && (link.dueAt ?? 0) > request.now)) continue;
    const last = first.at(-1);
    if (first.length === request.limit && last !== undefined && !goesBefore(link, last)) continue;
    first.splice(first.findLastIndex((other) => !goesBefore(link, other)) + 1, 0, link);
    if (first.length > request.limit) first.pop();
  }
  return first.map((link) => hold(state, link, request));
}

function goesBefore(one: StoredLink, other: StoredLink): boolean {
  return (rank[one.priority] - rank[other.priority] || (one.dueAt ?? 0) - (other.dueAt ?? 0) || (one.id < other.id ? -1 : 1)) < 0;
}

const namedLinks = (state: MemoryState, ids: readonly LinkId[]): readonly StoredLink[] =>
  [...new Set(ids)].flatMap((id) => state.links.get(id) ?? []);

function hold(state: MemoryState, link: StoredLink, request: ClaimRequest): ClaimedLink {
  const held: StoredLink = { ...link, fence: link.fence + 1, leaseOwner: request.owner, leaseUntil: request.leaseUntil };
  state.links.set(link.id, held);
  return {
    ...held,
    unfinished: unfinishedOf(state, link.id),
    events: pendingEvents(state, held),
    conflicts: [...state.conflicts.values()].filter(
      (conflict) => conflict.linkId === link.id && conflict.closedAt === null && conflict.state === "open",
    ),
  };
}

/** See `Store.unknownCreates`. */
export function unknownCreates(state: MemoryState, workspaceId: WorkspaceId, bridgeId: BridgeId, side: Side): readonly IntentRow[] {
  const found = unanswered(state, workspaceId, bridgeId).filter((intent) => intent.action === "create" && intent.side === side);
  return found.toSorted((one, other) => other.createdAt - one.createdAt || (one.id < other.id ? 1 : -1)).slice(0, 200);
}

/** See `Store.openWriters`. */
export function openWriters(state: MemoryState, workspaceId: WorkspaceId, bridgeId: BridgeId, side: Side, recordId: string): readonly LinkId[] {
  const found = unanswered(state, workspaceId, bridgeId).filter((intent) => intent.side === side && intent.recordId === recordId);
  return [...new Set(found.map(({ linkId }) => linkId))];
}

/** Intents of a bridge that were sent and have no outcome yet. */
function unanswered(state: MemoryState, workspaceId: WorkspaceId, bridgeId: BridgeId): readonly IntentRow[] {
  return [...state.intents.values()].filter(({ state: stage, linkId }) => {
    const link = state.links.get(linkId);
    return (stage === "sent" || stage === "unknown") && link?.workspaceId === workspaceId && link.bridgeId === bridgeId;
  });
}

const unfinishedOf = (state: MemoryState, id: LinkId): readonly IntentRow[] =>
  [...state.intents.values()].filter((intent) => intent.linkId === id && !isFinished(intent.state));

const isFinished = (state: string): boolean => state === "confirmed" || state === "rejected" || state === "abandoned";

function pendingEvents(state: MemoryState, link: StoredLink): readonly PendingEvent[] {
  const bridge = state.bridges.get(link.bridgeId);
  if (bridge === undefined) return [];
  const keys = [link.leftId === null ? null : `${bridge.left}:${link.leftId}`, link.rightId === null ? null : `${bridge.right}:${link.rightId}`];
  return keys
    .flatMap((key) => (key === null ? [] : [...(state.pending.get(key) ?? [])]))
    .toSorted((one, other) => one.receivedAt - other.receivedAt)
    .slice(0, MOST_EVENTS)
    .map((event) => ({
      source: event.source,
      eventId: event.eventId,
      type: event.type,
      recordId: event.recordId ?? "",
      body: event.body,
      receivedAt: event.receivedAt,
    }));
}

/** Carries out settlements whose fences still hold; the others are `lost`. */
export function settleLinks(
  state: MemoryState,
  random: Random,
  workspaceId: WorkspaceId,
  settlements: readonly Settlement[],
  now: Instant,
  append: (entries: readonly JournalEntry[]) => void,
): SettleResult {
  const settled: LinkId[] = [];
  const lost: LinkId[] = [];
  for (const settlement of settlements) {
    const done = settleOne(state, random, workspaceId, settlement, now, append);
    if (!done) letGo(state, workspaceId, settlement, now, append);
    (done ? settled : lost).push(settlement.linkId);
  }
  return { settled, lost };
}

/**
 * A settlement refused although its fence holds (the other record's row is busy) is tried again soon, from the start. What failed for certain is kept, and
 * which records the rest went to: of that a look tells (A1).
 */
function letGo(
  state: MemoryState,
  workspaceId: WorkspaceId,
  settlement: Settlement,
  now: Instant,
  append: (entries: readonly JournalEntry[]) => void,
): void {
  const link = state.links.get(settlement.linkId);
  if (link === undefined || link.workspaceId !== workspaceId || link.fence !== settlement.fence) return;
  state.links.set(link.id, { ...link, dirty: true, dueAt: now + BUSY_RETRY_MS, leaseOwner: null, leaseUntil: 0 });
  const { outcomes, journal } = refusedOf(settlement);
  finishIntents(state, outcomes);
  append(journal);
}

function finishIntents(state: MemoryState, outcomes: readonly IntentOutcome[]): void {
  for (const outcome of outcomes) {
    const intent = state.intents.get(outcome.id);
    if (intent !== undefined)
      state.intents.set(outcome.id, { ...intent, state: outcome.state as never, recordId: outcome.recordId ?? intent.recordId });
  }
}

function settleOne(
  state: MemoryState,
  random: Random,
  workspaceId: WorkspaceId,
  settlement: Settlement,
  now: Instant,
  append: (entries: readonly JournalEntry[]) => void,
): boolean {
  const link = state.links.get(settlement.linkId);
  if (link === undefined || link.workspaceId !== workspaceId || link.fence !== settlement.fence || link.leaseOwner === null) return false;
  const other = settlement.absorb === undefined ? undefined : state.links.get(settlement.absorb);
  if (other !== undefined && other.leaseUntil > now) return false;
  const absorbed = other === undefined ? null : withDebt(state, other);
  const next = patched(link, settlement, now, absorbed);
  if (!idsAreFree(state, next, absorbed?.id)) return false;
  if (absorbed !== null) absorbOther(state, link, absorbed, now);
  reindex(state, link, next);
  finishIntents(state, settlement.outcomes);
  openConflicts(state, random, workspaceId, next, settlement.open, now);
  for (const { id } of settlement.close) closeConflict(state, id, now);
  state.links.set(link.id, { ...next, openConflicts: countOpen(state, link.id) });
  for (const done of settlement.processed) markProcessed(state, done.source, done.eventId, workspaceId, done.decision);
  append(settlement.journal);
  return true;
}

/** Takes over another link's row: its ids become free, its unfinished intents are this link's to probe. */
function absorbOther(state: MemoryState, link: StoredLink, other: StoredLink, now: Instant): void {
  state.links.delete(other.id);
  for (const intent of state.intents.values()) if (intent.linkId === other.id) state.intents.set(intent.id, { ...intent, linkId: link.id });
  for (const [side, id] of [
    ["highlevel", other.leftId],
    ["incident", other.rightId],
  ] as const) {
    if (id !== null) state.byRecord.delete(recordKey(other.bridgeId, side, id));
  }
  for (const conflict of state.conflicts.values()) if (conflict.linkId === other.id) closeConflict(state, conflict.id, now);
}

function idsAreFree(state: MemoryState, next: StoredLink, absorbed: LinkId | undefined): boolean {
  const pairs = [
    ["highlevel", next.leftId],
    ["incident", next.rightId],
  ] as const;
  return pairs.every(([side, id]) => id === null || [undefined, next.id, absorbed].includes(state.byRecord.get(recordKey(next.bridgeId, side, id))));
}

function reindex(state: MemoryState, before: StoredLink, next: StoredLink): void {
  for (const [side, was, is] of [
    ["highlevel", before.leftId, next.leftId],
    ["incident", before.rightId, next.rightId],
  ] as const) {
    if (was !== null && was !== is) state.byRecord.delete(recordKey(next.bridgeId, side, was));
    if (is !== null) state.byRecord.set(recordKey(next.bridgeId, side, is), next.id);
  }
}

/** An absorbed row as it counts for the one that takes it in: a look at what it owes an account of is due (A1). */
function withDebt(state: MemoryState, other: StoredLink): StoredLink {
  const owes = unfinishedOf(state, other.id).length > 0;
  return { ...other, dirty: other.dirty || owes, dirtyReasons: owes ? [...other.dirtyReasons, "again"] : other.dirtyReasons };
}

/** The row after settling; what was due on an absorbed row is due on this one. */
function patched(link: StoredLink, settlement: Settlement, now: Instant, absorbed: StoredLink | null): StoredLink {
  const markedMeanwhile = link.dirtyGeneration !== settlement.dirtyGeneration || absorbed?.dirty === true;
  const again = settlement.again;
  const dirty = again !== undefined || markedMeanwhile;
  const failed = again?.failed === true;
  return {
    ...link,
    ...settlement.patch,
    changedAt: now,
    leaseOwner: null,
    leaseUntil: 0,
    dirty,
    dirtySince: dirty ? (link.dirtySince ?? now) : null,
    dirtyReasons: dirty
      ? [...new Set([...link.dirtyReasons, ...(absorbed?.dirtyReasons ?? []), ...(again === undefined ? [] : ["again" as const])])]
      : [],
    dueAt: again !== undefined ? again.at : markedMeanwhile ? now : null,
    attempts: failed ? link.attempts + 1 : again === undefined ? 0 : link.attempts,
    firstFailedAt: failed ? (link.firstFailedAt ?? now) : again === undefined ? null : link.firstFailedAt,
    leftSeenAt: settlement.patch.left?.seenAt ?? link.leftSeenAt,
    rightSeenAt: settlement.patch.right?.seenAt ?? link.rightSeenAt,
  };
}

function openConflicts(
  state: MemoryState,
  random: Random,
  workspaceId: WorkspaceId,
  link: LinkRow,
  open: readonly NewConflict[],
  now: Instant,
): void {
  for (const conflict of open) {
    let note: ConflictNote = { assignee: null, comment: null };
    if (conflict.state === "open") {
      for (const old of state.conflicts.values()) {
        if (old.linkId !== link.id || old.field !== conflict.field || old.state !== "open" || old.closedAt !== null) continue;
        note = { assignee: old.assignee, comment: old.comment };
        state.conflicts.delete(old.id);
      }
    }
    const id = random.uuid() as ConflictId;
    state.conflicts.set(id, {
      ...conflict,
      id,
      workspaceId,
      linkId: link.id,
      bridgeId: link.bridgeId,
      openedAt: now,
      closedAt: conflict.state === "open" ? null : now,
      resolution: null,
      ...note,
    });
  }
}

function closeConflict(state: MemoryState, id: string, now: Instant): void {
  const conflict = state.conflicts.get(id);
  if (conflict !== undefined && conflict.closedAt === null) state.conflicts.set(id, { ...conflict, closedAt: now });
}

function countOpen(state: MemoryState, linkId: LinkId): number {
  let open = 0;
  for (const conflict of state.conflicts.values())
    if (conflict.linkId === linkId && conflict.state === "open" && conflict.closedAt === null) open += 1;
  return open;
}

function markProcessed(state: MemoryState, source: string, eventId: string, workspaceId: string, decision: string): void {
  const event = state.events.get(`${workspaceId}:${source}:${eventId}`);
  if (event === undefined) return;
  event.decision = decision;
  state.pending.get(`${event.connectionId}:${event.recordId}`)?.delete(event);
}

import type { Instant, LinkId, WorkspaceId } from "#core/ids.ts";
import {
  eventKey,
  RECENT_EVENTS,
  type ActivityLog,
  type ActivityPage,
  type ActivityQuery,
  type EventKey,
  type KeptEvent,
  type RecentEvent,
  type RecentEvents,
} from "#core/ports/activity-log.ts";
import type { JournalRow, Topic } from "#core/ports/store.ts";
import { ownedBy, type MemoryState, type StoredEvent } from "./memory-state.ts";

/** Calls that are kept of all links together; the oldest give way. */
const MOST_CALLS = 5_000;

/** The journal as people look through it, and what stands behind it. */
export function activityIn(state: MemoryState, tell: (topic: Topic, workspaceId: WorkspaceId) => void): ActivityLog {
  const eventOf = (workspaceId: WorkspaceId, { source, eventId }: EventKey): StoredEvent | undefined =>
    state.events.get(`${workspaceId}:${source}:${eventId}`);
  return {
    activity: async (workspaceId, query) => pageOf(state, workspaceId, query),
    entry: async (workspaceId, id) => state.journal.find((row) => row.workspaceId === workspaceId && row.id === id) ?? null,
    async noteCalls(workspaceId, calls) {
      state.calls.push(...calls.map((call) => ({ ...call, workspaceId })));
      state.calls.splice(0, Math.max(0, state.calls.length - MOST_CALLS));
    },
    callsOf: async (workspaceId, linkId, from, until) =>
      state.calls
        .filter((call) => call.workspaceId === workspaceId && call.linkId === linkId && call.at >= from && call.at <= until)
        .toSorted((one, other) => one.at - other.at)
        .slice(0, 200)
        .map(({ workspaceId: _owner, ...call }) => call),
    async callCounts(workspaceId, entries) {
      const own = state.journal.filter((row) => row.workspaceId === workspaceId);
      const since = ({ linkId, id, at }: (typeof entries)[number]): Instant =>
        own.findLast((row) => row.linkId === linkId && row.id < id && row.at < at)?.at ?? 0;
      const count = (entry: (typeof entries)[number]): number =>
        state.calls.filter(
          (call) => call.workspaceId === workspaceId && call.linkId === entry.linkId && call.at <= entry.at && call.at > since(entry),
        ).length;
      return new Map(entries.filter(({ linkId }) => linkId !== null).map((entry) => [entry.id, count(entry)]));
    },
    async eventTimes(workspaceId, keys) {
      const found = keys.flatMap((key) => eventOf(workspaceId, key) ?? []);
      return new Map(found.map((event) => [eventKey(event), event.receivedAt]));
    },
    async event(workspaceId, key) {
      const found = eventOf(workspaceId, key);
      return found === undefined ? null : keptOf(found);
    },
    recentEvents: async (workspaceId, query) => recentIn(state, workspaceId, query),
    async undecide(workspaceId, key) {
      const found = eventOf(workspaceId, key);
      if (found === undefined || found.quarantine !== null) return;
      found.decision = null;
      const pendingKey = `${found.connectionId}:${found.recordId ?? ""}`;
      if (found.recordId !== null) state.pending.set(pendingKey, (state.pending.get(pendingKey) ?? new Set()).add(found));
    },
    async intent(workspaceId, id) {
      const found = ownedBy(state.intents.get(id), workspaceId);
      if (found === null) return null;
      const { side, action, createdAt, state: stands } = found;
      return { id, side, action, state: stands, createdAt };
    },
    async ignoreLinks(workspaceId, linkIds, because, now) {
      const left = linkIds.filter((id) => ignoreOne(state, workspaceId, id, because, now));
      if (left.length > 0) tell("activity", workspaceId);
      return left;
    },
  };
}

function recentIn(state: MemoryState, workspaceId: WorkspaceId, { source, types, limit }: RecentEvents): readonly RecentEvent[] {
  return [...state.events.values()]
    .filter((event) => event.workspaceId === workspaceId)
    .toSorted((one, other) => other.receivedAt - one.receivedAt || (one.eventId < other.eventId ? 1 : -1))
    .slice(0, RECENT_EVENTS)
    .filter((event) => event.source === source && types.includes(event.type) && event.quarantine === null)
    .slice(0, limit)
    .map(keptOf)
    .map(({ eventId, type, receivedAt, body }) => ({ eventId, type, receivedAt, body }));
}

function keptOf(event: StoredEvent): KeptEvent {
  const { source, eventId, type, recordId, connectionId, receivedAt, quarantine, decision, signedBy = null, body } = event;
  return { source, eventId, type, recordId, connectionId, receivedAt, quarantine, decision, signedBy, body: body.byteLength === 0 ? null : body };
}

function ignoreOne(state: MemoryState, workspaceId: WorkspaceId, id: LinkId, because: string, now: Instant): boolean {
  const link = ownedBy(state.links.get(id), workspaceId);
  if (link === null || link.state !== "parked" || (link.leaseOwner !== null && link.leaseUntil > now)) return false;
  const rested = { dirty: false, dirtySince: null, dirtyReasons: [], dueAt: null, attempts: 0, firstFailedAt: null };
  state.links.set(id, { ...link, state: "excluded", because, changedAt: now, ...rested });
  return true;
}

function pageOf(state: MemoryState, workspaceId: WorkspaceId, query: ActivityQuery): ActivityPage {
  const { before, limit } = query;
  const fitting = state.journal
    .filter((row) => row.workspaceId === workspaceId && (before === undefined || row.id < before) && fits(row, query))
    .toReversed();
  const rows = fitting.slice(0, limit);
  return { rows, next: fitting.length > limit ? (rows.at(-1)?.id ?? null) : null };
}

function fits(row: JournalRow, { bridgeId, linkId, kinds, side, code, from, until }: ActivityQuery): boolean {
  return (
    (bridgeId === undefined || row.bridgeId === bridgeId) &&
    (linkId === undefined || row.linkId === linkId) &&
    (kinds === undefined || kinds.includes(row.kind)) &&
    (side === undefined || row.side === side) &&
    (code === undefined || row.detail["code"] === code) &&
    (from === undefined || row.at >= from) &&
    (until === undefined || row.at < until)
  );
}

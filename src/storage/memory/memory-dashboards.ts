import type { Instant, LinkId, WorkspaceId } from "#core/ids.ts";
import { eventKey, eventOf } from "#core/ports/activity-log.ts";
import {
  inEveryStep,
  mergeCounts,
  stepStart,
  STEPS,
  type CountBatch,
  type CountedBatch,
  type CountRow,
  type DashboardRows,
  type DatedCount,
  type DatedQuery,
  type DatedRecord,
  type Waiting,
} from "#core/ports/dashboard-rows.ts";
import type { JournalRow } from "#core/ports/store.ts";
import { ownedBy, type MemoryState, type Owned } from "./memory-state.ts";

/** What dashboards are read from, as PostgreSQL keeps it. */
export function dashboardsIn(state: MemoryState): DashboardRows {
  const { places, counts, records } = state.dashboards;
  const placeOf = (workspaceId: WorkspaceId): { readonly id: string; readonly eventsUntil: Instant } =>
    places.get(workspaceId) ?? { id: "", eventsUntil: 0 };
  return {
    async countJournal(workspaceId, most, count) {
      const place = placeOf(workspaceId);
      const entries = state.journal.filter((row) => row.workspaceId === workspaceId && row.id > place.id).slice(0, most);
      const last = entries.at(-1);
      if (last === undefined) return 0;
      keepCounted(state, workspaceId, count(batchOf(state, workspaceId, entries)));
      places.set(workspaceId, { ...place, id: last.id });
      return entries.length;
    },
    countEvents: async (workspaceId, until) => countReceived(state, workspaceId, placeOf(workspaceId), until),
    async addCounts(workspaceId, rows) {
      addRows(state, workspaceId, rows);
    },
    counts: async (workspaceId, step, from, until) =>
      [...counts.values()]
        .filter((row) => row.workspaceId === workspaceId && row.step === step && row.at >= from && row.at < until)
        .toSorted((one, other) => one.at - other.at || (one.subject < other.subject ? -1 : 1))
        .map(({ at, subject, counts: figures }) => ({ at, subject, counts: figures })),
    waiting: async (workspaceId) => waitingIn(state, workspaceId),
    datedRecords: async (workspaceId, query, limit) =>
      fitting([...records.values()], workspaceId, query)
        .toSorted((one, other) => (one.at ?? Infinity) - (other.at ?? Infinity) || (one.recordId < other.recordId ? -1 : 1))
        .slice(0, limit)
        .map(({ workspaceId: _owner, ...record }) => record),
    countDated: async (workspaceId, query) => countDated(fitting([...records.values()], workspaceId, query)),
  };
}

/** What these links told last is kept no longer. */
export function endRecords({ dashboards }: MemoryState, workspaceId: WorkspaceId, linkIds: ReadonlySet<LinkId>): void {
  for (const [key, record] of dashboards.records) {
    if (record.workspaceId === workspaceId && linkIds.has(record.linkId)) dashboards.records.delete(key);
  }
}

function batchOf(state: MemoryState, workspaceId: WorkspaceId, entries: readonly JournalRow[]): CountBatch {
  const links = entries.flatMap(({ linkId }) => (linkId === null ? [] : (ownedBy(state.links.get(linkId), workspaceId) ?? [])));
  const events = entries.flatMap((entry) => {
    const key = eventOf(entry);
    const event = key === null ? undefined : state.events.get(`${workspaceId}:${key.source}:${key.eventId}`);
    return event === undefined ? [] : [[eventKey(event), event.receivedAt] as const];
  });
  return { entries, links: new Map(links.map((link) => [link.id, link])), eventTimes: new Map(events) };
}

const recordKey = (workspaceId: WorkspaceId, { kind, recordId }: Pick<DatedRecord, "kind" | "recordId">): string =>
  `${workspaceId} ${kind} ${recordId}`;

function keepCounted(state: MemoryState, workspaceId: WorkspaceId, { rows, open, closed, ended }: CountedBatch): void {
  addRows(state, workspaceId, rows);
  endRecords(state, workspaceId, new Set(ended));
  for (const record of closed) state.dashboards.records.delete(recordKey(workspaceId, record));
  for (const record of open) state.dashboards.records.set(recordKey(workspaceId, record), { ...record, workspaceId });
}

function addRows({ dashboards }: MemoryState, workspaceId: WorkspaceId, added: readonly CountRow[]): void {
  for (const row of inEveryStep(added)) {
    const key = [workspaceId, row.step, row.at, row.subject].join(" ");
    dashboards.counts.set(key, { ...row, workspaceId, counts: mergeCounts(dashboards.counts.get(key)?.counts ?? {}, row.counts) });
  }
}

function countReceived(
  state: MemoryState,
  workspaceId: WorkspaceId,
  place: { readonly id: string; readonly eventsUntil: Instant },
  until: Instant,
): boolean {
  const received = [...state.events.values()].filter((event) => event.workspaceId === workspaceId && event.receivedAt >= place.eventsUntil);
  const from = Math.max(place.eventsUntil, Math.min(until, ...received.map(({ receivedAt }) => receivedAt)));
  const end = Math.min(until, from + STEPS.day);
  if (end <= place.eventsUntil) return true;
  const rows = received
    .filter(({ receivedAt }) => receivedAt >= from && receivedAt < end)
    .map(({ connectionId, receivedAt, quarantine }): CountRow => ({
      subject: connectionId,
      at: stepStart(STEPS.minutes, receivedAt),
      counts: { received: 1, ...(quarantine !== null && { "set-aside": 1 }) },
    }));
  addRows(state, workspaceId, rows);
  state.dashboards.places.set(workspaceId, { ...place, eventsUntil: end });
  return end >= until;
}

function waitingIn(state: MemoryState, workspaceId: WorkspaceId): readonly Waiting[] {
  const dirty = [...state.links.values()].filter((link) => link.workspaceId === workspaceId && link.dirty);
  return [...Map.groupBy(dirty, ({ bridgeId }) => bridgeId)]
    .map(([bridgeId, links]) => ({ bridgeId, links: links.length, since: Math.min(...links.map(({ dirtySince }) => dirtySince ?? Infinity)) }))
    .toSorted((one, other) => (one.bridgeId < other.bridgeId ? -1 : 1));
}

function fitting(
  records: readonly Owned<DatedRecord>[],
  workspaceId: WorkspaceId,
  { kind, bridgeIds, from, until }: DatedQuery,
): readonly Owned<DatedRecord>[] {
  return records.filter(
    (record) =>
      record.workspaceId === workspaceId &&
      record.kind === kind &&
      bridgeIds.includes(record.bridgeId) &&
      (from === undefined || (record.at !== null && record.at >= from)) &&
      (until === undefined || (record.at !== null && record.at < until)),
  );
}

function countDated(records: readonly DatedRecord[]): readonly DatedCount[] {
  return [...Map.groupBy(records, ({ bridgeId, label }) => JSON.stringify([bridgeId, label]))]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, same]) => {
      const [first] = same;
      if (first === undefined) return [];
      const contacts = new Set(same.flatMap(({ contactId }) => contactId ?? []));
      const groups = new Set(same.map(({ recordId }) => recordId.split("/")[0]));
      return [{ bridgeId: first.bridgeId, label: first.label, records: same.length, contacts: contacts.size, groups: groups.size }];
    });
}

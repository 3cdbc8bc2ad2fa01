import { createHmac, createSecretKey } from "node:crypto";
import type { IntentId, Instant, LinkId, WorkspaceId } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Random } from "#core/ports/random.ts";
import type { IntentRow, NewIntent } from "#core/ports/intents.ts";
import type { IncomingEvent, JournalEntry, LinkRow, Store, Topic } from "#core/ports/store.ts";
import { configurationIn } from "./memory-configuration.ts";
import { activityIn } from "./memory-activity.ts";
import { conflictsIn } from "./memory-conflicts.ts";
import { erasureIn } from "./memory-erase.ts";
import { claimLinks, markOne, openWriters, recordKey, settleLinks, unknownCreates } from "./memory-links.ts";
import { countLinks, idOf, linksBelongingTo, rightIdsGoingOn, linksWithKeys, pageOfLinks, unseenRecords } from "./memory-reads.ts";
import { appendTo, headOf, journalIn } from "./memory-journal.ts";
import { pageStateIn } from "./memory-page-state.ts";
import { responderIn } from "./memory-responder.ts";
import { beginFromEvent, workflowsIn } from "./memory-workflows.ts";
import { emptyState, ownedBy, type MemoryState } from "./memory-state.ts";

/** Texts whose fingerprint is remembered at most; then all are forgotten. */
const MOST_TEXTS = 5_000;

function fingerprintsUnder(workspaceId: WorkspaceId): (text: string) => string {
  const key = createSecretKey(workspaceId, "utf8");
  const known = new Map<string, string>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = createHmac("sha256", key).update(text).digest("base64url").slice(0, 22);
    if (known.size >= MOST_TEXTS) known.clear();
    known.set(text, made);
    return made;
  };
}

/**
 * The Store in memory: for the simulator and for tests. It holds the same contract suite as PostgreSQL; nothing of it survives the process.
 */
export function createMemoryStore(ports: { readonly clock: Clock; readonly random: Random; readonly state?: MemoryState }): Store {
  const { clock, random } = ports;
  const state = ports.state ?? emptyState();
  const listeners = new Set<{ topics: readonly Topic[]; heard: (topic: Topic, workspaceId: WorkspaceId) => void }>();
  const locks = new Map<string, Promise<unknown>>();
  const fingerprints = new Map<WorkspaceId, (text: string) => string>();
  const inTurn = <Result>(key: string, work: () => Promise<Result>): Promise<Result> => {
    const turn = (locks.get(key) ?? Promise.resolve()).then(work);
    locks.set(
      key,
      turn.catch(() => undefined),
    );
    return turn;
  };
  const tell = (topic: Topic, workspaceId: WorkspaceId): void => {
    for (const listener of listeners) if (listener.topics.includes(topic)) listener.heard(topic, workspaceId);
  };
  const append = (workspaceId: WorkspaceId, entries: readonly JournalEntry[], now: Instant): void => appendTo(state, workspaceId, entries, now);

  return {
    ...configurationIn(state, tell),
    ...erasureIn(state, tell),
    ...conflictsIn(state, random, tell),
    ...activityIn(state, tell),
    ...pageStateIn(state, tell),
    ...responderIn(state),
    workflows: workflowsIn(state.workflows, { append, head: (workspaceId) => headOf(state, workspaceId) }, tell),

    // As at a locked row, what is saved while somebody changes the secret comes after that, and holds.
    saveSecret: (workspaceId, name, value) => {
      const key = `${workspaceId}:${name}`;
      return inTurn(key, async () => void state.secrets.set(key, value));
    },
    secret: async (workspaceId, name) => state.secrets.get(`${workspaceId}:${name}`) ?? null,
    removeSecret: (workspaceId, name) => {
      const key = `${workspaceId}:${name}`;
      return inTurn(key, async () => void state.secrets.delete(key));
    },
    changeSecret: (workspaceId, name, change) => {
      const key = `${workspaceId}:${name}`;
      return inTurn(key, async () => {
        const next = await change(state.secrets.get(key) ?? null);
        if (next !== null) state.secrets.set(key, next);
        return state.secrets.get(key) ?? null;
      });
    },

    async commitEvents(events, now) {
      const results = events.map((event) => insertEvent(state, random, event, now));
      for (const workspaceId of new Set(events.map((event) => event.workspaceId))) tell("work", workspaceId);
      for (const workspaceId of new Set(events.flatMap((event) => (event.workflows === undefined ? [] : [event.workspaceId]))))
        tell("run", workspaceId);
      return results;
    },
    async markDirty(marks, now) {
      const changed = marks.filter((mark) => markOne(state, random, mark, now)).length;
      for (const workspaceId of new Set(marks.map((mark) => mark.workspaceId))) tell("work", workspaceId);
      return changed;
    },

    bridgesWithWork: async (now, limit, after) => bridgesWithWork(state, now, limit, after),
    nextDueAt: async () => nextDueAt(state),
    claim: async (request) => claimLinks(state, request),
    async renew(workspaceId, held, leaseUntil) {
      const kept = held.filter(({ id, fence }) => isHeld(state, id, fence) && state.links.get(id)?.workspaceId === workspaceId);
      for (const { id } of kept) extend(state, id, leaseUntil);
      return kept.map(({ id }) => id);
    },
    unknownCreates: async (workspaceId, bridgeId, side) => unknownCreates(state, workspaceId, bridgeId, side),
    openWriters: async (workspaceId, bridgeId, side, recordId) => openWriters(state, workspaceId, bridgeId, side, recordId),
    async recordIntents(workspaceId, intents, now) {
      return intents
        .filter((intent) => isHeld(state, intent.linkId, intent.fence) && state.links.get(intent.linkId)?.workspaceId === workspaceId)
        .map((intent) => recordIntent(state, workspaceId, intent, now));
    },
    async markSent(workspaceId, intentIds, now) {
      return intentIds.filter((id) => sendOne(state, workspaceId, id, now));
    },
    async settle(workspaceId, settlements, now) {
      const result = settleLinks(state, random, workspaceId, settlements, now, (entries) => append(workspaceId, entries, now));
      if (result.settled.length > 0) tell("activity", workspaceId);
      return result;
    },

    link: async (workspaceId, id) => ownedBy(state.links.get(id), workspaceId),
    async linkOf(workspaceId, bridgeId, side, recordId) {
      const id = state.byRecord.get(recordKey(bridgeId, side, recordId));
      return id === undefined ? null : ownedBy(state.links.get(id), workspaceId);
    },
    linksByKeys: async (workspaceId, bridgeId, side, keys, limit) => linksWithKeys(state, workspaceId, bridgeId, side, keys, limit),
    async observedVersions(workspaceId, bridgeId, side, recordIds) {
      const versions = new Map<string, string>();
      for (const recordId of recordIds) {
        const id = state.byRecord.get(recordKey(bridgeId, side, recordId));
        const link = id === undefined ? undefined : state.links.get(id);
        const seen = side === "highlevel" ? link?.left : link?.right;
        if (link?.workspaceId === workspaceId && seen) versions.set(recordId, seen.version);
      }
      return versions;
    },
    unseenSince: async (workspaceId, bridgeId, side, before, afterId, limit) =>
      unseenRecords(state, workspaceId, bridgeId, side, before, afterId, limit),
    async touchSeen(_workspaceId, bridgeId, side, recordIds, now) {
      for (const recordId of recordIds) {
        const id = state.byRecord.get(recordKey(bridgeId, side, recordId));
        const link = id === undefined ? undefined : state.links.get(id);
        if (link === undefined) continue;
        state.links.set(link.id, {
          ...link,
          ...(idOf(link, side) === recordId && (side === "highlevel" ? { leftSeenAt: now } : { rightSeenAt: now })),
        });
      }
    },
    listLinks: async (query) => pageOfLinks(state, query),
    rightIdsGoingOn: async (workspaceId, bridgeIds, most) => rightIdsGoingOn(state, workspaceId, bridgeIds, most),
    linksNaming: async (workspaceId, bridgeIds, recordIds, most) => linksBelongingTo(state, workspaceId, bridgeIds, recordIds, most),
    counts: async (workspaceId, bridgeId) => countLinks(state, workspaceId, bridgeId),
    dueCount: async (workspaceId, bridgeId, marked) =>
      [...state.links.dirtyOf(bridgeId)].filter((link) => link.workspaceId === workspaceId && link.attempts === 0 && isMarked(link, marked)).length,
    ...journalIn(state, tell),

    choice: async (workspaceId, name) => state.choices.get(`${workspaceId}:${name}`) ?? null,
    saveChoice: async (workspaceId, name, value) => void state.choices.set(`${workspaceId}:${name}`, value),
    cursor: async (workspaceId, name) => state.cursors.get(`${workspaceId}:${name}`) ?? null,
    async saveCursor(workspaceId, name, value) {
      if (value === null) state.cursors.delete(`${workspaceId}:${name}`);
      else state.cursors.set(`${workspaceId}:${name}`, value);
    },
    async updateBudget(key, change) {
      const changed = change(state.budgets.get(key) ?? null, clock.now());
      state.budgets.set(key, changed.state);
      return changed.result;
    },
    time: async () => clock.now(),
    async fingerprinter(workspaceId) {
      const known = fingerprints.get(workspaceId) ?? fingerprintsUnder(workspaceId);
      fingerprints.set(workspaceId, known);
      return known;
    },
    async listen(topics, heard) {
      const listener = { topics, heard };
      listeners.add(listener);
      return async () => {
        listeners.delete(listener);
      };
    },
    healthy: async () => true,
    close: async () => listeners.clear(),
  };
}

function insertEvent(state: MemoryState, random: Random, event: IncomingEvent, now: Instant): "new" | "duplicate" {
  const key = `${event.workspaceId}:${event.source}:${event.eventId}`;
  if (state.events.has(key)) return "duplicate";
  const stored = { ...event, receivedAt: now, decision: null };
  state.events.set(key, stored);
  if (event.recordId !== null) {
    const pendingKey = `${event.connectionId}:${event.recordId}`;
    state.pending.set(pendingKey, (state.pending.get(pendingKey) ?? new Set()).add(stored));
  }
  for (const mark of event.marks) markOne(state, random, mark, now);
  beginFromEvent(state.workflows, event, now);
  return "new";
}

function bridgesWithWork(state: MemoryState, now: Instant, limit: number, after = ""): Awaited<ReturnType<Store["bridgesWithWork"]>> {
  return [...state.links.earliest()]
    .filter(({ bridgeId, dueAt }) => dueAt <= now && bridgeId > after)
    .toSorted((one, other) => (one.bridgeId < other.bridgeId ? -1 : 1))
    .slice(0, limit);
}

function nextDueAt(state: MemoryState): Instant | null {
  const due = [...state.links.earliest()].map(({ dueAt }) => dueAt);
  return due.length === 0 ? null : Math.min(...due);
}

function isHeld(state: MemoryState, id: LinkId, fence: number): boolean {
  const link = state.links.get(id);
  return link !== undefined && link.fence === fence && link.leaseOwner !== null;
}

function extend(state: MemoryState, id: LinkId, leaseUntil: Instant): void {
  const link = state.links.get(id);
  if (link !== undefined) state.links.set(id, { ...link, leaseUntil });
}

function recordIntent(state: MemoryState, workspaceId: WorkspaceId, intent: NewIntent, now: Instant): IntentId {
  const row: IntentRow & { workspaceId: string } = { ...intent, state: "pending", createdAt: now, workspaceId };
  state.intents.set(intent.id, row);
  return intent.id;
}

function sendOne(state: MemoryState, workspaceId: WorkspaceId, id: IntentId, now: Instant): boolean {
  const intent = state.intents.get(id);
  const link = intent === undefined ? undefined : state.links.get(intent.linkId);
  if (
    intent === undefined ||
    link === undefined ||
    intent.workspaceId !== workspaceId ||
    intent.state !== "pending" ||
    link.fence !== intent.fence ||
    link.leaseUntil <= now
  )
    return false;
  state.intents.set(id, { ...intent, state: "sent" });
  return true;
}

/** See `Store.dueCount`. */
const isMarked = ({ dirtyReasons, dueAt }: LinkRow, marked: Parameters<Store["dueCount"]>[2]): boolean =>
  marked === undefined || (dirtyReasons.includes(marked.reason) && (dueAt ?? 0) <= marked.by);

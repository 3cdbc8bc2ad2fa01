import type { Instant, LinkId, WorkspaceId } from "#core/ids.ts";
import type { Observation, Store, Topic } from "#core/ports/store.ts";
import type { ErasedCounts } from "#core/ports/store-queries.ts";
import type { KeptItem } from "#core/ports/plan-store.ts";
import { endRecords } from "./memory-dashboards.ts";
import { eraseRuns, type Named } from "./memory-workflows.ts";
import { bodyTellsOf } from "../telling-body.ts";
import { ownedBy, type MemoryState, type StoredLink } from "./memory-state.ts";

/** Removes what is kept of people, as PostgreSQL does. */
export function erasureIn(state: MemoryState, tell: (topic: Topic, workspaceId: WorkspaceId) => void): Pick<Store, "erase"> {
  return {
    async erase(workspaceId, linkIds, which, now, alsoKnownBy = []) {
      const counts = eraseLinks({ state, workspaceId, now, alsoKnownBy }, linkIds, which);
      tell("activity", workspaceId);
      tell("run", workspaceId);
      return counts;
    },
  };
}

type Which = Parameters<Store["erase"]>[2];

interface Erasing {
  readonly state: MemoryState;
  readonly workspaceId: WorkspaceId;
  readonly now: Instant;
  readonly alsoKnownBy: readonly string[];
}

function eraseLinks({ state, workspaceId, now, alsoKnownBy }: Erasing, linkIds: readonly LinkId[], which: Which): ErasedCounts {
  const links = linkIds.flatMap((id) => ownedBy(state.links.get(id), workspaceId) ?? []);
  for (const link of links) state.links.set(link.id, blank(link, now));
  const ids = new Set(links.map(({ id }) => id));
  for (const [id, conflict] of state.conflicts) {
    if (ids.has(conflict.linkId))
      state.conflicts.set(id, {
        ...conflict,
        left: null,
        right: null,
        candidates: [],
        resolution: null,
        comment: null,
        closedAt: conflict.closedAt ?? now,
      });
  }
  for (const [id, intent] of state.intents) {
    if (!ids.has(intent.linkId)) continue;
    if (intent.state === "confirmed" || intent.state === "rejected") state.intents.set(id, { ...intent, changes: [] });
    else state.intents.delete(id);
  }
  endRecords(state, workspaceId, ids);
  let entries = 0;
  for (const [index, row] of state.journal.entries()) {
    if (row.workspaceId !== workspaceId || row.linkId === null || !ids.has(row.linkId) || row.values.length === 0) continue;
    state.journal[index] = { ...row, values: [] };
    entries += 1;
  }
  const recordIds = links.flatMap(({ leftId, rightId }) => [leftId, rightId].filter((id) => id !== null));
  const texts = which === "everywhere" ? alsoKnownBy : [];
  eraseRuns(state.workflows, workspaceId, { recordIds, texts }, now);
  if (which === "everywhere") erasePlanned(state, workspaceId, links);
  return { links: links.length, events: eraseBodies(state, workspaceId, { recordIds, texts }, which), entries };
}

/** Plans made before still show them; a plan made later leaves them out. */
function erasePlanned(state: MemoryState, workspaceId: WorkspaceId, links: readonly StoredLink[]): void {
  const ids = new Set(links.flatMap(({ id, leftId, rightId }) => [id, leftId, rightId]));
  const isTheirs = ({ item }: KeptItem): boolean => [item.linkId, item.leftId, item.rightId].some((id) => id !== null && ids.has(id));
  for (const [planId, items] of state.planItems) {
    if (state.plans.get(planId)?.workspaceId !== workspaceId) continue;
    state.planItems.set(
      planId,
      items.filter((item) => !isTheirs(item)),
    );
  }
}

function blank(link: StoredLink, now: Instant): StoredLink {
  const emptied = (seen: Observation | null): Observation | null => (seen === null ? null : { ...seen, fields: {} });
  return {
    ...link,
    state: "excluded",
    because: "HW_LINK_ERASED",
    base: null,
    flips: {},
    left: emptied(link.left),
    right: emptied(link.right),
    dirty: false,
    dirtySince: null,
    dirtyReasons: [],
    dueAt: null,
    attempts: 0,
    firstFailedAt: null,
    fence: link.fence + 1,
    leaseOwner: null,
    leaseUntil: 0,
    openConflicts: 0,
    changedAt: now,
  };
}

function eraseBodies(state: MemoryState, workspaceId: WorkspaceId, { recordIds, texts }: Named, which: Which): number {
  let gone = 0;
  for (const [key, event] of state.events) {
    if (event.workspaceId !== workspaceId || event.body.byteLength === 0) continue;
    const body = Buffer.from(event.body);
    const isWaiting = event.decision === null && event.quarantine === null;
    const isNamed = (): boolean => recordIds.some((id) => body.includes(id)) || (texts.length > 0 && bodyTellsOf(body, texts));
    const isMeant = which === "everywhere" ? isNamed() : isWaiting && recordIds.includes(event.recordId ?? "");
    if (!isMeant) continue;
    const pending = state.pending.get(`${event.connectionId}:${event.recordId ?? ""}`);
    pending?.delete(event);
    state.events.set(key, { ...event, body: new Uint8Array(), decision: event.decision ?? "erased" });
    gone += 1;
  }
  return gone;
}

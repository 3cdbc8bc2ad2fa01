import type { ErrorCode } from "#core/error-registry.ts";
import { HighwireError } from "#core/errors.ts";
import type { BridgeId, LinkId, WorkspaceId } from "#core/ids.ts";
import { eventOf, type ActivityQuery } from "#core/ports/activity-log.ts";
import type { JournalEntry, JournalRow } from "#core/ports/store.ts";
import type { UndoCounts } from "#core/sync/undo-counts.ts";
import type { Ingest } from "../application.ts";
import { personEntry } from "../person-entry.ts";
import { markOf, redrive } from "../redrive.ts";
import { syncNow, type SyncParts } from "../sync-now.ts";
import { undoEntry } from "../undo-run.ts";
import { listActivity, type ActivityLine } from "./list-activity.ts";
import { tellEntry, type EntryStory } from "./tell-entry.ts";

/** Records of one request, at most. */
const MOST = 500;

/** Which records a person means: named ones, or all that gave up in a flow because of one error. */
export type Chosen = { readonly linkIds: readonly LinkId[] } | { readonly bridgeId: BridgeId; readonly code: ErrorCode };

/** What people look at of what happened, and do about it. Everything that they do has an entry of kind `asked`. */
export interface ActivityDesk {
  list(query: ActivityQuery): Promise<{ readonly lines: readonly ActivityLine[]; readonly next: string | null }>;
  /** Throws `HW_REQUEST_NOT_FOUND`. */
  tell(id: string): Promise<EntryStory>;
  /** Looks at records again that gave up: reads both sides and does what is needed. Safe at any time. Returns how many. */
  retry(chosen: Chosen, who: string): Promise<number>;
  /** Leaves records that gave up alone until they change again. Returns how many. */
  ignore(chosen: Chosen, reason: string, who: string): Promise<number>;
  /** Feeds the event behind an entry again, through today's flows. Returns how many links it marked. Throws `HW_REQUEST_CONFLICT` when its body is gone. */
  replay(id: string, who: string): Promise<number>;
  /** Reads both sides of an entry's record and brings them into step now. */
  resync(id: string, who: string): Promise<void>;
  /** Takes an entry's write back, if nobody has changed since what it wrote (A3); with `rehearse` only tells what that would be. */
  undo(id: string, who: string, rehearse: boolean): Promise<UndoCounts>;
  /** Notes that somebody looks at values that are masked for others. Throws `HW_REQUEST_NOT_FOUND`. */
  reveal(id: string, what: "values" | "event", who: string): Promise<EntryStory>;
}

export interface ActivityParts extends SyncParts {
  readonly workspaceId: WorkspaceId;
  readonly ingest: Ingest;
}

export function createActivityDesk(parts: ActivityParts): ActivityDesk {
  const { ports, workspaceId } = parts;
  const { store, clock } = ports;
  const note = async (
    { linkId, bridgeId }: Pick<JournalEntry, "linkId" | "bridgeId">,
    who: string,
    detail: JournalEntry["detail"],
    values: JournalEntry["values"] = [],
  ): Promise<void> => {
    await store.appendJournal(workspaceId, [personEntry("asked", who, detail, { linkId, bridgeId, values })], clock.now());
  };
  const entryOf = async (id: string): Promise<JournalRow> => {
    const entry = await store.entry(workspaceId, id);
    if (entry === null) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "id" });
    return entry;
  };

  return {
    list: (query) => listActivity(store, workspaceId, query),
    tell: (id) => tellEntry(store, workspaceId, id),
    async retry(chosen, who) {
      const count = "linkIds" in chosen ? await retryAll(parts, chosen.linkIds) : await redrive(ports, workspaceId, chosen, chosen.code);
      if (count > 0) await note(aboutOf(chosen), who, { verb: "retry", links: count, ...codeOf(chosen) });
      return count;
    },
    async ignore(chosen, reason, who) {
      const left = await store.ignoreLinks(workspaceId, await linkIdsOf(parts, chosen), "HW_LINK_IGNORED", clock.now());
      // What somebody typed is a value: erasure and retention reach it there (P4).
      const values = reason === "" ? [] : [{ field: "reason", before: null, after: reason }];
      for (const linkId of left) await note({ linkId, bridgeId: await bridgeIdOf(parts, linkId) }, who, { verb: "ignore" }, values);
      return left.length;
    },
    async replay(id, who) {
      const entry = await entryOf(id);
      const marked = await replayEvent(parts, entry);
      await note(entry, who, { verb: "replay", links: marked });
      return marked;
    },
    async resync(id, who) {
      const entry = await entryOf(id);
      await note(entry, who, { verb: "resync" });
      await resyncRecord(parts, entry);
    },
    async undo(id, who, rehearse) {
      const entry = await entryOf(id);
      const bridge = entry.bridgeId === null ? null : await store.bridge(workspaceId, entry.bridgeId);
      if (bridge === null) throw new HighwireError("HW_REQUEST_CONFLICT", { detail: "this entry is about no flow that is still here" });
      const result = await undoEntry({ ports, bridge, entry, fresh: parts.fresh, owner: parts.owner, rehearse }, who);
      if (!rehearse) await note(entry, who, { verb: "undo", entry: entry.id });
      return result;
    },
    async reveal(id, what, who) {
      const story = await tellEntry(store, workspaceId, id);
      await note(story.entry, who, { verb: "reveal", what, entry: id });
      return story;
    },
  };
}

const bridgeIdOf = async ({ ports, workspaceId }: ActivityParts, linkId: LinkId): Promise<BridgeId | null> =>
  (await ports.store.link(workspaceId, linkId))?.bridgeId ?? null;

const aboutOf = (chosen: Chosen): Pick<JournalEntry, "linkId" | "bridgeId"> =>
  "linkIds" in chosen
    ? { linkId: chosen.linkIds.length === 1 ? (chosen.linkIds[0] ?? null) : null, bridgeId: null }
    : { linkId: null, bridgeId: chosen.bridgeId };
const codeOf = (chosen: Chosen): JournalEntry["detail"] => ("code" in chosen ? { about: chosen.code } : {});

async function retryAll({ ports, workspaceId }: ActivityParts, linkIds: readonly LinkId[]): Promise<number> {
  const { store, clock } = ports;
  const links = await Promise.all([...new Set(linkIds)].slice(0, MOST).map((id) => store.link(workspaceId, id)));
  const marks = links.flatMap((link) => (link === null ? [] : [markOf(link, "redrive")]));
  await store.markDirty(marks, clock.now());
  return marks.length;
}

async function resyncRecord(parts: ActivityParts, { linkId }: JournalRow): Promise<void> {
  const link = linkId === null ? null : await parts.ports.store.link(parts.workspaceId, linkId);
  if (link === null) throw new HighwireError("HW_REQUEST_CONFLICT", { detail: "this entry is about no record that is still here" });
  await syncNow(parts, link);
}

async function linkIdsOf({ ports, workspaceId }: ActivityParts, chosen: Chosen): Promise<readonly LinkId[]> {
  if ("linkIds" in chosen) return chosen.linkIds.slice(0, MOST);
  const { bridgeId, code } = chosen;
  const page = await ports.store.listLinks({ workspaceId, bridgeIds: [bridgeId], status: "failing", sort: "name", limit: MOST });
  return page.links.filter(({ because }) => because === code).map(({ id }) => id);
}

async function replayEvent({ ports, workspaceId, ingest }: ActivityParts, entry: JournalRow): Promise<number> {
  const { store, clock } = ports;
  const key = eventOf(entry);
  const event = key === null ? null : await store.event(workspaceId, key);
  if (key === null || event === null || event.body === null)
    throw new HighwireError("HW_REQUEST_CONFLICT", {
      detail: "there is no event behind this entry, or its body is no longer kept; re-sync the record instead",
    });
  const connection = await store.connection(workspaceId, event.connectionId);
  if (connection === null) throw new HighwireError("HW_REQUEST_CONFLICT", { detail: "the account that sent the event is no longer connected" });
  const marks = await ingest.marksOf(connection, event.body);
  await store.undecide(workspaceId, key);
  await store.markDirty(
    marks.map((mark) => ({ ...mark, priority: "person" })),
    clock.now(),
  );
  return marks.length;
}

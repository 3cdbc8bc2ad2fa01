import type { Bridge, Entity } from "#core/bridge.ts";
import { fieldLabels } from "#core/mapping/field-label.ts";
import type { JournalRow, LinkRow, Store } from "#core/ports/store.ts";
import { isMasked } from "#core/record/mask.ts";
import { causeWords, sentenceForEntry } from "./explain/sentences.ts";
import { linksNaming } from "./explain/find-links.ts";

/** A record that hangs on a contact, or the contact itself. */
export interface HangingRecord {
  readonly link: LinkRow;
  readonly bridge: Bridge;
  /** What it is called, where its name is nothing personal. */
  readonly title: string | null;
}

/** One thing that happened to a contact or to what hangs on it. */
export interface TimelineItem {
  readonly entry: JournalRow;
  readonly entity: Entity;
  readonly title: string | null;
  readonly sentence: string;
  readonly chain: readonly string[];
}

export interface TimelineQuery {
  /** Only of records of these kinds. */
  readonly entities?: readonly Entity[];
  readonly kinds?: readonly JournalRow["kind"][];
  /** Only what came before this entry. */
  readonly before?: string;
  readonly limit: number;
}

/** The contact and all that hangs on it in other bridges, the contact first. */
export async function recordsOf(store: Store, link: LinkRow): Promise<readonly HangingRecord[]> {
  const bridges = await store.bridges(link.workspaceId);
  const others = bridges.filter(({ id, entity }) => id !== link.bridgeId && entity !== "business").map(({ id }) => id);
  const hanging = link.leftId === null ? [] : await linksNaming(store, link.workspaceId, others, link.leftId);
  return [link, ...hanging].flatMap((one) => {
    const bridge = bridges.find(({ id }) => id === one.bridgeId);
    return bridge === undefined ? [] : [{ link: one, bridge, title: titleOf(one, bridge) }];
  });
}

function titleOf({ left, right }: LinkRow, { fields }: Bridge): string | null {
  const map = fields.find(({ field }) => field === "title" || field === "fullName");
  if (map === undefined || isMasked(map)) return null;
  const value = left?.fields[map.field] ?? right?.fields[map.field] ?? null;
  return value === null ? null : String(value);
}

/** What happened to a contact and to all that hangs on it, newest first, from the journal. */
export async function timelineOf(
  store: Store,
  link: LinkRow,
  { entities, kinds, before, limit }: TimelineQuery,
): Promise<{ readonly items: readonly TimelineItem[]; readonly next: string | null }> {
  const records = (await recordsOf(store, link)).filter(({ bridge }) => entities === undefined || entities.includes(bridge.entity));
  const label = fieldLabels(records.map(({ bridge }) => bridge));
  const query = { limit: limit + 1, ...(kinds !== undefined && { kinds }), ...(before !== undefined && { before }) };
  const found = await Promise.all(
    records.map(async (record) =>
      (await store.journal(link.workspaceId, { ...query, linkId: record.link.id })).map((entry): TimelineItem => ({
        entry,
        entity: record.bridge.entity,
        title: record.title,
        sentence: sentenceForEntry(entry, label),
        chain: entry.cause.map(causeWords),
      })),
    ),
  );
  const items = found.flat().toSorted((one, other) => (one.entry.id < other.entry.id ? 1 : -1));
  const page = items.slice(0, limit);
  return { items: page, next: items.length > limit ? (page.at(-1)?.entry.id ?? null) : null };
}

import type { Instant, LinkId, WorkspaceId } from "#core/ids.ts";
import { fieldLabels } from "#core/mapping/field-label.ts";
import { eventKey, eventOf, type ActivityQuery } from "#core/ports/activity-log.ts";
import type { JournalRow, LinkRow, Store } from "#core/ports/store.ts";
import { shownTitleIn } from "#core/record/title.ts";
import { sentenceForEntry } from "../explain/sentences.ts";
import { resultOf, type Result } from "./result-of.ts";

/** One line of activity. */
export interface ActivityLine {
  readonly entry: JournalRow;
  readonly sentence: string;
  /** What people call the record; null for entries about none. */
  readonly title: string | null;
  readonly flow: string | null;
  readonly result: Result;
  /** Calls to vendors that are still known; null for entries about no record. */
  readonly calls: number | null;
  /** From the event that caused it to its end, in milliseconds; null where no event did, or it is no longer known. */
  readonly tookMs: number | null;
}

/** A page of the journal, told. Costs a handful of reads, whatever the filters and however much is kept. */
export async function listActivity(
  store: Store,
  workspaceId: WorkspaceId,
  query: ActivityQuery,
): Promise<{ readonly lines: readonly ActivityLine[]; readonly next: string | null }> {
  const [page, bridges] = await Promise.all([store.activity(workspaceId, query), store.bridges(workspaceId)]);
  const label = fieldLabels(bridges);
  const flows = new Map(bridges.map(({ id, name }) => [id, name]));
  const [links, calls, times] = await Promise.all([
    linksOf(store, workspaceId, page.rows),
    store.callCounts(workspaceId, page.rows),
    store.eventTimes(
      workspaceId,
      page.rows.flatMap((entry) => eventOf(entry) ?? []),
    ),
  ]);
  const lines = page.rows.map((entry): ActivityLine => {
    const link = entry.linkId === null ? undefined : links.get(entry.linkId);
    const event = eventOf(entry);
    const receivedAt = event === null ? undefined : times.get(eventKey(event));
    return {
      entry,
      sentence: sentenceForEntry(entry, label),
      title: link === undefined ? null : titleOf(link),
      flow: entry.bridgeId === null ? null : (flows.get(entry.bridgeId) ?? null),
      result: resultOf(entry),
      calls: calls.get(entry.id) ?? null,
      tookMs: receivedAt === undefined ? null : tookMs(receivedAt, entry.at),
    };
  });
  return { lines, next: page.next };
}

export const titleOf = ({ left, right }: LinkRow): string | null => shownTitleIn(left?.fields ?? {}) ?? shownTitleIn(right?.fields ?? {});

const tookMs = (from: Instant, until: Instant): number => Math.max(0, until - from);

async function linksOf(store: Store, workspaceId: WorkspaceId, rows: readonly JournalRow[]): Promise<ReadonlyMap<LinkId, LinkRow>> {
  const ids = [...new Set(rows.flatMap(({ linkId }) => linkId ?? []))];
  const links = await Promise.all(ids.map((id) => store.link(workspaceId, id)));
  return new Map(links.flatMap((link) => (link === null ? [] : [[link.id, link]])));
}

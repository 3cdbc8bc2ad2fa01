import type { Hint, RecordPage } from "#core/ports/records-port.ts";
import { MOST_EVENTS, type ClaimedLink, type PendingEvent } from "#core/ports/claims.ts";
import type { FieldValues } from "#core/record/canonical.ts";
import { parseJson } from "#lib/json.ts";
import type { Sides } from "../engine-ports.ts";
import { firstReasons } from "./first-reasons.ts";
import { pageRead, type PageContext } from "./page-reads.ts";

/** Milliseconds by which an event may tell of a change that the vendor dates earlier. */
const REACH_BACK_MS = 10_000;
/** Links that one page read must be able to serve to be worth its call. */
const WORTH_A_PAGE = 5;

/** What the newest event about a link's left record showed, and when the vendor sent it. */
export interface News {
  readonly fields: FieldValues;
  readonly atMs: number;
}

/** What an event's body shows of its contact, as the vendor's client reads it; null when it shows none. */
export function hintOf(sides: Sides, event: PendingEvent): Hint | null {
  const parsed = event.source === "highlevel" ? parseJson(event.body) : null;
  return parsed?.kind === "parsed" ? (sides.left.hint?.(parsed.value) ?? null) : null;
}

/**
 * The newest news of a link that nothing but HighLevel's events has made dirty; null when another reason stands beside them, when one of them
 * is unclear, or when it cannot be told which is the newest.
 */
export function newsOf(sides: Sides, link: ClaimedLink): News | null {
  const { events } = link;
  if (events.length === 0 || events.length >= MOST_EVENTS || firstReasons(link).some((reason) => reason !== "webhook")) return null;
  const told: News[] = [];
  for (const event of events) {
    const hint = hintOf(sides, event);
    if (hint === null || hint.atMs === null) return null;
    told.push({ fields: hint.fields, atMs: hint.atMs });
  }
  const [newest, next] = told.toSorted((one, other) => other.atMs - one.atMs);
  return newest === undefined || next?.atMs === newest.atMs ? null : newest;
}

/**
 * Reads HighLevel's changes by the page when many links wait for them. Only gathers rows: whether one may stand in for a read by id is decided
 * for each link, and what no page showed is read by id.
 */
export async function gatherNews(context: PageContext, links: readonly ClaimedLink[]): Promise<void> {
  const { bridge, fresh, sides } = context;
  const wanted = new Map<string, number>();
  for (const link of links) {
    const news = context.news.get(link.id) ?? null;
    if (link.leftId !== null && news !== null && pageRead(context, link, "highlevel", link.leftId) === null) wanted.set(link.leftId, news.atMs);
  }
  const since = Math.min(...wanted.values()) - REACH_BACK_MS;
  let after: string | null = null;
  for (let left = Math.floor(wanted.size / WORTH_A_PAGE); left > 0 && wanted.size > 0; left -= 1) {
    const page: RecordPage | null = await sides.left.list({ after, since: new Date(since).toISOString() }, { priority: "webhook" }).catch(() => null);
    if (page === null) return;
    fresh.put(bridge.id, page.records);
    for (const record of page.records) wanted.delete(record.id);
    after = page.next;
    if (after === null) return;
  }
}

import type { ClaimedLink } from "#core/ports/claims.ts";
import type { LinkRow, Observation } from "#core/ports/store.ts";
import { sameValue } from "#core/record/canonicalise.ts";
import type { Side, SideRecord } from "#core/record/canonical.ts";
import { isLaterVersion } from "#core/record/version.ts";
import type { LinkPlan } from "#core/sync/link-plan.ts";
import type { News } from "./news.ts";
import { firstReasons } from "./first-reasons.ts";
import type { ReconcileContext } from "./reconcile-context.ts";

/**
 * Pages may be stale, so a page's row stands in for a read by id only where it is proven not to be older than what the link knows:
 *
 * - `first-look`: the link has no base yet, and only the first load made it dirty. An old value cannot look like an edit. Nor is it written over:
 *   what a page says of it may be older than its reader knows.
 * - `news`: the row is later than what was seen last, and it shows what the news says (its newest event, or the sweep that marked it). Good
 *   enough to learn what the side says, never to write over it.
 * - `unchanged`: the row has the very version that was seen last, and its listing showed all that had been written just before it. As fresh as
 *   a read by id, so it may be written over.
 */
export interface PageRead {
  readonly record: SideRecord;
  readonly as: "first-look" | "news" | "unchanged";
}

/** What of a batch these rules look at. */
export type PageContext = Pick<ReconcileContext, "bridge" | "sides" | "fresh" | "news">;

/** What a page showed of one side of a link, when that may stand in for a read by id; else null. */
export function pageRead(context: PageContext, link: ClaimedLink, side: Side, id: string): PageRead | null {
  if (link.base === null) return firstLook(context, link, side, id);
  const row = context.fresh.peek(context.bridge.id, side, id);
  const seen = seenOn(link, side);
  if (row === null || seen === null || !isOrdinary(link)) return null;
  if (isLaterVersion(row.record.version, seen.version)) return isTold(context, link, row.record) ? { record: row.record, as: "news" } : null;
  const isQuiet = side === "incident" && row.record.version === seen.version && newsFor(context, link) !== null;
  return isQuiet && row.proven ? { record: row.record, as: "unchanged" } : null;
}

/** For links without a base: the record as the first load's page showed it, if nothing newer was seen. */
export function firstLook(context: PageContext, link: LinkRow, side: Side, id: string): PageRead | null {
  if (link.base !== null || firstReasons(link).some((reason) => reason !== "backfill")) return null;
  const row = context.fresh.peek(context.bridge.id, side, id);
  const seen = seenOn(link, side);
  if (row === null || (seen !== null && isLaterVersion(seen.version, row.record.version))) return null;
  return { record: row.record, as: "first-look" };
}

/** True when pages alone say all that is needed for this link. */
export function isServedByPages(context: PageContext, link: ClaimedLink): boolean {
  const { leftId, rightId } = link;
  return (
    leftId !== null &&
    rightId !== null &&
    pageRead(context, link, "highlevel", leftId) !== null &&
    pageRead(context, link, "incident", rightId) !== null
  );
}

/** True when a plan may be carried out as it was made from pages; else what they stood in for is read first. */
export function mayStand(plan: LinkPlan, paged: ReadonlyMap<Side, PageRead["as"]>): boolean {
  const operations = plan.kind === "act" ? plan.operations : [];
  if (operations.some(({ kind, side }) => kind !== "create" && !mayBeWrittenOver(paged.get(side)))) return false;
  return isPlainFollowing(plan) || [...paged.values()].every((as) => as === "first-look");
}

const mayBeWrittenOver = (as: PageRead["as"] | undefined): boolean => as === undefined || as === "unchanged";

/** The plan does no more than bring the told change to the other side. */
function isPlainFollowing(plan: LinkPlan): boolean {
  if (plan.kind !== "act" || plan.state !== "active" || plan.open.length > 0) return false;
  return plan.operations.every((operation) => operation.kind === "update" && operation.changes.every(({ overrules }) => overrules !== true));
}

const newsFor = (context: PageContext, link: ClaimedLink): News | null => context.news.get(link.id) ?? null;

const seenOn = (link: LinkRow, side: Side): Observation | null => (side === "highlevel" ? link.left : link.right);

/** Nothing hangs on the link that asks for a look at the record itself. */
function isOrdinary(link: ClaimedLink): boolean {
  return link.state === "active" && link.attempts === 0 && link.unfinished.length === 0 && link.conflicts.length === 0;
}

function isTold(context: PageContext, link: ClaimedLink, row: SideRecord): boolean {
  // The sweep that marked the link had no other news than its pages' rows.
  const [reason, ...others] = firstReasons(link);
  if (link.events.length === 0 && reason === "sweep" && others.length === 0) return true;
  const news = row.side === "highlevel" ? newsFor(context, link) : null;
  return news !== null && Object.entries(news.fields).every(([field, value]) => sameValue(value, row.fields[field] ?? null));
}

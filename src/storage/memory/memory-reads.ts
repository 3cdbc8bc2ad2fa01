import type { BridgeId, Instant, WorkspaceId } from "#core/ids.ts";
import type { LinkRow } from "#core/ports/store.ts";
import type { LinkCounts, LinkPage, LinkQuery, LinkStatus } from "#core/ports/store-queries.ts";
import type { Side } from "#core/record/canonical.ts";
import type { MemoryState, StoredLink } from "./memory-state.ts";
import { nameIn, searchedFields } from "#core/record/title.ts";

/** The one word under which people see a link. */
export function statusOf(link: LinkRow): LinkStatus {
  if (link.state === "unlinked" || link.state === "tombstone") return "ended";
  if (link.openConflicts > 0) return "conflict";
  if (link.state === "excluded") return "excluded";
  if (link.state === "parked" || link.attempts > 0) return "failing";
  return link.dirty || link.leftId === null || link.rightId === null ? "waiting" : "in-sync";
}

export function countLinks(state: MemoryState, workspaceId: WorkspaceId, bridgeId?: BridgeId): LinkCounts {
  const counts = { "in-sync": 0, waiting: 0, conflict: 0, failing: 0, excluded: 0, ended: 0, total: 0, openConflicts: 0, dirty: 0 };
  for (const link of state.links.values()) {
    if (link.workspaceId !== workspaceId || (bridgeId !== undefined && link.bridgeId !== bridgeId)) continue;
    counts[statusOf(link)] += 1;
    counts.total += 1;
    counts.openConflicts += link.openConflicts;
    if (link.dirty) counts.dirty += 1;
  }
  return counts;
}

export function pageOfLinks(state: MemoryState, query: LinkQuery): LinkPage {
  const matching = [...state.links.values()]
    .filter((link) => link.workspaceId === query.workspaceId && (query.bridgeIds === undefined || query.bridgeIds.includes(link.bridgeId)))
    .filter((link) => query.status === undefined || statusOf(link) === query.status)
    .filter((link) => query.search === undefined || searchText(link).includes(query.search.toLowerCase()))
    .map((link) => ({ link, key: sortKey(link, query.sort) }))
    .toSorted((one, other) => (one.key < other.key ? -1 : 1));
  const from = query.after === undefined ? 0 : matching.findIndex((entry) => entry.key > (query.after ?? ""));
  const page = from === -1 ? [] : matching.slice(from, from + query.limit);
  const last = page.at(-1);
  const more = from !== -1 && from + query.limit < matching.length;
  return { links: page.map((entry) => entry.link), next: more && last !== undefined ? last.key : null, total: matching.length };
}

function sortKey(link: LinkRow, sort: LinkQuery["sort"]): string {
  const main = sort === "name" ? nameOf(link).toLowerCase() : String(Number.MAX_SAFE_INTEGER - link.changedAt).padStart(17, "0");
  return `${main}\u0001${link.id}`;
}

function nameOf(link: LinkRow): string {
  return [link.left, link.right].map((seen) => (seen === null ? null : nameIn(seen.fields))).find((name) => name !== null) ?? "";
}

function searchText(link: LinkRow): string {
  const values = [link.left, link.right].flatMap((seen) => searchedFields.map((field) => seen?.fields[field] ?? ""));
  return [link.id, link.leftId, link.rightId, ...values].join(" ").toLowerCase();
}

/** Linked records of one side that no sweep has met since `before`. */
export function unseenRecords(
  state: MemoryState,
  workspaceId: WorkspaceId,
  bridgeId: BridgeId,
  side: Side,
  before: Instant,
  afterId: string | null,
  limit: number,
): readonly string[] {
  return [...state.links.values()]
    .filter((link) => link.workspaceId === workspaceId && link.bridgeId === bridgeId && link.state !== "tombstone" && link.state !== "unlinked")
    .filter((link) => !isLossTold(link))
    .filter((link) => (seenAt(link, side) ?? 0) < before)
    .flatMap((link) => idOf(link, side) ?? [])
    .filter((id) => afterId === null || id > afterId)
    .toSorted()
    .slice(0, limit);
}

function isLossTold({ state, because, openConflicts }: LinkRow): boolean {
  return state === "parked" && (because === "HW_BRAKE" || (because === "HW_VENDOR_NOT_FOUND" && openConflicts > 0));
}

export const idOf = (link: LinkRow, side: Side): string | null => (side === "highlevel" ? link.leftId : link.rightId);
const seenAt = (link: StoredLink, side: Side): Instant | null => (side === "highlevel" ? link.leftSeenAt : link.rightSeenAt);

export function linksWithKeys(
  state: MemoryState,
  workspaceId: WorkspaceId,
  bridgeId: BridgeId,
  side: Side,
  keys: readonly string[],
  limit = 50,
): readonly LinkRow[] {
  const found: LinkRow[] = [];
  for (const link of state.links.values()) {
    const own = side === "highlevel" ? link.leftKeys : link.rightKeys;
    if (own.length === 0 || link.workspaceId !== workspaceId || link.bridgeId !== bridgeId) continue;
    if (link.state !== "tombstone" && idOf(link, side) !== null && own.some((key) => keys.includes(key))) found.push(link);
  }
  return found.slice(0, limit);
}

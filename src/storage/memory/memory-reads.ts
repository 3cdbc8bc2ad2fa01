import type { BridgeId, Instant, WorkspaceId } from "#core/ids.ts";
import type { LinkRow } from "#core/ports/store.ts";
import type { LinkCounts, LinkPage, LinkQuery } from "#core/ports/store-queries.ts";
import { belongsTo } from "#core/record/belongs-to.ts";
import { goesOn } from "#core/record/goes-on.ts";
import { linkStatusOf, noLinks } from "#core/record/link-status.ts";
import { nameKey, searchFor, searchWords, type Search } from "#core/record/search-words.ts";
import type { Side } from "#core/record/canonical.ts";
import type { MemoryState, StoredLink } from "./memory-state.ts";
import { nameIn } from "#core/record/title.ts";

export function countLinks(state: MemoryState, workspaceId: WorkspaceId, bridgeId?: BridgeId): LinkCounts {
  const counts = { ...noLinks(), total: 0, openConflicts: 0, dirty: 0 };
  for (const link of state.links.values()) {
    if (link.workspaceId !== workspaceId || (bridgeId !== undefined && link.bridgeId !== bridgeId)) continue;
    counts[linkStatusOf(link)] += 1;
    counts.total += 1;
    counts.openConflicts += link.openConflicts;
    if (link.dirty) counts.dirty += 1;
  }
  return counts;
}

export function pageOfLinks(state: MemoryState, query: LinkQuery): LinkPage {
  const listed = [...state.links.values()]
    .filter((link) => link.workspaceId === query.workspaceId && (query.bridgeIds === undefined || query.bridgeIds.includes(link.bridgeId)))
    .filter((link) => query.status === undefined || linkStatusOf(link) === query.status)
    .filter((link) => query.leftIds === undefined || query.leftIds.includes(link.leftId ?? ""));
  const search = query.search === undefined ? null : searchFor(query.search);
  const matching = listed
    .filter((link) => search === null || fits(link, search))
    .map((link) => ({ link, key: sortKey(link, query.sort) }))
    .toSorted((one, other) => (one.key < other.key ? -1 : 1));
  const first = query.after === undefined ? 0 : matching.findIndex((entry) => entry.key > (query.after ?? ""));
  const from = first === -1 ? -1 : first + (query.offset ?? 0);
  const page = from === -1 ? [] : matching.slice(from, from + query.limit);
  const last = page.at(-1);
  const more = from !== -1 && from + query.limit < matching.length;
  return { links: page.map((entry) => entry.link), next: more && last !== undefined ? last.key : null, total: matching.length, isTotal: true };
}

/** Rows are never changed in place, so their words are told once. */
const known = new WeakMap<StoredLink, readonly string[]>();

function wordsOf(link: StoredLink): readonly string[] {
  const told = known.get(link);
  if (told !== undefined) return told;
  const ids = searchWords({ title: `${link.leftId ?? ""} ${link.rightId ?? ""}` });
  const words = [...ids, ...[link.left, link.right].flatMap((seen) => (seen === null ? [] : searchWords(seen.fields)))];
  known.set(link, words);
  return words;
}

function fits(link: StoredLink, search: Search): boolean {
  if (search.kind === "name") return nameKey(nameOf(link)).startsWith(search.prefix);
  const words = wordsOf(link);
  const begins = (prefix: string): boolean => words.some((word) => word.startsWith(prefix));
  return search.all.every(begins) || search.any.some(begins);
}

function sortKey(link: LinkRow, sort: LinkQuery["sort"]): string {
  const main = sort === "name" ? nameOf(link).toLowerCase() : String(Number.MAX_SAFE_INTEGER - link.changedAt).padStart(17, "0");
  return `${main}\u0001${link.id}`;
}

function nameOf(link: LinkRow): string {
  return [link.left, link.right].map((seen) => (seen === null ? null : nameIn(seen.fields))).find((name) => name !== null) ?? "";
}

/** The latest changed links that belong to each of these records. */
export function linksBelongingTo(
  state: MemoryState,
  workspaceId: WorkspaceId,
  bridgeIds: readonly BridgeId[],
  recordIds: readonly string[],
  most: number,
): readonly LinkRow[] {
  const links = [...state.links.values()]
    .filter((link) => link.workspaceId === workspaceId && bridgeIds.includes(link.bridgeId))
    .toSorted((one, other) => other.changedAt - one.changedAt || (one.id < other.id ? -1 : 1));
  return [...new Set(recordIds.flatMap((recordId) => links.filter((link) => belongsTo(link, recordId)).slice(0, most)))];
}

/** Of links that tell of what is not over, the latest changed. */
export function rightIdsGoingOn(state: MemoryState, workspaceId: WorkspaceId, bridgeIds: readonly BridgeId[], most: number): readonly string[] {
  return [...state.links.values()]
    .filter((link) => link.workspaceId === workspaceId && bridgeIds.includes(link.bridgeId) && goesOn(link.right?.fields))
    .filter(({ state: is }) => is !== "tombstone" && is !== "unlinked")
    .toSorted((one, other) => other.changedAt - one.changedAt || (one.id < other.id ? -1 : 1))
    .flatMap(({ rightId }) => rightId ?? [])
    .slice(0, most);
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

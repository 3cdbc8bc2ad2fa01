import type { Bridge } from "#core/bridge.ts";
import type { BridgeId, LinkId, WorkspaceId } from "#core/ids.ts";
import type { JournalEntry, LinkRow, Observation, Store } from "#core/ports/store.ts";
import type { ErasedCounts } from "#core/ports/store-queries.ts";
import type { Side } from "#core/record/canonical.ts";
import { belongsTo } from "#core/record/belongs-to.ts";
import { knownBy, tellsOf } from "#core/record/tells-of.ts";
import { chunksOf } from "#lib/chunks-of.ts";
import type { EnginePorts } from "./engine-ports.ts";
import { linkPages } from "./link-pages.ts";
import { personEntry } from "./person-entry.ts";

const PAGE = 1_000;
/** Cursor that says that a workspace has erased somebody. */
const ERASED = "erased-people";

/** What was erased, and what the vendors still hold of the person. */
export interface Erasure extends ErasedCounts {
  readonly remains: readonly { readonly side: Side; readonly entity: Bridge["entity"]; readonly recordId: string }[];
}

/** True when anybody was ever erased in this workspace. */
export const hasErased = async ({ store }: EnginePorts, workspaceId: WorkspaceId): Promise<boolean> =>
  (await store.cursor(workspaceId, ERASED)) !== null;

/**
 * Removes every value of a person that is kept here, with their tasks, appointments and whatever hangs on their cases (P4). Keyed hashes of their match keys
 * stay, by which they are left alone from now on. With `rehearse` it only tells what it would find.
 */
export async function erasePerson(ports: EnginePorts, link: LinkRow, who: string, rehearse: boolean): Promise<Erasure> {
  const { store, clock } = ports;
  const { workspaceId } = link;
  const bridges = await store.bridges(workspaceId);
  const own = await linksOfPerson(store, bridges, link);
  const remains = own.flatMap((one) => recordsOf(bridges, one));
  if (rehearse) return { links: own.length, events: 0, entries: 0, remains };
  // Before the links, so that no worker takes the person in anew meanwhile.
  await store.saveCursor(workspaceId, ERASED, "yes");
  const texts = await textsOf(store, bridges, own);
  const counts = { links: 0, events: 0, entries: 0 };
  for (const ids of chunksOf(
    own.map(({ id }) => id),
    PAGE,
  )) {
    const erased = await store.erase(workspaceId, ids, "everywhere", clock.now(), texts);
    counts.links += erased.links;
    counts.events += erased.events;
    counts.entries += erased.entries;
  }
  await store.appendJournal(
    workspaceId,
    own.map(({ id, bridgeId }) => entryFor(id, bridgeId, who)),
    clock.now(),
  );
  return { ...counts, remains };
}

const entryFor = (linkId: LinkId, bridgeId: Bridge["id"], who: string): JournalEntry =>
  personEntry("parked", who, { reason: "erased", code: "HW_LINK_ERASED" }, { linkId, bridgeId });

/** By which texts a person may be told of where no id stands: an address, a number and a full name, each where nobody else here has it. */
async function textsOf(store: Pick<Store, "listLinks">, bridges: readonly Bridge[], own: readonly LinkRow[]): Promise<readonly string[]> {
  const bridgeIds = bridges.filter(({ entity }) => entity === "contact").map(({ id }) => id);
  const known = own.filter(({ bridgeId }) => bridgeIds.includes(bridgeId)).flatMap((link) => seenOf(link).flatMap(({ fields }) => knownBy(fields)));
  const texts = await Promise.all([...new Set(known)].map(async (text) => ((await isShared(store, own, bridgeIds, text)) ? [] : [text])));
  return texts.flat();
}

/** Who is meant by a switchboard's number, or a name that two have, cannot be told. */
async function isShared(store: Pick<Store, "listLinks">, own: readonly LinkRow[], bridgeIds: readonly BridgeId[], text: string): Promise<boolean> {
  const [workspaceId, ids] = [own[0]?.workspaceId, new Set(own.map(({ id }) => id))];
  if (workspaceId === undefined) return false;
  const { links, next } = await store.listLinks({ workspaceId, bridgeIds, search: text, sort: "name", limit: PAGE });
  return next !== null || links.some((link) => !ids.has(link.id) && seenOf(link).some(({ fields }) => tellsOf(knownBy(fields), [text])));
}

const seenOf = ({ left, right }: LinkRow): readonly Observation[] => [left, right].filter((seen) => seen !== null);

/** A person's link, and those of other bridges whose records belong to the same HighLevel contact. */
export async function linksOfPerson(store: Pick<Store, "listLinks">, bridges: readonly Bridge[], link: LinkRow): Promise<readonly LinkRow[]> {
  const contactId = link.leftId;
  const others = bridges.filter(({ id, entity }) => id !== link.bridgeId && entity !== "business").map(({ id }) => id);
  const found: LinkRow[] = [link];
  if (contactId === null || others.length === 0) return found;
  for await (const links of linkPages(store, { workspaceId: link.workspaceId, bridgeIds: others }))
    found.push(...links.filter((other) => belongsTo(other, contactId)));
  return found;
}

function recordsOf(bridges: readonly Bridge[], { bridgeId, leftId, rightId, state }: LinkRow): Erasure["remains"] {
  const entity = bridges.find(({ id }) => id === bridgeId)?.entity;
  if (entity === undefined || state === "tombstone") return [];
  return [
    ...(leftId === null ? [] : [{ side: "highlevel" as const, entity, recordId: leftId }]),
    ...(rightId === null ? [] : [{ side: "incident" as const, entity, recordId: rightId }]),
  ];
}

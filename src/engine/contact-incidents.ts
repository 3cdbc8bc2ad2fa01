import type { Bridge } from "#core/bridge.ts";
import type { BridgeId, WorkspaceId } from "#core/ids.ts";
import type { LinkRow, Store } from "#core/ports/store.ts";
import { incidentTag } from "#core/record/goes-on.ts";
import { namesMany } from "#core/record/names-many.ts";

/** An incident that goes on, as far as a bridge over cases has told it. */
export interface OngoingIncident {
  /** incident.io id; null when only its tag is known. */
  readonly id: string | null;
  /** What people call it, such as `INC-12: Checkout fails`. */
  readonly title: string;
}

/** By HighLevel id; a contact on none is absent. */
export type IncidentsNow = ReadonlyMap<string, readonly OngoingIncident[]>;

/** Cases looked at for one contact, and for one list of all. */
const MOST_CASES = 50;
const MOST_AFFECTED = 2_000;
/** Contacts on several incidents have as many cases. */
const MOST_ONGOING = 3 * MOST_AFFECTED;

/**
 * The incidents that these contacts are on now, from what the bridges over cases have last seen: the tasks that cases make, where their mapping says when
 * one is over, else the tags that they put on contacts.
 */
export async function incidentsNow(store: Store, workspaceId: WorkspaceId, contactIds: readonly string[]): Promise<IncidentsNow> {
  const source = await sourceOf(store, workspaceId);
  if (source === null || contactIds.length === 0) return new Map();
  const links = await store.linksNaming(workspaceId, source.bridgeIds, contactIds, MOST_CASES);
  return byContact(links, source.entity);
}

/** HighLevel ids of all contacts that are on an incident now; at most 2,000. */
export async function affectedContacts(store: Store, workspaceId: WorkspaceId): Promise<readonly string[]> {
  const source = await sourceOf(store, workspaceId);
  if (source === null) return [];
  const ids = (await store.rightIdsGoingOn(workspaceId, source.bridgeIds, MOST_ONGOING)).filter((id) => !namesMany(id));
  const contactIds = ids.flatMap((id) => (source.entity === "case-task" ? (id.split("/")[1] ?? []) : id));
  return [...new Set(contactIds)].slice(0, MOST_AFFECTED);
}

type Telling = "case-task" | "case-tags";

async function sourceOf(
  store: Store,
  workspaceId: WorkspaceId,
): Promise<{ readonly entity: Telling; readonly bridgeIds: readonly BridgeId[] } | null> {
  const bridges = await store.bridges(workspaceId);
  const tells = ({ entity, fields }: Bridge): boolean => entity !== "case-task" || fields.some(({ field }) => field === "completed");
  const of = (entity: Telling): readonly BridgeId[] => bridges.filter((bridge) => bridge.entity === entity && tells(bridge)).map(({ id }) => id);
  for (const entity of ["case-task", "case-tags"] as const) {
    const bridgeIds = of(entity);
    if (bridgeIds.length > 0) return { entity, bridgeIds };
  }
  return null;
}

function byContact(links: readonly LinkRow[], entity: Telling): IncidentsNow {
  const told = links
    .filter(({ state, leftId, rightId }) => state !== "tombstone" && state !== "unlinked" && !namesMany(leftId ?? "") && !namesMany(rightId ?? ""))
    .flatMap((link) => (entity === "case-task" ? ongoingCase(link) : ongoingTags(link)));
  return new Map(
    [...Map.groupBy(told, ({ contactId }) => contactId)].map(([contactId, cases]) => [contactId, cases.map(({ incident }) => incident)]),
  );
}

interface Told {
  readonly contactId: string;
  readonly incident: OngoingIncident;
}

/** A case's task stays open as long as its incident goes on. */
function ongoingCase({ rightId, right }: LinkRow): readonly Told[] {
  const [id, contactId] = rightId?.split("/") ?? [];
  if (id === undefined || contactId === undefined || right === null || right.fields["completed"] === true) return [];
  return [{ contactId, incident: { id, title: String(right.fields["title"] ?? "An incident") } }];
}

function ongoingTags({ rightId, right }: LinkRow): readonly Told[] {
  const tags = right?.fields["tags"];
  if (rightId === null || !Array.isArray(tags)) return [];
  return (tags as readonly string[])
    .flatMap((tag) => incidentTag.exec(tag)?.[1] ?? [])
    .map((reference) => ({ contactId: rightId, incident: { id: null, title: reference.toUpperCase() } }));
}

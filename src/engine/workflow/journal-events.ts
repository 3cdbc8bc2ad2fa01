import type { WorkspaceId } from "#core/ids.ts";
import type { JournalRow } from "#core/ports/store.ts";
import type { Json } from "#core/workflow/expression.ts";
import { dataOfEntry, type ownEventIn } from "#core/workflow/own-events.ts";
import type { WorkflowPorts } from "./workflow-ports.ts";

/** An entry of the journal that is an event that happened here. */
export interface EventEntry {
  readonly entry: JournalRow;
  readonly type: NonNullable<ReturnType<typeof ownEventIn>>;
}

export interface JournalEvent extends EventEntry {
  readonly data: Json;
}

/** What runs find of such entries, in their order. Each record and bridge is looked up once. Whoever was erased is left out (P4), also by the entry that says so. */
export async function eventsOf(
  { store }: Pick<WorkflowPorts, "store">,
  workspaceId: WorkspaceId,
  entries: readonly EventEntry[],
): Promise<readonly JournalEvent[]> {
  if (entries.length === 0) return [];
  const linkIds = [...new Set(entries.flatMap(({ entry }) => entry.linkId ?? []))];
  const [bridges, links] = await Promise.all([store.bridges(workspaceId), Promise.all(linkIds.map((id) => store.link(workspaceId, id)))]);
  const [bridgeOf, linkOf] = [new Map(bridges.map((one) => [one.id, one])), new Map(linkIds.map((id, index) => [id, links[index] ?? null]))];
  return entries.flatMap(({ entry, type }) => {
    const link = entry.linkId === null ? null : (linkOf.get(entry.linkId) ?? null);
    if (link?.because === "HW_LINK_ERASED") return [];
    const bridge = entry.bridgeId === null ? null : (bridgeOf.get(entry.bridgeId) ?? null);
    return [{ entry, type, data: dataOfEntry(type, entry, { bridge, link }) }];
  });
}

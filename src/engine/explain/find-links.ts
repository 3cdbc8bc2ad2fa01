import { HighwireError } from "#core/errors.ts";
import type { BridgeId, LinkId, WorkspaceId } from "#core/ids.ts";
import type { LinkRow, Store } from "#core/ports/store.ts";
import { isUuid } from "#lib/is-uuid.ts";
import { namesMany } from "#core/record/names-many.ts";

/** Links that a question may be about, at most. */
const MOST = 20;
/** Links that are told along with another, at most. */
const MOST_RELATED = 50;

/** Links by link id, vendor id, e-mail, phone or part of a name. At most 20. Throws `HW_REQUEST_INVALID` for an empty question. */
export async function findLinks(store: Store, workspaceId: WorkspaceId, query: string): Promise<readonly LinkRow[]> {
  const text = query.trim();
  if (text === "") throw new HighwireError("HW_REQUEST_INVALID", { field: "query", detail: "give an e-mail, a phone number, a name or an id" });
  if (isUuid(text)) {
    const link = await store.link(workspaceId, text as LinkId);
    if (link !== null) return [link];
  }
  for (const bridge of await store.bridges(workspaceId)) {
    for (const side of ["highlevel", "incident"] as const) {
      const link = await store.linkOf(workspaceId, bridge.id, side, text);
      if (link !== null) return [link];
    }
  }
  return records(await store.listLinks({ workspaceId, search: text, sort: "name", limit: MOST }));
}

/** Links of these bridges that belong to this record: a contact's tasks and cases, or a task's follow-ups. */
export async function linksNaming(
  store: Store,
  workspaceId: WorkspaceId,
  bridgeIds: readonly BridgeId[],
  recordId: string,
): Promise<readonly LinkRow[]> {
  return records({ links: await store.linksNaming(workspaceId, bridgeIds, [recordId], MOST_RELATED) });
}

/** Rows that stand for many records at once are nobody's business. */
const records = ({ links }: { readonly links: readonly LinkRow[] }): readonly LinkRow[] =>
  links.filter(({ leftId, rightId }) => !namesMany(leftId ?? "") && !namesMany(rightId ?? ""));

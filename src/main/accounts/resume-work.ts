import type { ConnectionId } from "#core/ids.ts";
import { linkPages } from "#engine/link-pages.ts";
import { markOf } from "#engine/redrive.ts";
import type { AccountPorts } from "./account-ports.ts";

/** Why a link may have been set aside that a new credential puts right. */
const mendable: ReadonlySet<string | null> = new Set(["HW_VENDOR_SCOPE_MISSING", "HW_VENDOR_TOKEN_EXPIRED", "HW_VENDOR_REAUTH_NEEDED"]);

/**
 * Lets everything go on that waited for an account: what was set aside for want of a permission is looked at anew, and what waits all along is
 * counted. Returns how many links that are.
 */
export async function resumeWork({ store, workspaceId, clock }: AccountPorts, id: ConnectionId): Promise<number> {
  let waiting = 0;
  for (const bridge of await store.bridges(workspaceId)) {
    if (bridge.left !== id && bridge.right !== id) continue;
    waiting += (await store.counts(workspaceId, bridge.id)).dirty;
    for await (const links of linkPages(store, { workspaceId, bridgeIds: [bridge.id], status: "failing" })) {
      const marks = links.filter(({ because, dirty }) => !dirty && mendable.has(because)).map((link) => markOf(link, "redrive"));
      if (marks.length > 0) waiting += await store.markDirty(marks, clock.now());
    }
  }
  return waiting;
}

import type { Bridge } from "#core/bridge.ts";
import type { Store } from "#core/ports/store.ts";

/** How many conflicts of a bridge wait for a person, and about what: `<record id>:<field>`, under the ids of both records. */
export async function waitingRecords(store: Store, bridge: Bridge): Promise<{ readonly open: number; readonly waiting: ReadonlySet<string> }> {
  const open = await store.conflicts(bridge.workspaceId, { state: "open", bridgeId: bridge.id, limit: 10_000 });
  const waiting = new Set<string>();
  for (const conflict of open) {
    const link = await store.link(bridge.workspaceId, conflict.linkId);
    for (const id of [link?.leftId, link?.rightId]) if (id !== null && id !== undefined) waiting.add(`${id}:${conflict.field}`);
  }
  return { open: open.length, waiting };
}

import type { LinkRow } from "#core/ports/store.ts";
import { must } from "#lib/must.ts";
import type { EnginePorts } from "./engine-ports.ts";
import type { FreshReads } from "./fresh-reads.ts";
import { reconcileNamed } from "./reconcile/reconcile-named.ts";
import { markOf } from "./redrive.ts";

export interface SyncParts {
  readonly ports: EnginePorts;
  readonly fresh: FreshReads;
  /** Name of this process among the holders of leases. */
  readonly owner: string;
}

/** Reconciles one link at once, with a person's priority, and returns it as it is then. */
export async function syncNow({ ports, fresh, owner }: SyncParts, link: LinkRow): Promise<LinkRow> {
  const { store, clock } = ports;
  const bridge = must(await store.bridge(link.workspaceId, link.bridgeId), "a link is of a bridge");
  await store.markDirty([markOf(link, "person")], clock.now());
  await reconcileNamed({ ports, bridge, fresh, owner }, [link.id]);
  return (await store.link(link.workspaceId, link.id)) ?? link;
}

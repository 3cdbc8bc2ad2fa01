import { HighwireError } from "#core/errors.ts";
import type { LinkRow } from "#core/ports/store.ts";
import type { EnginePorts } from "./engine-ports.ts";
import type { FreshReads } from "./fresh-reads.ts";
import { reconcileNamed } from "./reconcile/reconcile-named.ts";
import { markOf } from "./redrive.ts";
import { runnable } from "./runnable.ts";

export interface SyncParts {
  readonly ports: EnginePorts;
  readonly fresh: FreshReads;
  /** Name of this process among the holders of leases. */
  readonly owner: string;
}

/**
 * Reconciles one link at once, with a person's priority, and returns it as it is then. Throws `HW_REQUEST_CONFLICT` while its bridge does not run: it is
 * marked all the same, and has its turn then.
 */
export async function syncNow(parts: SyncParts, link: LinkRow): Promise<LinkRow> {
  const synced = await syncOrMark(parts, link);
  if (synced === null)
    throw new HighwireError("HW_REQUEST_CONFLICT", {
      recordId: link.id,
      detail: "writes are paused here, so it waits; it is brought into step as soon as they are resumed and its flow runs",
    });
  return synced;
}

/** The same for what is done later if it may not be done now. */
export async function syncSoon(parts: SyncParts, link: LinkRow): Promise<LinkRow> {
  return (await syncOrMark(parts, link)) ?? (await newest(parts, link));
}

async function syncOrMark(parts: SyncParts, link: LinkRow): Promise<LinkRow | null> {
  const { ports, fresh, owner } = parts;
  await ports.store.markDirty([markOf(link, "person")], ports.clock.now());
  const bridge = await runnable(ports, link.workspaceId, link.bridgeId);
  if (bridge === null) return null;
  await reconcileNamed({ ports, bridge, fresh, owner }, [link.id]);
  return newest(parts, link);
}

const newest = async ({ ports }: SyncParts, link: LinkRow): Promise<LinkRow> => (await ports.store.link(link.workspaceId, link.id)) ?? link;

import type { Bridge } from "#core/bridge.ts";
import type { LinkId } from "#core/ids.ts";
import type { ClaimedLink } from "#core/ports/store.ts";
import type { Operation } from "#core/sync/sync-plan.ts";
import type { EnginePorts } from "../engine-ports.ts";
import type { FreshReads } from "../fresh-reads.ts";
import { readSweepState } from "../sweep/sweep-state.ts";
import { BulkWriter } from "./bulk-writer.ts";
import { createIntentWriter, type ReconcileContext } from "./reconcile-context.ts";
import { reconcileLink, type ReconcileOutcome } from "./reconcile-link.ts";

/** 20 seconds, in milliseconds: how long a claim holds without being renewed (S2); what a killed worker held is free after that. */
export const LEASE_MS = 20_000;
/** 24 hours, in milliseconds: as long as the index of the right side counts as complete. */
const INDEX_KEPT_MS = 86_400_000;
/** Rows of one catalog page. */
const RIGHT_PAGE = 250;

export interface BatchRequest {
  readonly ports: EnginePorts;
  readonly bridge: Bridge;
  readonly fresh: FreshReads;
  readonly owner: string;
  readonly limit: number;
  readonly only?: readonly LinkId[];
  readonly promised?: ReadonlyMap<LinkId, readonly Operation[]>;
  readonly mode?: ReconcileContext["mode"];
}

/** Claims up to `limit` links of one bridge and reconciles them side by side. Resolves with each link's outcome; empty when none was due. */
export async function reconcileBatch(request: BatchRequest): Promise<ReadonlyMap<LinkId, ReconcileOutcome>> {
  const { ports, bridge } = request;
  const now = ports.clock.now();
  const links = await ports.store.claim({
    workspaceId: bridge.workspaceId,
    bridgeId: bridge.id,
    owner: request.owner,
    limit: request.limit,
    now,
    leaseUntil: now + LEASE_MS,
    ...(request.only !== undefined && { only: request.only }),
  });
  if (links.length === 0) return new Map();
  const context = await makeContext(request);
  const finished = new AbortController();
  const renewal = keepLease(ports, bridge, links, finished.signal);
  try {
    const outcomes = await Promise.all(links.map(async (link) => [link.id, await context.bulk.during(() => reconcileLink(context, link))] as const));
    return new Map(outcomes);
  } finally {
    finished.abort();
    await renewal;
  }
}

async function makeContext(request: BatchRequest): Promise<ReconcileContext> {
  const { ports, bridge, fresh } = request;
  const [sides, fingerprint, sweep, counts] = await Promise.all([
    ports.sides(bridge),
    ports.store.fingerprinter(bridge.workspaceId),
    readSweepState(ports.store, bridge, "incident"),
    ports.store.counts(bridge.workspaceId, bridge.id),
  ]);
  return {
    ports,
    bridge,
    sides,
    fingerprint,
    bulk: new BulkWriter(sides.right, Math.max(1, Math.ceil(counts.total / RIGHT_PAGE))),
    mode: request.mode ?? (bridge.mode === "shadow" ? "shadow" : "run"),
    fresh: (side, id) => fresh.peek(bridge.id, side, id),
    rightIndexed: sweep.completedAt !== null && ports.clock.now() - sweep.completedAt < INDEX_KEPT_MS,
    ...(request.promised !== undefined && { promised: request.promised }),
    writes: createIntentWriter(ports, bridge),
  };
}

async function keepLease(ports: EnginePorts, bridge: Bridge, links: readonly ClaimedLink[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await ports.clock.sleep(LEASE_MS / 3, signal);
      await ports.store.renew(
        bridge.workspaceId,
        links.map(({ id, fence }) => ({ id, fence })),
        ports.clock.now() + LEASE_MS,
      );
    } catch {
      // Aborted: the batch is done. A failed renewal is harmless: the fence refuses whatever comes too late.
    }
  }
}

import type { Bridge } from "#core/bridge.ts";
import type { BridgeId, LinkId } from "#core/ids.ts";
import type { ClaimedLink } from "#core/ports/claims.ts";
import type { Side } from "#core/record/canonical.ts";
import type { PlanItem } from "#core/sync/sync-plan.ts";
import { chunksOf } from "#lib/chunks-of.ts";
import type { EnginePorts } from "../engine-ports.ts";
import type { FreshReads } from "../fresh-reads.ts";
import { readSweepState } from "../sweep/sweep-state.ts";
import { BulkWriter } from "./bulk-writer.ts";
import { isEcho } from "./echo.ts";
import { hasErased } from "../erase-person.ts";
import { Lease, LEASE_MS } from "./lease.ts";
import { gatherNews, newsOf } from "./news.ts";
import { isServedByPages } from "./page-reads.ts";
import { createIntentWriter, type ReconcileContext, type UndoRequest } from "./reconcile-context.ts";
import { reconcileLink, type ReconcileOutcome } from "./reconcile-link.ts";

/** 24 hours, in milliseconds: as long as the index of the right side counts as complete. */
const INDEX_KEPT_MS = 86_400_000;
/** Rows of one catalog page. */
const RIGHT_PAGE = 250;

/** Why a lease is no longer renewed. */
const DONE = "the batch is done";

export interface BatchRequest {
  readonly ports: EnginePorts;
  readonly bridge: Bridge;
  readonly fresh: FreshReads;
  readonly owner: string;
  readonly limit: number;
  readonly only?: readonly LinkId[];
  readonly promised?: ReadonlyMap<LinkId, PlanItem>;
  readonly mode?: ReconcileContext["mode"];
  readonly causes?: ReconcileContext["causes"];
  readonly undo?: UndoRequest;
}

/** Links of one claim that are read by id: what is read first waits for what is read last, so there must be few. */
const BY_ID = 40;
/** Links of one claim at most: two bulk updates. */
const BY_PAGE = 500;

/** Links that pages serve, for each that is read by id, from which a batch counts as served by pages: the few go last, and hold up nobody. */
const SWIFT_FOR_SLOW = 4;

/** How many links a worker should claim of this bridge now: few at first, twice as many after each batch that pages have served. */
export const claimSize = (fresh: FreshReads, bridgeId: BridgeId): number => Math.min(BY_PAGE, BY_ID * 2 ** fresh.streak(bridgeId));

/** Claims up to `limit` links of one bridge and reconciles them side by side. Resolves with each link's outcome; empty when none was due. */
export async function reconcileBatch(request: BatchRequest): Promise<ReadonlyMap<LinkId, ReconcileOutcome>> {
  const { ports, bridge } = request;
  const now = ports.clock.now();
  const claimedMs = ports.clock.monotonicMs();
  const links = await ports.store.claim({
    workspaceId: bridge.workspaceId,
    bridgeId: bridge.id,
    owner: request.owner,
    limit: request.limit,
    now,
    leaseUntil: now + LEASE_MS,
    // Links may have been marked because the mode has changed: as it was before, they would be settled once more as only told of.
    ...(request.only === undefined ? { mode: bridge.mode } : { only: request.only }),
  });
  if (links.length === 0) return new Map();
  const lease = new Lease(ports, bridge, links, claimedMs);
  const finished = new AbortController();
  const renewal = lease.keep(finished.signal);
  try {
    return await reconcileAll(await makeContext(request, links, { lease, claimedMs: ports.clock.monotonicMs() }), links, request.limit);
  } finally {
    finished.abort(DONE);
    await renewal;
  }
}

/** Group by group: updates of one group travel together, and nothing that a page has shown waits for what is read by id. */
async function reconcileAll(shared: SharedContext, links: readonly ClaimedLink[], limit: number): Promise<ReadonlyMap<LinkId, ReconcileOutcome>> {
  const outcomes = new Map<LinkId, ReconcileOutcome>();
  for (const group of await groupsOf(shared, links, limit)) {
    const context: ReconcileContext = { ...shared, bulk: shared.newBulk() };
    // Whatever becomes of one link, the lease is kept until the last of the group has ended.
    const ended = await Promise.allSettled(
      group.map(async (link) => outcomes.set(link.id, await context.bulk.during(async () => reconcileLink(context, link)))),
    );
    const broken = ended.find((one) => one.status === "rejected");
    if (broken !== undefined) throw broken.reason;
  }
  return outcomes;
}

async function groupsOf(shared: SharedContext, links: readonly ClaimedLink[], limit: number): Promise<readonly (readonly ClaimedLink[])[]> {
  const { echoes = [], others = [] } = Object.groupBy(links, (link) => (isEcho(shared, link) ? "echoes" : "others"));
  await gatherNews(shared, others);
  const { swift = [], slow = [] } = Object.groupBy(others, (link) => (isServedByPages(shared, link) ? "swift" : "slow"));
  // Our own echoes tell nothing about what pages are good for.
  if (others.length > 0)
    shared.fresh.noteBatch(shared.bridge.id, { byPages: swift.length >= slow.length * SWIFT_FOR_SLOW, tookAll: links.length < limit });
  return [[...echoes, ...swift], ...chunksOf(slow, BY_ID)].filter((group) => group.length > 0);
}

/** What all groups of a batch share. */
type SharedContext = Omit<ReconcileContext, "bulk"> & { readonly newBulk: () => BulkWriter };

async function makeContext(
  request: BatchRequest,
  links: readonly ClaimedLink[],
  { lease, claimedMs }: { readonly lease: Lease; readonly claimedMs: number },
): Promise<SharedContext> {
  const { ports, bridge, fresh } = request;
  const [sides, fingerprint] = await Promise.all([ports.sides(bridge), ports.store.fingerprinter(bridge.workspaceId)]);
  return {
    ports,
    bridge,
    sides,
    fingerprint,
    mode: request.mode ?? (bridge.mode === "shadow" ? "shadow" : "run"),
    fresh,
    news: new Map(links.map((link) => [link.id, newsOf(sides, link)])),
    rightIndexed: once(async () => sides.right.partial !== true && (await isIndexed(ports, bridge))),
    anyErased: once(async () => hasErased(ports, bridge.workspaceId)),
    unknownCreates: oncePerSide(async (side) => ports.store.unknownCreates(bridge.workspaceId, bridge.id, side)),
    ...(request.promised !== undefined && { promised: request.promised }),
    ...(request.causes !== undefined && { causes: request.causes }),
    ...(request.undo !== undefined && { undo: request.undo }),
    writes: createIntentWriter(ports, bridge),
    claimedMs,
    mayWrite: (id) => lease.mayWrite(id),
    newBulk: () =>
      new BulkWriter(sides.right, ports.clock, {
        price: async () => priceOf(ports, bridge),
        proven: (rows, beganMs) => fresh.putProven(bridge.id, rows, beganMs),
      }),
  };
}

/** Asks at the first call and remembers the answer. */
function once<Result>(ask: () => Promise<Result>): () => Promise<Result> {
  let answer: Promise<Result> | null = null;
  return () => (answer ??= ask());
}

function oncePerSide<Result>(ask: (side: Side) => Promise<Result>): (side: Side) => Promise<Result> {
  const asked = { highlevel: once(() => ask("highlevel")), incident: once(() => ask("incident")) };
  return (side) => asked[side]();
}

async function isIndexed({ store, clock }: EnginePorts, bridge: Bridge): Promise<boolean> {
  const { completedAt } = await readSweepState(store, bridge, "incident");
  return completedAt !== null && clock.now() - completedAt < INDEX_KEPT_MS;
}

async function priceOf({ store }: EnginePorts, bridge: Bridge): Promise<{ readonly pages: number; readonly backlog: number }> {
  const { total, dirty } = await store.counts(bridge.workspaceId, bridge.id);
  return { pages: Math.max(1, Math.ceil(total / RIGHT_PAGE)), backlog: dirty };
}

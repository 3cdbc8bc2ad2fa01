import type { Bridge } from "#core/bridge.ts";
import type { Store } from "#core/ports/store.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import type { ProgressListener } from "../application.ts";
import type { EnginePorts } from "../engine-ports.ts";
import type { FreshReads } from "../fresh-reads.ts";
import { runnable } from "../runnable.ts";
import { sweepSide } from "../sweep/sweep-side.ts";

/** Links that may wait before the next page is read: keeps page reads young and memory flat. */
const MAX_WAITING = 400;
/** Milliseconds between looks at how many still wait. */
const LOOK_MS = 200;
/** Two minutes, in milliseconds: links of which none comes to rest for so long are waited for no more; they keep their turn. */
const STUCK_MS = 120_000;

export interface BackfillState {
  readonly state: "none" | "running" | "done";
  readonly stage: "incident" | "highlevel";
  readonly done: number;
  readonly total: number | null;
}

export async function readBackfill(store: Store, bridge: Bridge): Promise<BackfillState> {
  const saved = await store.cursor(bridge.workspaceId, cursorName(bridge));
  return saved === null ? { state: "none", stage: "incident", done: 0, total: null } : (JSON.parse(saved) as BackfillState);
}

export interface BackfillRequest {
  readonly ports: EnginePorts;
  readonly bridge: Bridge;
  readonly fresh: FreshReads;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/**
 * First load of a bridge: reads all of incident.io, then all of HighLevel, and marks what is new; the workers link, match and create. Safe to
 * stop and start again at any point: what is linked already is not marked again. The catalog goes first, so that matching needs no look-up
 * per contact.
 */
export async function backfill(request: BackfillRequest): Promise<void> {
  const { ports, bridge } = request;
  const saved = await readBackfill(ports.store, bridge);
  if (saved.state === "done") return;
  const sides = await ports.sides(bridge);
  if (saved.stage === "incident") {
    await loadSide(request, "incident", sides.right);
    await waitUntilBelow(request, 1);
  }
  await loadSide(request, "highlevel", sides.left);
  await waitUntilBelow(request, 1);
  const last = await readBackfill(ports.store, bridge);
  await save(request, { ...last, state: "done" });
  const counts = await ports.store.counts(bridge.workspaceId, bridge.id);
  await ports.store.appendJournal(
    bridge.workspaceId,
    [{ kind: "backfill", linkId: null, bridgeId: bridge.id, intentId: null, side: null, cause: ["backfill"], detail: { ...counts }, values: [] }],
    ports.clock.now(),
  );
}

async function loadSide(request: BackfillRequest, stage: BackfillState["stage"], port: Parameters<typeof sweepSide>[0]["port"]): Promise<void> {
  let done = 0;
  const onPage = async (records: readonly SideRecord[], total: number | null): Promise<void> => {
    await waitUntilBelow(request, MAX_WAITING);
    done += records.length;
    await save(request, { state: "running", stage, done, total });
    request.onProgress?.({ stage: `reading ${stage}`, done, total });
  };
  await save(request, { state: "running", stage, done, total: null });
  const { ports, bridge, fresh, signal } = request;
  const marking = { reason: "backfill", priority: "backfill", ...(signal !== undefined && { signal }) } as const;
  await sweepSide({ ports, bridge, port, fresh, reach: "full", ...marking, onPage });
}

/** Waits for the workers until fewer links than that are left of those that the load has marked. What else is marked meanwhile is no part of it. */
async function waitUntilBelow(request: BackfillRequest, waiting: number): Promise<void> {
  const { ports, bridge } = request;
  const { store, clock } = ports;
  let [fewest, sinceMs] = [Number.POSITIVE_INFINITY, clock.monotonicMs()];
  for (;;) {
    request.signal?.throwIfAborted();
    const due = await store.dueCount(bridge.workspaceId, bridge.id, { reason: "backfill", by: clock.now() });
    if (due < waiting) return;
    const nowMs = clock.monotonicMs();
    const isStuck = due >= fewest && due < MAX_WAITING && nowMs - sinceMs >= STUCK_MS;
    // While everything is paused nothing can come to rest.
    if (isStuck && (await runnable(ports, bridge.workspaceId, bridge.id)) !== null) return;
    if (isStuck || due < fewest) [fewest, sinceMs] = [due, nowMs];
    await clock.sleep(LOOK_MS, request.signal);
  }
}

const save = (request: BackfillRequest, state: BackfillState): Promise<void> =>
  request.ports.store.saveCursor(request.bridge.workspaceId, cursorName(request.bridge), JSON.stringify(state));

const cursorName = (bridge: Bridge): string => `backfill:${bridge.id}`;

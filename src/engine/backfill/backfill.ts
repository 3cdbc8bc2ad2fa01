import type { Bridge } from "#core/bridge.ts";
import type { Store } from "#core/ports/store.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import type { ProgressListener } from "../application.ts";
import type { EnginePorts } from "../engine-ports.ts";
import type { FreshReads } from "../fresh-reads.ts";
import { sweepSide } from "../sweep/sweep-side.ts";

/** Links that may wait before the next page is read: keeps page reads young and memory flat. */
const MAX_WAITING = 400;
/** Milliseconds between looks at how many still wait. */
const LOOK_MS = 200;

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

async function waitUntilBelow(request: BackfillRequest, waiting: number): Promise<void> {
  const { ports, bridge } = request;
  for (;;) {
    request.signal?.throwIfAborted();
    const due = await ports.store.dueCount(bridge.workspaceId, bridge.id);
    if (due < waiting) return;
    await ports.clock.sleep(LOOK_MS, request.signal);
  }
}

const save = (request: BackfillRequest, state: BackfillState): Promise<void> =>
  request.ports.store.saveCursor(request.bridge.workspaceId, cursorName(request.bridge), JSON.stringify(state));

const cursorName = (bridge: Bridge): string => `backfill:${bridge.id}`;

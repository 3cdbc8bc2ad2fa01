import type { Bridge } from "#core/bridge.ts";
import type { BridgeId, Instant, WorkspaceId } from "#core/ids.ts";
import type { EnginePorts } from "./engine-ports.ts";
import type { FreshReads } from "./fresh-reads.ts";
import { claimSize, reconcileBatch } from "./reconcile/reconcile-batch.ts";
import { codeOf, tellingOnce } from "./telling-once.ts";

/** Batches of one bridge under way at once in this process. */
const BATCHES_PER_BRIDGE = 2;
/** Bridges looked at in one turn. */
const BRIDGES = 64;
/** Longest pause, in milliseconds, when no hint arrives: hints may be lost, state is not. */
const IDLE_MS = 1_000;

/** A reason of its own spares the platform the making of an exception, which costs more than the whole turn. */
const WOKEN = "woken";

export interface Worker {
  /** Runs until stopped. */
  start(): void;
  /** Stops claiming and waits for what is under way. */
  stop(): Promise<void>;
}

/**
 * The reconcile loop of one process: takes turns over the bridges that have due work, claims a small batch of each, and sleeps until a hint or
 * the next due time. Bridges get equal turns whatever their backlog (X9).
 */
export function createWorker(ports: EnginePorts, fresh: FreshReads, owner: string): Worker {
  const { store, clock, log } = ports;
  const underway = new Map<BridgeId, Set<Promise<void>>>();
  let stopping = false;
  /** There was work, and nothing of it could be taken up. */
  let isStuck = false;
  const quietly = tellingOnce(log, "worker.turn-failed");
  let wake: () => void = () => undefined;
  let loop: Promise<void> = Promise.resolve();

  const turn = async (): Promise<void> => {
    isStuck = true;
    const due = await store.bridgesWithWork(clock.now(), BRIDGES);
    const fed = await Promise.all(due.map((work) => feed(work)));
    isStuck = due.length > 0 && !fed.includes(true);
  };

  /** True when a batch could be started. */
  const feed = async (work: { workspaceId: WorkspaceId; bridgeId: BridgeId }): Promise<boolean> => {
    const running = underway.get(work.bridgeId) ?? new Set();
    underway.set(work.bridgeId, running);
    if (running.size >= BATCHES_PER_BRIDGE) return false;
    const bridge = await runnable(ports, work.workspaceId, work.bridgeId);
    if (bridge === null || stopping) return false;
    const batch = reconcileBatch({ ports, bridge, fresh, owner, limit: claimSize(fresh, bridge.id) })
      .then(
        () => undefined,
        (error: unknown) =>
          log.error("worker.batch-failed", { bridgeId: bridge.id, name: (error as Error | null)?.name ?? "unknown", code: codeOf(error) }),
      )
      .finally(() => {
        running.delete(batch);
        wake();
      });
    running.add(batch);
    return true;
  };

  const run = async (): Promise<void> => {
    const stopListening = await store.listen(["work", "config"], () => wake()).catch(() => async () => undefined);
    while (!stopping) {
      const hinted = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await quietly(turn);
      if (stopping) break;
      await pause(hinted);
    }
    await Promise.all([...underway.values()].flatMap((batches) => [...batches]));
    await stopListening();
  };

  const pause = async (hinted: Promise<void>): Promise<void> => {
    const next: Instant | null = await store.nextDueAt().catch(() => null);
    const now = clock.now();
    const busy = [...underway.values()].some((batches) => batches.size > 0);
    // Work that is due but cannot be claimed now (paused bridge, full lanes) must not spin the loop: a hint, or the end of a batch, tells when
    // that changes.
    const shortestMs = isStuck ? IDLE_MS : busy ? 100 : 20;
    const waitMs = next === null ? IDLE_MS : Math.min(IDLE_MS, Math.max(shortestMs, next - now));
    const timer = new AbortController();
    await Promise.race([hinted, clock.sleep(waitMs, timer.signal).catch(() => undefined)]);
    timer.abort(WOKEN);
  };

  return {
    start() {
      loop = run();
    },
    async stop() {
      stopping = true;
      wake();
      await loop;
    },
  };
}

/** The bridge, when it may write or show now: not draft or paused, and neither connection paused. */
export async function runnable(ports: EnginePorts, workspaceId: WorkspaceId, bridgeId: BridgeId): Promise<Bridge | null> {
  const bridge = await ports.store.bridge(workspaceId, bridgeId);
  if (bridge === null || bridge.mode === "draft" || bridge.mode === "paused") return null;
  const [left, right] = await Promise.all([ports.store.connection(workspaceId, bridge.left), ports.store.connection(workspaceId, bridge.right)]);
  return left?.state === "active" && right?.state === "active" ? bridge : null;
}

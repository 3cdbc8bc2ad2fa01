import type { Bridge } from "#core/bridge.ts";
import type { Instant } from "#core/ids.ts";
import type { Topic } from "#core/ports/store.ts";
import { BridgeTurns } from "./bridge-turns.ts";
import type { EnginePorts } from "./engine-ports.ts";
import type { FreshReads } from "./fresh-reads.ts";
import { restUntil, type Loop } from "./loops.ts";
import { claimSize, reconcileBatch } from "./reconcile/reconcile-batch.ts";
import { codeOf, tellingOnce } from "./telling-once.ts";

/** Longest pause, in milliseconds, when no hint arrives: hints may be lost, state is not. */
const IDLE_MS = 1_000;
/** One second, in milliseconds: how long changes of a bridge gather that trickle in, so that more of them share the pages of one batch. */
const GATHER_MS = 1_000;

/**
 * The reconcile loop of one process: lets the bridges that have due work take turns, claims a small batch of each, and sleeps until a hint or the
 * next due time.
 */
export function createWorker(ports: EnginePorts, fresh: FreshReads, owner: string): Loop {
  const { store, clock, log } = ports;
  let stopping = false;
  /** There was work, and nothing of it could be taken up. */
  let isStuck = false;
  const quietly = tellingOnce(log, "worker.turn-failed");
  let wake: () => void = () => undefined;
  let loop: Promise<void> = Promise.resolve();

  const work = async (bridge: Bridge): Promise<void> => {
    try {
      await reconcileBatch({ ports, bridge, fresh, owner, limit: claimSize(fresh, bridge.id) });
    } catch (error) {
      log.error("worker.batch-failed", { bridgeId: bridge.id, name: (error as Error | null)?.name ?? "unknown", code: codeOf(error) });
    }
  };
  const turns = new BridgeTurns(ports, {
    batch: work,
    pace: (bridgeId) => (fresh.trickles(bridgeId) ? GATHER_MS : 0),
    freed: () => wake(),
  });

  const turn = async (): Promise<void> => {
    isStuck = true;
    isStuck = !(await turns.take(() => !stopping));
  };

  const run = async (): Promise<void> => {
    const heard = (topic: Topic): void => {
      if (topic === "config") turns.askAgain();
      wake();
    };
    const stopListening = await store.listen(["work", "config"], heard).catch(() => async () => undefined);
    while (!stopping) {
      const hinted = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await quietly(turn);
      if (stopping) break;
      await pause(hinted);
    }
    await turns.ended();
    await stopListening();
  };

  const pause = async (hinted: Promise<void>): Promise<void> => {
    const next: Instant | null = await store.nextDueAt().catch(() => null);
    const now = clock.now();
    // Work that is due but cannot be claimed now (paused bridge, full lanes) must not spin the loop: a hint, or the end of a batch, tells when
    // that changes.
    const shortestMs = isStuck ? IDLE_MS : turns.isBusy ? 100 : 20;
    const waitMs = next === null ? IDLE_MS : Math.min(IDLE_MS, Math.max(shortestMs, next - now));
    await restUntil(clock, hinted, waitMs);
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

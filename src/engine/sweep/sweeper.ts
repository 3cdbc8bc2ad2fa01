import type { Bridge } from "#core/bridge.ts";
import type { Instant } from "#core/ids.ts";
import type { Side } from "#core/record/canonical.ts";
import type { EnginePorts } from "../engine-ports.ts";
import type { FreshReads } from "../fresh-reads.ts";
import { backfill, readBackfill } from "../backfill/backfill.ts";
import { codeOf, tellingOnce } from "../telling-once.ts";
import { runnable } from "../worker.ts";
import { sweepSide, type SweepRequest } from "./sweep-side.ts";

/** How often each sweep runs, in milliseconds. */
export interface SweepIntervals {
  /** Changed HighLevel contacts. Default 5 minutes. */
  readonly highlevelNarrowMs: number;
  /** All HighLevel contacts, to notice deletes. Default 24 hours. */
  readonly highlevelFullMs: number;
  /** All catalog entries: incident.io pushes no catalog event, so this is how edits there are found. Default 1 minute. */
  readonly incidentFullMs: number;
}

/** Milliseconds between looks at which sweep is due. */
const LOOK_MS = 500;

export interface Sweeper {
  start(): void;
  stop(): Promise<void>;
}

type Job = { readonly name: string; readonly side: Side; readonly reach: SweepRequest["reach"]; readonly everyMs: number };

/** Runs backfills and sweeps when they are due; of all processes at most one at a time runs a given sweep. */
export function createSweeper(ports: EnginePorts, fresh: FreshReads, intervals: SweepIntervals): Sweeper {
  const { store, clock, log } = ports;
  const jobs: readonly Job[] = [
    { name: "incident-full", side: "incident", reach: "full", everyMs: intervals.incidentFullMs },
    { name: "highlevel-narrow", side: "highlevel", reach: "narrow", everyMs: intervals.highlevelNarrowMs },
    { name: "highlevel-full", side: "highlevel", reach: "full", everyMs: intervals.highlevelFullMs },
  ];
  const stop = new AbortController();
  const busy = new Map<string, Promise<void>>();
  let loop: Promise<void> = Promise.resolve();
  const quietly = tellingOnce(log, "sweep.look-failed");

  const look = async (): Promise<void> => {
    for (const workspaceId of await store.workspaces()) {
      for (const { id } of await store.bridges(workspaceId)) {
        const bridge = await runnable(ports, workspaceId, id);
        if (bridge !== null && !busy.has(bridge.id)) keepBusy(bridge);
      }
    }
  };

  const keepBusy = (bridge: Bridge): void => {
    const work = serve(bridge)
      .catch((error: unknown) => {
        if (!stop.signal.aborted) log.warn("sweep.failed", { bridgeId: bridge.id, code: codeOf(error) });
      })
      .finally(() => busy.delete(bridge.id));
    busy.set(bridge.id, work);
  };

  const serve = async (bridge: Bridge): Promise<void> => {
    const first = await readBackfill(store, bridge);
    if (first.state !== "done") {
      if (await takeTurn(`backfill:${bridge.id}`, 30_000)) await backfill({ ports, bridge, fresh, signal: stop.signal });
      return;
    }
    for (const job of jobs) {
      if (stop.signal.aborted || !(await takeTurn(`sweep:${bridge.id}:${job.name}`, job.everyMs))) continue;
      const sides = await ports.sides(bridge);
      await sweepSide({ ports, bridge, fresh, port: job.side === "highlevel" ? sides.left : sides.right, reach: job.reach });
    }
  };

  /** True at most once per interval over all processes, judged by the store's clock. */
  const takeTurn = (key: string, everyMs: number): Promise<boolean> =>
    store.updateBudget<boolean>(`turn:${key}`, (state, now) => {
      const last = (state as { readonly at: Instant } | null)?.at ?? null;
      return last !== null && now - last < everyMs ? { state, result: false } : { state: { at: now }, result: true };
    });

  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await quietly(look);
      await clock.sleep(LOOK_MS, stop.signal).catch(() => undefined);
    }
    await Promise.allSettled(busy.values());
  };

  return {
    start() {
      loop = run();
    },
    async stop() {
      stop.abort();
      await loop;
    },
  };
}

import { owesWhatItTold, type Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import { classify } from "#core/policy/classify.ts";
import type { Side } from "#core/record/canonical.ts";
import type { EnginePorts } from "../engine-ports.ts";
import type { FreshReads } from "../fresh-reads.ts";
import { backfill, readBackfill } from "../backfill/backfill.ts";
import { restUntil, type Loop } from "../loops.ts";
import { pauseConnection } from "../pause-connection.ts";
import { codeOf, tellingOnce } from "../telling-once.ts";
import { writeWhatShadowTold } from "../redrive.ts";
import { runnable } from "../runnable.ts";
import { sweepSide, type SweepRequest } from "./sweep-side.ts";
import { createTurns, type Turns } from "./turns.ts";

/** How often each sweep runs, in milliseconds. */
export interface SweepIntervals {
  /** Changed HighLevel contacts. Default 5 minutes. */
  readonly highlevelNarrowMs: number;
  /** All HighLevel contacts, to notice deletes. Default 24 hours. */
  readonly highlevelFullMs: number;
  /** All catalog entries: incident.io pushes no catalog event, so this is how edits there are found. Default 1 minute. */
  readonly incidentFullMs: number;
}

/** Five seconds, in milliseconds: how long it may take until a bridge that was made or changed elsewhere is noticed without a hint. */
const LOOK_MS = 5_000;

/** 30 seconds, in milliseconds: a first load whose process fell away is taken up again after that; one that was stopped in order, at once. */
const BACKFILL_HOLD_MS = 30_000;
/** The same for a sweep. */
const SWEEP_HOLD_MS = 30_000;

type Job = { readonly name: string; readonly side: Side; readonly reach: SweepRequest["reach"]; readonly everyMs: number };

const jobsOf = (intervals: SweepIntervals): readonly Job[] => [
  { name: "incident-full", side: "incident", reach: "full", everyMs: intervals.incidentFullMs },
  { name: "highlevel-narrow", side: "highlevel", reach: "narrow", everyMs: intervals.highlevelNarrowMs },
  { name: "highlevel-full", side: "highlevel", reach: "full", everyMs: intervals.highlevelFullMs },
];

/** Runs backfills and sweeps when they are due; of all processes at most one at a time runs a given sweep. */
export function createSweeper(ports: EnginePorts, fresh: FreshReads, intervals: SweepIntervals): Loop {
  const { store, clock, log } = ports;
  const jobs = jobsOf(intervals);
  const stop = new AbortController();
  const busy = new Map<string, Promise<void>>();
  /** Rounds of a bridge that failed in a row. */
  const failures = new Map<string, number>();
  const turns = createTurns(ports);
  const quietly = tellingOnce(log, "sweep.look-failed");
  let wake: () => void = () => undefined;
  let loop: Promise<void> = Promise.resolve();

  const look = async (): Promise<void> => {
    for (const workspaceId of await store.workspaces()) {
      for (const { id } of await store.bridges(workspaceId)) {
        if (busy.has(id) || !jobs.some((job) => turns.mayBeDue(turnOf(id, job)))) continue;
        const bridge = await runnable(ports, workspaceId, id);
        if (bridge !== null) keepBusy(bridge);
      }
    }
  };

  const keepBusy = (bridge: Bridge): void => {
    const work = serve({ ports, fresh, jobs, turns, signal: stop.signal }, bridge)
      .then(() => void failures.delete(bridge.id))
      .catch(async (error: unknown) => {
        if (!stop.signal.aborted) await noteFailure(ports, failures, bridge, error);
      })
      .finally(() => {
        busy.delete(bridge.id);
        wake();
      });
    busy.set(bridge.id, work);
  };

  const pause = async (): Promise<void> => {
    const hinted = new Promise<void>((resolve) => {
      wake = resolve;
    });
    await restUntil(clock, hinted, Math.min(LOOK_MS, turns.untilNextMs()));
  };

  const run = async (): Promise<void> => {
    const stopListening = await hearConfig(ports, turns, () => wake());
    while (!stop.signal.aborted) {
      await quietly(look);
      if (!stop.signal.aborted) await pause();
    }
    await Promise.allSettled(busy.values());
    await stopListening();
  };

  return {
    start() {
      loop = run();
    },
    async stop() {
      stop.abort();
      wake();
      await loop;
    },
  };
}

interface Round {
  readonly ports: EnginePorts;
  readonly fresh: FreshReads;
  readonly jobs: readonly Job[];
  readonly turns: Turns;
  readonly signal: AbortSignal;
}

/** What is owed from shadow, and the first load, if they are not done, then every sweep whose turn it is. */
async function serve({ ports, fresh, jobs, turns, signal }: Round, bridge: Bridge): Promise<void> {
  // Done when the mode is changed, unless that process fell away.
  if (owesWhatItTold(bridge)) await writeWhatShadowTold(ports, bridge);
  const first = await readBackfill(ports.store, bridge);
  if (first.state !== "done") {
    const loaded = await turns.hold(`backfill:${bridge.id}`, BACKFILL_HOLD_MS, () => backfill({ ports, bridge, fresh, signal }));
    if (!loaded) return await ports.clock.sleep(LOOK_MS, signal);
  }
  const everyMs = await lookEvery(ports, bridge);
  for (const job of jobs) {
    if (signal.aborted) return;
    await turns.perform(turnOf(bridge.id, job), { everyMs: everyMs(job), holdMs: SWEEP_HOLD_MS, signal }, async () => {
      const sides = await ports.sides(bridge);
      await sweepSide({ ports, bridge, fresh, port: job.side === "highlevel" ? sides.left : sides.right, reach: job.reach, signal });
    });
  }
}

/** Intervals may have changed with the configuration, so turns are looked at anew. */
async function hearConfig({ store }: EnginePorts, turns: Turns, wake: () => void): Promise<() => Promise<void>> {
  const heard = (): void => {
    turns.askAgain();
    wake();
  };
  return store.listen(["config"], heard).catch(() => async () => undefined);
}

/** Each account may have its own interval for what finds changes; that of deletes stays, for it reads everything. */
async function lookEvery({ store }: EnginePorts, bridge: Bridge): Promise<(job: Job) => number> {
  const [left, right] = await Promise.all([store.connection(bridge.workspaceId, bridge.left), store.connection(bridge.workspaceId, bridge.right)]);
  return (job) => {
    const own = (job.side === "highlevel" ? left : right)?.facts["lookEveryMs"];
    return typeof own === "number" && job.name !== "highlevel-full" ? own : job.everyMs;
  };
}

/** Nobody may edit for hours, so a sweep too must say that an account no longer lets us in (X8). */
async function noteFailure(ports: EnginePorts, failures: Map<string, number>, bridge: Bridge, error: unknown): Promise<void> {
  const { clock, random, log } = ports;
  const count = failures.get(bridge.id) ?? 0;
  failures.set(bridge.id, count + 1);
  log.warn("sweep.failed", { bridgeId: bridge.id, code: codeOf(error) });
  if (!(error instanceof HighwireError)) return;
  const next = classify(error, { count, firstFailedAt: null }, clock.now(), random.fraction());
  if (next.kind === "pause-connection") await pauseConnection(ports, bridge, error, next.code);
}

const turnOf = (bridgeId: string, job: Job): string => `sweep:${bridgeId}:${job.name}`;

import type { Bridge } from "#core/bridge.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { ProgressListener } from "#engine/application.ts";
import { readBackfill } from "#engine/backfill/backfill.ts";
import { sweepSide } from "#engine/sweep/sweep-side.ts";
import type { Sandboxes } from "../sandbox-bridge.ts";
import type { Session } from "../session.ts";

/** Rounds of sweeps after which the two sides count as never coming to rest. */
const MAX_ROUNDS = 20;
const LOOK_MS = 200;

/** What is to come to rest. */
export interface Resting {
  readonly session: Session;
  readonly sandboxes: Sandboxes;
  readonly onProgress: ProgressListener;
  readonly signal: AbortSignal;
}

/** Waits for the first load of a bridge, telling its progress. */
export async function firstLoad(parts: Pick<Resting, "session" | "onProgress" | "signal"> & { readonly bridge: Bridge }): Promise<void> {
  const { session, bridge, onProgress, signal } = parts;
  await until(session.app.clock, signal, async () => {
    const [state, counts] = await Promise.all([readBackfill(session.ports.store, bridge), session.ports.store.counts(bridge.workspaceId, bridge.id)]);
    onProgress({
      stage: "linking",
      done: counts["in-sync"] + counts.conflict + counts.excluded,
      total: state.stage === "highlevel" ? state.total : null,
    });
    return state.state === "done";
  });
}

/** Sweeps both sides of every bridge until a whole round finds nothing and nothing waits. */
export async function settle(parts: Resting): Promise<void> {
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    await drain(parts);
    const before = writesOf(parts.sandboxes);
    const marked = await sweepOnce(parts);
    await drain(parts);
    if (marked === 0 && writesOf(parts.sandboxes) === before) return;
  }
}

/** Sweeps everything once, side by side as the sweeper does; resolves with how many links it marked. */
export async function sweepOnce({ session, onProgress }: Resting): Promise<number> {
  onProgress({ stage: "sweeping", done: 0, total: null });
  const sweep = async (bridge: Bridge): Promise<number> => {
    const sides = await session.ports.sides(bridge);
    let marked = 0;
    for (const port of [sides.right, sides.left]) {
      const found = await sweepSide({ ports: session.ports, bridge, port, reach: "full" });
      marked += found.marked + found.missing;
    }
    return marked;
  };
  const counts = await Promise.all((await session.ports.store.bridges(session.workspaceId)).map(sweep));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Waits until no link is due. */
export async function drain({ session, onProgress, signal }: Resting): Promise<void> {
  let most = 0;
  await until(session.app.clock, signal, async () => {
    const { dirty } = await session.ports.store.counts(session.workspaceId);
    most = Math.max(most, dirty);
    onProgress({ stage: "coming to rest", done: most - dirty, total: most });
    return dirty === 0;
  });
}

/** Waits until no event of either sandbox is on its way. */
export const eventsArrived = ({ session, sandboxes, signal }: Resting): Promise<void> =>
  until(session.app.clock, signal, () =>
    Promise.resolve(sandboxes.highlevel.control.webhooksUnderway() === 0 && sandboxes.incident.control.webhooksUnderway() === 0),
  );

async function until(clock: Clock, signal: AbortSignal, reached: () => Promise<boolean>): Promise<void> {
  while (!(await reached())) await clock.sleep(LOOK_MS, signal);
}

type Counted = "calls" | "writes" | "limitViolations";
const sumOf = (sandboxes: Sandboxes, what: Counted): number =>
  sandboxes.highlevel.control.counters()[what] + sandboxes.incident.control.counters()[what];
/** Calls at both vendors so far. */
export const callsOf = (sandboxes: Sandboxes): number => sumOf(sandboxes, "calls");
/** Writes at both vendors so far. */
export const writesOf = (sandboxes: Sandboxes): number => sumOf(sandboxes, "writes");
/** Calls over a vendor's limit so far. */
export const violationsOf = (sandboxes: Sandboxes): number => sumOf(sandboxes, "limitViolations");

import { HighwireError } from "#core/errors.ts";
import type { Bridge } from "#core/bridge.ts";
import type { Instant } from "#core/ids.ts";
import { engineEntry } from "../engine-entry.ts";
import type { EnginePorts } from "../engine-ports.ts";

/** One hour, in milliseconds: deletes within it count as one run (D5). */
const RUN_MS = 3_600_000;

interface DeleteRun {
  readonly since: Instant;
  readonly count: number;
}

/** How many deletes one run may do before a person must look (D5). */
export function deleteLimit(linked: number): number {
  return Math.max(20, Math.floor(linked * 0.05));
}

/** Counts one delete in, or stops the bridge and throws `HW_BRAKE`. */
export async function passBrake(ports: EnginePorts, bridge: Bridge): Promise<void> {
  if (bridge.brake !== null) throw new HighwireError("HW_BRAKE");
  const counts = await ports.store.counts(bridge.workspaceId, bridge.id);
  const linked = counts.total - counts.ended;
  const allowed = deleteLimit(linked);
  const count = await ports.store.updateBudget<number>(brakeKey(bridge), (state, now) => {
    const run = (state as DeleteRun | null) ?? { since: now, count: 0 };
    const next: DeleteRun = now - run.since < RUN_MS ? { since: run.since, count: run.count + 1 } : { since: now, count: 1 };
    return { state: next, result: next.count };
  });
  if (count <= allowed) return;
  await pullBrake(ports, bridge, count, linked);
  throw new HighwireError("HW_BRAKE", { limit: allowed });
}

/** Stops a bridge's deletes until a person releases it, and says so once. */
export async function pullBrake(ports: EnginePorts, bridge: Bridge, plannedDeletes: number, linked: number): Promise<void> {
  const now = ports.clock.now();
  const pulled = await ports.store.changeBridge(bridge.workspaceId, bridge.id, (current) =>
    current.brake === null ? { ...current, brake: { at: now, plannedDeletes, linked } } : null,
  );
  if (pulled === null) return;
  const entry = engineEntry("brake", { plannedDeletes, linked, limit: deleteLimit(linked) }, { bridgeId: bridge.id });
  await ports.store.appendJournal(bridge.workspaceId, [entry], now);
  ports.log.warn("brake.pulled", { bridgeId: bridge.id, plannedDeletes, linked });
}

/** Forgets the run's count when a person releases the brake. */
export async function resetBrake(ports: EnginePorts, bridge: Bridge): Promise<void> {
  await ports.store.updateBudget(brakeKey(bridge), (_state, now) => ({ state: { since: now, count: 0 } satisfies DeleteRun, result: null }));
}

const brakeKey = (bridge: Bridge): string => `deletes:${bridge.id}`;

import type { Bridge, CanaryEnd, CanaryRun } from "#core/bridge.ts";
import type { ActPlan } from "#core/sync/link-plan.ts";
import { engineEntry } from "../engine-entry.ts";
import type { LinkRun } from "./link-run.ts";
import type { ReconcileContext } from "./reconcile-context.ts";
import type { ReconcileOutcome } from "./reconcile-link.ts";

/** Two minutes, in milliseconds: a record that was begun so long ago was left by a worker that died. */
const LEFT_MS = 120_000;

/** True when links are written under a careful first run's budget; what a plan or an undo writes, a person has looked at. */
const isCareful = ({ bridge, promised, undo, mode }: ReconcileContext): boolean =>
  bridge.mode === "canary" && mode === "run" && promised === undefined && undo === undefined;

/**
 * Takes one record of the careful first run's budget before the first write of a link. False when nothing may be written: the budget is spent, the
 * run has ended, or the plan itself is a surprise, because it deletes.
 */
export async function passCanary(context: ReconcileContext, run: LinkRun, plan: ActPlan): Promise<boolean> {
  if (!isCareful(context) || plan.operations.length === 0 || run.isCounted) return true;
  if (plan.operations.some(({ kind }) => kind === "delete")) {
    await endCanary(context, run, "delete");
    return false;
  }
  const now = context.ports.clock.now();
  let isLeft = false;
  const taken = await changeCanary(context, (canary) => {
    const isSpent = canary.taken >= canary.budget;
    isLeft = isSpent && now - canary.takenAt > LEFT_MS;
    return isSpent ? null : { ...canary, taken: canary.taken + 1, takenAt: now };
  });
  if (isLeft) await endCanary(context, run, "spent");
  run.isCounted = taken !== null;
  return run.isCounted;
}

/** Ends the careful first run at its first surprise, or once all its records are written and read back. */
export async function watchCanary(context: ReconcileContext, run: LinkRun, outcome: ReconcileOutcome): Promise<void> {
  if (!isCareful(context)) return;
  if (outcome === "needs-person") return endCanary(context, run, "surprise");
  if (!run.isCounted) return;
  // What could not be written now is tried again, and takes its record of the budget then.
  const isDone = outcome === "settled";
  const counted = await changeCanary(context, (canary) =>
    isDone ? { ...canary, done: canary.done + 1 } : { ...canary, taken: Math.max(0, canary.taken - 1) },
  );
  if (counted?.canary !== undefined && counted.canary.done >= counted.canary.budget) await endCanary(context, run, "spent");
}

/** Changes the run as it is at that moment; null when it has ended, or `change` leaves it as it is. */
function changeCanary({ ports, bridge }: ReconcileContext, change: (canary: CanaryRun) => CanaryRun | null): Promise<Bridge | null> {
  return ports.store.changeBridge(bridge.workspaceId, bridge.id, (current) => {
    const next = current.mode === "canary" && current.canary !== undefined ? change(current.canary) : null;
    return next === null ? null : { ...current, canary: next, ...(next.ended !== null && { mode: "paused" as const }) };
  });
}

/** Pauses the bridge, so that a person looks at what was written, and says why once. */
async function endCanary(context: ReconcileContext, run: LinkRun, because: CanaryEnd["because"]): Promise<void> {
  const { ports, bridge } = context;
  const at = ports.clock.now();
  const linkId = because === "spent" ? null : run.link.id;
  const ended = await changeCanary(context, (canary) => ({ ...canary, ended: { at, because, linkId } }));
  if (ended === null) return;
  const entry = engineEntry("config", { canary: because, records: ended.canary?.done ?? 0 }, { linkId, bridgeId: bridge.id });
  await ports.store.appendJournal(bridge.workspaceId, [entry], at);
}

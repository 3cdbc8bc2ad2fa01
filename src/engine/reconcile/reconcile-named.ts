import type { LinkId } from "#core/ids.ts";
import { LEASE_MS } from "./lease.ts";
import { reconcileBatch, type BatchRequest } from "./reconcile-batch.ts";
import type { ReconcileOutcome } from "./reconcile-link.ts";

/** Milliseconds between two looks at links that another worker holds. */
const LOOK_MS = 100;
/** How long they are waited for, in milliseconds: longer than the lease of a worker that was killed. */
const WAIT_MS = LEASE_MS + 5_000;

/**
 * Reconciles just the links that are named, which somebody asked for. What another worker holds is waited for: a sweep may have come across the
 * same record a moment before. A link that is held throughout the wait (25 seconds, or until the signal aborts) has no outcome.
 */
export async function reconcileNamed(
  request: Omit<BatchRequest, "limit" | "only">,
  ids: readonly LinkId[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<LinkId, ReconcileOutcome>> {
  const { clock } = request.ports;
  const untilMs = clock.monotonicMs() + WAIT_MS;
  const outcomes = new Map<LinkId, ReconcileOutcome>();
  let held = ids;
  while (held.length > 0) {
    for (const [id, outcome] of await reconcileBatch({ ...request, limit: held.length, only: held })) outcomes.set(id, outcome);
    held = held.filter((id) => !outcomes.has(id));
    if (held.length === 0 || clock.monotonicMs() >= untilMs || signal?.aborted === true) break;
    // Not cut short by the signal: whoever asked must still hear what was written.
    await clock.sleep(LOOK_MS);
  }
  return outcomes;
}

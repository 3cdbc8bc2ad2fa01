import { HighwireError } from "#core/errors.ts";
import type { Instant } from "#core/ids.ts";
import type { ClaimedLink, Settlement } from "#core/ports/claims.ts";
import type { LinkRow } from "#core/ports/store.ts";
import type { EnginePorts } from "./engine-ports.ts";
import { LEASE_MS } from "./reconcile/lease.ts";

/** Looks at a link that is being worked on, and milliseconds between them: a batch is seldom under way for so long. */
const LOOKS = 40;
const LOOK_MS = 100;

/** Takes the lease on one link for a person, waiting for a worker to let go of it. Throws `HW_REQUEST_CONFLICT` when it does not. */
export async function holdLink(
  { store, clock, owner }: Pick<EnginePorts, "store" | "clock"> & { readonly owner: string },
  { workspaceId, bridgeId, id }: LinkRow,
): Promise<ClaimedLink> {
  for (let look = 0; look < LOOKS; look += 1) {
    const now = clock.now();
    const [held] = await store.claim({ workspaceId, bridgeId, owner, limit: 1, now, leaseUntil: now + LEASE_MS, only: [id] });
    if (held !== undefined) return held;
    await clock.sleep(LOOK_MS);
  }
  throw new HighwireError("HW_REQUEST_CONFLICT", { recordId: id, detail: "it is being worked on just now; try again in a moment" });
}

/**
 * When a link that was held for an errand of a person's is looked at again, at the earliest at `from`. Nobody has looked at what made it due, so that is
 * still due, with the failures that it has had; what was at rest stays at rest.
 */
export function staysDue({ dirty, dueAt }: ClaimedLink, from: Instant): Pick<Settlement, "again"> {
  return dirty ? { again: { at: Math.max(dueAt ?? from, from), failed: false } } : {};
}

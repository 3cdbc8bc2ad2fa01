import { HighwireError } from "#core/errors.ts";
import type { ClaimedLink, JournalEntry, LinkRow, Settlement } from "#core/ports/store.ts";
import { PAUSED } from "#core/record/link-status.ts";
import type { EnginePorts } from "./engine-ports.ts";
import { LEASE_MS } from "./reconcile/lease.ts";

type Parts = Pick<EnginePorts, "store" | "clock"> & { readonly owner: string };

/** Looks at a link that is being worked on, and milliseconds between them: a batch is seldom under way for so long. */
const LOOKS = 40;
const LOOK_MS = 100;

/**
 * Leaves a link alone from now on, whatever happens at either vendor, until a person resumes it. Throws `HW_REQUEST_CONFLICT` for one that has ended
 * or whose person was erased, and when a worker does not let go of it.
 */
export async function pauseLink(parts: Parts, link: LinkRow, who: string): Promise<void> {
  if (isPaused(link)) return;
  refuseOver(link);
  const held = await hold(parts, link);
  await change(parts, held, { state: "excluded", because: PAUSED }, entryFor(link, who, { paused: true }));
}

/** Lets a paused link take part again; its next turn looks at both sides. Leaves any other as it is. Throws `HW_REQUEST_CONFLICT` as pausing does. */
export async function resumeLink(parts: Parts, link: LinkRow, who: string): Promise<void> {
  if (!isPaused(link)) return;
  await change(parts, await hold(parts, link), { state: "active", because: null }, entryFor(link, who, { paused: false }));
}

/** True for a link that a person has paused. */
export const isPaused = ({ state, because }: Pick<LinkRow, "state" | "because">): boolean => state === "excluded" && because === PAUSED;

function refuseOver({ id, state, because }: LinkRow): void {
  if (state === "unlinked" || state === "tombstone")
    throw new HighwireError("HW_REQUEST_CONFLICT", { recordId: id, detail: "this link has ended, so there is nothing to pause" });
  if (because === "HW_LINK_ERASED")
    throw new HighwireError("HW_REQUEST_CONFLICT", { recordId: id, detail: "this person was erased and is left alone for good" });
}

async function hold({ store, clock, owner }: Parts, { workspaceId, bridgeId, id }: LinkRow): Promise<ClaimedLink> {
  for (let look = 0; look < LOOKS; look += 1) {
    const now = clock.now();
    const [held] = await store.claim({ workspaceId, bridgeId, owner, limit: 1, now, leaseUntil: now + LEASE_MS, only: [id] });
    if (held !== undefined) return held;
    await clock.sleep(LOOK_MS);
  }
  throw new HighwireError("HW_REQUEST_CONFLICT", { recordId: id, detail: "it is being worked on just now; try again in a moment" });
}

async function change({ store, clock }: Parts, held: ClaimedLink, patch: Settlement["patch"], entry: JournalEntry): Promise<void> {
  const { workspaceId, id, fence, dirtyGeneration } = held;
  const settlement: Settlement = { linkId: id, fence, dirtyGeneration, patch, outcomes: [], open: [], close: [], processed: [], journal: [entry] };
  const { lost } = await store.settle(workspaceId, [settlement], clock.now());
  if (lost.length > 0) throw new HighwireError("HW_REQUEST_CONFLICT", { recordId: id, detail: "it was taken up by a worker just now; try again" });
}

function entryFor({ id, bridgeId }: LinkRow, who: string, detail: JournalEntry["detail"]): JournalEntry {
  return { kind: "config", linkId: id, bridgeId, intentId: null, side: null, cause: [`person ${who}`], detail, values: [] };
}

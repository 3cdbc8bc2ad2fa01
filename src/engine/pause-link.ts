import { HighwireError } from "#core/errors.ts";
import type { ClaimedLink, Settlement } from "#core/ports/claims.ts";
import type { JournalEntry, LinkRow } from "#core/ports/store.ts";
import { PAUSED } from "#core/record/link-status.ts";
import { holdLink } from "./hold-link.ts";
import { personEntry } from "./person-entry.ts";

type Parts = Parameters<typeof holdLink>[0];

/**
 * Leaves a link alone from now on, whatever happens at either vendor, until a person resumes it. Throws `HW_REQUEST_CONFLICT` for one that has ended
 * or whose person was erased, and when a worker does not let go of it.
 */
export async function pauseLink(parts: Parts, link: LinkRow, who: string): Promise<void> {
  if (isPaused(link)) return;
  refuseOver(link);
  const held = await holdLink(parts, link);
  // What made it due is taken up by the turn that resuming brings.
  await change(parts, held, { patch: { state: "excluded", because: PAUSED } }, entryFor(link, who, { paused: true }));
}

/** Lets a paused link take part again; its next turn looks at both sides. Leaves any other as it is. Throws `HW_REQUEST_CONFLICT` as pausing does. */
export async function resumeLink(parts: Parts, link: LinkRow, who: string): Promise<void> {
  if (!isPaused(link)) return;
  const held = await holdLink(parts, link);
  // Turns of a paused link look at nothing, so whatever came meanwhile has yet to be seen.
  const again = { at: parts.clock.now(), failed: false };
  await change(parts, held, { patch: { state: "active", because: null }, again }, entryFor(link, who, { paused: false }));
}

/** True for a link that a person has paused. */
export const isPaused = ({ state, because }: Pick<LinkRow, "state" | "because">): boolean => state === "excluded" && because === PAUSED;

function refuseOver({ id, state, because }: LinkRow): void {
  if (state === "unlinked" || state === "tombstone")
    throw new HighwireError("HW_REQUEST_CONFLICT", { recordId: id, detail: "this link has ended, so there is nothing to pause" });
  if (because === "HW_LINK_ERASED")
    throw new HighwireError("HW_REQUEST_CONFLICT", { recordId: id, detail: "this person was erased and is left alone for good" });
}

async function change({ store, clock }: Parts, held: ClaimedLink, what: Pick<Settlement, "patch" | "again">, entry: JournalEntry): Promise<void> {
  const { workspaceId, id, fence, dirtyGeneration } = held;
  const settlement: Settlement = { linkId: id, fence, dirtyGeneration, ...what, outcomes: [], open: [], close: [], processed: [], journal: [entry] };
  const { lost } = await store.settle(workspaceId, [settlement], clock.now());
  if (lost.length > 0) throw new HighwireError("HW_REQUEST_CONFLICT", { recordId: id, detail: "it was taken up by a worker just now; try again" });
}

const entryFor = ({ id, bridgeId }: LinkRow, who: string, detail: JournalEntry["detail"]): JournalEntry =>
  personEntry("config", who, detail, { linkId: id, bridgeId });

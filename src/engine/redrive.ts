import { HighwireError } from "#core/errors.ts";
import { owesWhatItTold, type Bridge } from "#core/bridge.ts";
import { takesInMore } from "#core/history.ts";
import type { BridgeId, LinkId, WorkspaceId } from "#core/ids.ts";
import type { DirtyMark, LinkRow } from "#core/ports/store.ts";
import type { EnginePorts } from "./engine-ports.ts";
import { linkPages } from "./link-pages.ts";
import { createTurns } from "./sweep/turns.ts";

/** Tries parked links again: one, or all of a bridge, of those only what gave up because of `code`. Returns how many. Throws `HW_REQUEST_NOT_FOUND`. */
export async function redrive(
  ports: EnginePorts,
  workspaceId: WorkspaceId,
  target: { bridgeId: BridgeId } | { linkId: LinkId },
  code?: string,
): Promise<number> {
  const { store, clock } = ports;
  if ("linkId" in target) {
    const link = await store.link(workspaceId, target.linkId);
    if (link === null) throw new HighwireError("HW_REQUEST_NOT_FOUND", { recordId: target.linkId });
    return store.markDirty([markOf(link, "redrive")], clock.now());
  }
  let count = 0;
  // A link that gave up may have open conflicts as well, and stands among those then.
  for (const status of ["failing", "conflict"] as const) count += await redriveAll(ports, target.bridgeId, workspaceId, status, code);
  return count;
}

/** 30 seconds, in milliseconds: marking whose process fell away is taken up again after that. */
const TOLD_HOLD_MS = 30_000;

/** Parked until a person answers: going at it again would only ask again. */
const waitsForAnswer: readonly (string | null)[] = ["HW_LINK_AMBIGUOUS", "HW_VENDOR_NOT_FOUND"];

async function redriveAll(
  { store, clock }: EnginePorts,
  bridgeId: BridgeId,
  workspaceId: WorkspaceId,
  status: "failing" | "conflict",
  code?: string,
): Promise<number> {
  const gaveUp = (link: LinkRow): boolean =>
    status === "failing" || ((link.state === "parked" || link.attempts > 0) && !waitsForAnswer.includes(link.because));
  let count = 0;
  for await (const links of linkPages(store, { workspaceId, bridgeIds: [bridgeId], status })) {
    const chosen = links.filter((link) => gaveUp(link) && (code === undefined || link.because === code));
    const marks = chosen.map((link) => markOf(link, "redrive"));
    if (marks.length > 0) count += await store.markDirty(marks, clock.now());
  }
  return count;
}

/**
 * Looks again at every link of a bridge that has begun to write: what it only told of in shadow counts as settled, and no event and no sweep
 * would come back to it. The bridge says that it owes this until all are marked, so whoever comes next does what is left; does nothing when it owes nothing.
 */
export async function writeWhatShadowTold(ports: EnginePorts, { workspaceId, id }: Pick<Bridge, "workspaceId" | "id">): Promise<void> {
  const { store } = ports;
  const owes = async (): Promise<Bridge | null> => {
    const bridge = await store.bridge(workspaceId, id);
    return bridge !== null && owesWhatItTold(bridge) ? bridge : null;
  };
  if ((await owes()) === null) return;
  await createTurns(ports).hold(`told:${id}`, TOLD_HOLD_MS, async () => {
    const bridge = await owes();
    if (bridge === null) return;
    await markAll(ports, bridge);
    // Back in shadow meanwhile, perhaps writing again by now: some of what was told since is not marked.
    await store.changeBridge(workspaceId, id, ({ onlyTold, ...current }) => (onlyTold === bridge.onlyTold ? current : null));
  });
}

async function markAll({ store, clock }: EnginePorts, { workspaceId, id }: Bridge): Promise<void> {
  for await (const links of linkPages(store, { workspaceId, bridgeIds: [id] })) {
    const marks = links.filter(({ state }) => state === "active").map((link): DirtyMark => ({ ...markOf(link, "backfill"), priority: "backfill" }));
    if (marks.length > 0) await store.markDirty(marks, clock.now());
  }
}

/** Looks again at what a bridge left alone as history, once that reaches further back (I6); no event and no sweep would come back to it. */
export async function takeInHistory({ store, clock }: EnginePorts, before: Bridge, after: Bridge): Promise<void> {
  if (!takesInMore(before, after)) return;
  for await (const links of linkPages(store, { workspaceId: after.workspaceId, bridgeIds: [after.id], status: "excluded" })) {
    const old = links.filter(({ because }) => because === "HW_LINK_BEFORE_HISTORY");
    const marks = old.map((link): DirtyMark => ({ ...markOf(link, "redrive"), priority: "backfill" }));
    if (marks.length > 0) await store.markDirty(marks, clock.now());
  }
}

/** Marks a link by the record that it certainly has. */
export function markOf(link: LinkRow, reason: DirtyMark["reason"]): DirtyMark {
  return {
    workspaceId: link.workspaceId,
    bridgeId: link.bridgeId,
    side: link.leftId === null ? "incident" : "highlevel",
    recordId: link.leftId ?? link.rightId ?? "",
    reason,
    priority: "person",
  };
}

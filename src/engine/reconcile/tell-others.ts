import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { DirtyMark, DirtyReason } from "#core/ports/store.ts";
import type { Side } from "#core/record/canonical.ts";
import { namesMany } from "#core/record/names-many.ts";
import type { LinkRun } from "./link-run.ts";
import { portOf } from "./read-sides.ts";
import type { ReconcileContext } from "./reconcile-context.ts";

/** Writes of our own that follow from each other, from bridge to bridge: so many are carried out, and what the last of them leads to is not (E4). */
const hops = ["hop-1", "hop-2", "hop-3"] as const satisfies readonly DirtyReason[];

/** The longest row of our own writes that stands behind these marks; null for none. */
export const hopIn = (reasons: readonly DirtyReason[]): DirtyReason | null => hops.findLast((hop) => reasons.includes(hop)) ?? null;

/** Throws `HW_HOPS_SPENT` when another write would go in circles. */
export function checkHops({ link }: LinkRun): void {
  if (hopIn(link.dirtyReasons) === hops.at(-1)) throw new HighwireError("HW_HOPS_SPENT", { operation: "write", recordId: link.id });
}

/** A record that was written on that side is one of the other bridge's too. */
const isSameAccount = (bridge: Bridge, other: Bridge, side: Side): boolean =>
  side === "highlevel" ? other.left === bridge.left : other.right === bridge.right;

/**
 * Marks what bridges know of the records that this run has written, one hop further. Their events may tell it too, or not: HighLevel
 * sends none for an edited task.
 */
export async function tellOthers(context: ReconcileContext, run: LinkRun): Promise<void> {
  const { ports, bridge } = context;
  const reason = hops[hops.findLastIndex((hop) => run.link.dirtyReasons.includes(hop)) + 1];
  const named = run.journal.flatMap(({ kind, side, detail: { recordId } }) => {
    if ((kind !== "write" && kind !== "deleted") || side === null || typeof recordId !== "string") return [];
    return (portOf(context, side).knownAs?.(recordId) ?? []).map((name) => ({ ...name, on: side, side: name.side ?? side }));
  });
  if (named.length === 0 || reason === undefined) return;
  const bridges = await ports.store.bridges(bridge.workspaceId);
  const marks = named.flatMap(({ on, side, entity, id }) =>
    bridges
      // Behind an id of many there may be other records of this bridge too, such as the same task on another incident.
      .filter((other) => other.entity === entity && (other.id !== bridge.id || namesMany(id)) && isSameAccount(bridge, other, on))
      .map((other): DirtyMark => ({
        workspaceId: bridge.workspaceId,
        bridgeId: other.id,
        side,
        recordId: id,
        reason,
        priority: run.link.priority,
      })),
  );
  if (marks.length > 0) await ports.store.markDirty(marks, ports.clock.now());
}

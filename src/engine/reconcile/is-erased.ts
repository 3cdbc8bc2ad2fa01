import type { Side } from "#core/record/canonical.ts";
import { matchKeyHashes } from "../match-keys.ts";
import type { LinkRun } from "./link-run.ts";
import type { ReconcileContext } from "./reconcile-context.ts";

const sides: readonly Side[] = ["highlevel", "incident"];

/** True when a record that was never linked carries a match key of a person who was erased (P4). */
export async function isErased(context: ReconcileContext, run: LinkRun): Promise<boolean> {
  if (run.link.base !== null || !(await context.anyErased())) return false;
  const { bridge, fingerprint, ports } = context;
  const hashes = sides.flatMap((side) => {
    const state = run.state(side);
    return state.kind === "found" ? matchKeyHashes({ fields: state.record.fields, counterpartId: null }, fingerprint) : [];
  });
  if (hashes.length === 0) return false;
  const known = await Promise.all(sides.map((side) => ports.store.linksByKeys(bridge.workspaceId, bridge.id, side, hashes)));
  return known.flat().some(({ because }) => because === "HW_LINK_ERASED");
}

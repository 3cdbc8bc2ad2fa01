import type { Bridge } from "#core/bridge.ts";
import type { Side, SideRecord } from "#core/record/canonical.ts";
import { matchKeyHashes } from "../match-keys.ts";
import type { LinkRun } from "./link-run.ts";
import type { ReconcileContext } from "./reconcile-context.ts";

const sides: readonly Side[] = ["highlevel", "incident"];
const isErasedLink = (link: { readonly because: string | null } | null): boolean => link?.because === "HW_LINK_ERASED";

/** True when a record that was never linked is an erased person's: it carries a match key of theirs, or names their contact (P4). */
export async function isErased(context: ReconcileContext, run: LinkRun): Promise<boolean> {
  if (run.link.base !== null || !(await context.anyErased())) return false;
  const found = sides.flatMap((side) => {
    const state = run.state(side);
    return state.kind === "found" ? [state.record] : [];
  });
  return (await hasErasedKey(context, found)) || (await namesErased(context, found));
}

async function hasErasedKey({ bridge, fingerprint, ports }: ReconcileContext, found: readonly SideRecord[]): Promise<boolean> {
  const hashes = found.flatMap(({ fields }) => matchKeyHashes({ fields, counterpartId: null }, fingerprint));
  if (hashes.length === 0) return false;
  const ids = [bridge.id, ...(await contactBridges(ports, bridge)).map(({ id }) => id)];
  const known = await Promise.all(ids.flatMap((id) => sides.map((side) => ports.store.linksByKeys(bridge.workspaceId, id, side, hashes))));
  return known.flat().some(isErasedLink);
}

/** The other bridges that keep this one's contacts. */
async function contactBridges({ store }: ReconcileContext["ports"], bridge: Bridge): Promise<readonly Bridge[]> {
  return (await store.bridges(bridge.workspaceId)).filter(({ id, entity, left }) => entity === "contact" && left === bridge.left && id !== bridge.id);
}

/** Tasks, appointments and what hangs on cases name their contact in their id or in a field. */
async function namesErased({ bridge, ports }: ReconcileContext, found: readonly SideRecord[]): Promise<boolean> {
  const named = new Set(found.flatMap(({ id, fields }) => [...id.split("/"), String(fields["contactId"] ?? "")]));
  const others = await contactBridges(ports, bridge);
  for (const { id } of bridge.entity === "contact" ? [bridge, ...others] : others) {
    const links = await Promise.all([...named].map((recordId) => ports.store.linkOf(bridge.workspaceId, id, "highlevel", recordId)));
    if (links.some(isErasedLink)) return true;
  }
  return false;
}

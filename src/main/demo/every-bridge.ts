import { entities, type Bridge, type Entity } from "#core/bridge.ts";
import type { BridgeId } from "#core/ids.ts";
import type { Random } from "#core/ports/random.ts";
import type { Store } from "#core/ports/store.ts";
import { must } from "#lib/must.ts";
import { newBridges } from "../default-mapping.ts";

/** By this tag a location's own workflows may hold marketing back. */
export const HOLD_TAG = "marketing-hold";

/** The sandbox's text field in which incidents may name customers by address. */
export const EMAIL_FIELD = "Customer e-mail";

/** The sandbox's attribute by which alerts name entries of contacts. */
const ALERT_ATTRIBUTE = "Customer";

/** Stores a live bridge of every other kind beside one of contacts, with the marketing hold on. `kinds`: only of these. */
export async function addEveryBridge(
  { store, random }: { readonly store: Store; readonly random: Random },
  contacts: Bridge,
  kinds: readonly Entity[] = entities,
): Promise<readonly Bridge[]> {
  const { workspaceId } = contacts;
  const [left, right] = await Promise.all([store.connection(workspaceId, contacts.left), store.connection(workspaceId, contacts.right)]);
  const given = { left: must(left, "HighLevel's connection"), right: must(right, "incident.io's connection"), mode: "live" } as const;
  const made = kinds
    .filter((entity) => entity !== "contact")
    .map((entity) => newBridges[entity]({ ...given, id: random.uuid() as BridgeId, name: `${entity} (sandbox)` }))
    .map(withNames);
  for (const one of made) await store.saveBridge(one);
  return made;
}

function withNames(bridge: Bridge): Bridge {
  const { cases, entity } = bridge;
  if (cases === null) return bridge;
  if (entity === "alert-note") return { ...bridge, cases: { ...cases, alertAttribute: ALERT_ATTRIBUTE } };
  return { ...bridge, cases: { ...cases, holdTag: HOLD_TAG, emailField: EMAIL_FIELD } };
}

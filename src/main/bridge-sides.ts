import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { Sides } from "#engine/engine-ports.ts";
import type { HighLevelClient } from "#vendors/highlevel/client.ts";
import { createHighLevelContacts } from "#vendors/highlevel/highlevel-contacts.ts";
import { createHighLevelTasks } from "#vendors/highlevel/highlevel-tasks.ts";
import type { IncidentClient } from "#vendors/incidentio/client.ts";
import { ensureEntryType } from "#vendors/incidentio/entry-type.ts";
import { createIncidentEntries } from "#vendors/incidentio/incident-entries.ts";
import { highlevelClient, incidentClient, type VendorParts } from "./vendor-clients.ts";

/** Both sides of a bridge, by what it keeps in step. Throws `HW_NOT_CONNECTED` or a vendor error. */
export async function makeSides(parts: VendorParts, bridge: Bridge): Promise<Sides> {
  const { store } = parts.ports;
  const [left, right] = await Promise.all([store.connection(bridge.workspaceId, bridge.left), store.connection(bridge.workspaceId, bridge.right)]);
  if (left === null || right === null) throw new HighwireError("HW_NOT_CONNECTED");
  const incident = incidentClient(parts, right, bridge.id);
  const typeId = bridge.catalogTypeId ?? (await firstLoad(parts, incident, bridge));
  return { left: recordsIn(highlevelClient(parts, left, bridge.id), bridge), right: createIncidentEntries(incident, bridge, typeId) };
}

const recordsIn = (client: HighLevelClient, bridge: Bridge): Sides["left"] =>
  bridge.entity === "task" ? createHighLevelTasks(client.tasks, bridge) : createHighLevelContacts(client.contacts, bridge);

/** Makes or finds the type of the bridge's entries and remembers it; the bridge may have been changed meanwhile, so only that is written. */
async function firstLoad(parts: VendorParts, client: IncidentClient, bridge: Bridge): Promise<string> {
  const catalogTypeId = await ensureEntryType({ client, random: parts.ports.random, log: parts.ports.log }, bridge);
  const current = await parts.ports.store.bridge(bridge.workspaceId, bridge.id);
  await parts.ports.store.saveBridge({ ...(current ?? bridge), catalogTypeId });
  return catalogTypeId;
}

import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { Reduction } from "#core/mapping/mapped-fields.ts";
import type { Connection, Store } from "#core/ports/store.ts";
import type { Sides } from "#engine/engine-ports.ts";
import { holdTagsOf, ownTags } from "#flows/case-tags.ts";
import type { HighLevelClient } from "#vendors/highlevel/client.ts";
import { createHighLevelAppointments } from "#vendors/highlevel/highlevel-appointments.ts";
import { createHighLevelBusinesses } from "#vendors/highlevel/highlevel-businesses.ts";
import { createHighLevelContacts } from "#vendors/highlevel/highlevel-contacts.ts";
import { createHighLevelTasks } from "#vendors/highlevel/highlevel-tasks.ts";
import type { IncidentClient } from "#vendors/incidentio/client.ts";
import { ensureEntryType, isEntryEntity, type EntryEntity } from "#vendors/incidentio/entry-type.ts";
import { createIncidentEntries } from "#vendors/incidentio/incident-entries.ts";
import { caseSides } from "./case-sides.ts";
import { highlevelClient, incidentClient, type VendorParts } from "./vendor-clients.ts";

/** Both sides of a bridge, by what it keeps in step. Throws `HW_NOT_CONNECTED`, `HW_CASES_NEED_CONTACTS` or a vendor error. */
export async function makeSides(parts: VendorParts, bridge: Bridge): Promise<Sides> {
  const { store } = parts.ports;
  const [left, right] = await Promise.all([store.connection(bridge.workspaceId, bridge.left), store.connection(bridge.workspaceId, bridge.right)]);
  if (left === null || right === null) throw new HighwireError("HW_NOT_CONNECTED");
  const incident = incidentClient(parts, right, bridge.id);
  const highlevel = highlevelClient(parts, left, bridge.id);
  const { cases, entity } = bridge;
  if (cases !== null) return caseSides({ parts, highlevel, incident, timezone: zoneOf(left) }, bridge, cases);
  if (!isEntryEntity(entity))
    throw new HighwireError("HW_INVARIANT", { operation: "bridge", detail: `a bridge of ${entity} without rules for cases` });
  const kept = { ...bridge, entity, ...(entity === "contact" && { isOwnTag: ownTags(await holdTagsBeside(store, bridge)) }) };
  const typeId = bridge.catalogTypeId ?? (await firstLoad(parts, incident, kept));
  return { left: recordsIn(parts, highlevel, left, kept), right: createIncidentEntries(incident, kept, typeId) };
}

function recordsIn(
  parts: VendorParts,
  client: HighLevelClient,
  connection: Connection,
  bridge: Bridge & Reduction & { readonly entity: EntryEntity },
): Sides["left"] {
  switch (bridge.entity) {
    case "contact":
      return createHighLevelContacts(client.contacts, bridge);
    case "task":
      return createHighLevelTasks(client.tasks, bridge);
    case "business":
      return createHighLevelBusinesses(client.businesses, bridge);
    case "appointment":
      return createHighLevelAppointments(client, bridge, { timezone: zoneOf(connection), clock: parts.ports.clock });
  }
}

/** Hold tags, of now and before, that other bridges put on the contacts of this one. */
export async function holdTagsBeside(store: Pick<Store, "bridges">, { workspaceId, left }: Bridge): Promise<readonly string[]> {
  const bridges = await store.bridges(workspaceId);
  return bridges.flatMap(({ cases, entity, left: other }) => (entity === "case-tags" && other === left && cases !== null ? holdTagsOf(cases) : []));
}

/** The location's zone, by whose clocks some of HighLevel's times are told; UTC when it was not learned while connecting. */
function zoneOf({ facts }: Connection): string {
  const { timezone } = facts;
  return typeof timezone === "string" ? timezone : "UTC";
}

/** Makes or finds the type of the bridge's entries and remembers it. */
async function firstLoad(parts: VendorParts, client: IncidentClient, bridge: Bridge & { readonly entity: EntryEntity }): Promise<string> {
  const catalogTypeId = await ensureEntryType({ client, random: parts.ports.random, log: parts.ports.log }, bridge);
  await parts.ports.store.changeBridge(bridge.workspaceId, bridge.id, (current) => ({ ...current, catalogTypeId }));
  return catalogTypeId;
}

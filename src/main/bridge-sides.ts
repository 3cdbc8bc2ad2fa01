import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { Reduction } from "#core/mapping/mapped-fields.ts";
import type { Connection, Store } from "#core/ports/store.ts";
import type { Sides } from "#engine/engine-ports.ts";
import { holdTagsOf, ownTags } from "#flows/case-tags.ts";
import { createHighLevelAppointments } from "#vendors/highlevel/highlevel-appointments.ts";
import { createHighLevelBusinesses } from "#vendors/highlevel/highlevel-businesses.ts";
import { createHighLevelContacts } from "#vendors/highlevel/highlevel-contacts.ts";
import { createHighLevelTasks } from "#vendors/highlevel/highlevel-tasks.ts";
import type { IncidentClient } from "#vendors/incidentio/client.ts";
import { ensureEntryType, isEntryEntity, type EntryEntity } from "#vendors/incidentio/entry-type.ts";
import { createIncidentEntries } from "#vendors/incidentio/incident-entries.ts";
import { caseSides } from "./case-sides.ts";
import type { CaseClients } from "./told-sides.ts";
import { highlevelClient, incidentClient, type VendorParts } from "./vendor-clients.ts";

/** Both sides of a bridge, by what it keeps in step; `holdTags` are those that other bridges put on its contacts. Throws `HW_NOT_CONNECTED`, `HW_CASES_NEED_CONTACTS` or a vendor error. */
export async function makeSides(parts: VendorParts, bridge: Bridge, holdTags: readonly string[]): Promise<Sides> {
  const clients = await clientsOf(parts, bridge);
  const { cases, entity } = bridge;
  if (cases !== null) return caseSides(clients, bridge, cases);
  if (!isEntryEntity(entity))
    throw new HighwireError("HW_INVARIANT", { operation: "bridge", detail: `a bridge of ${entity} without rules for cases` });
  const kept = { ...bridge, entity, ...(entity === "contact" && { isOwnTag: ownTags(holdTags) }) };
  const typeId = bridge.catalogTypeId ?? (await firstLoad(parts, clients.incident, kept));
  return { left: recordsIn(clients, kept), right: createIncidentEntries(clients.incident, kept, typeId) };
}

/** Clients for both accounts of a bridge. Throws `HW_NOT_CONNECTED`. */
export async function clientsOf(parts: VendorParts, { workspaceId, id, left, right }: Bridge): Promise<CaseClients> {
  const { store } = parts.ports;
  const [location, organisation] = await Promise.all([store.connection(workspaceId, left), store.connection(workspaceId, right)]);
  if (location === null || organisation === null) throw new HighwireError("HW_NOT_CONNECTED");
  return {
    parts,
    highlevel: highlevelClient(parts, location, id),
    incident: incidentClient(parts, organisation, id),
    timezone: zoneOf(location),
  };
}

function recordsIn(
  { parts, highlevel: client, timezone }: CaseClients,
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
      return createHighLevelAppointments(client, bridge, { timezone, clock: parts.ports.clock });
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

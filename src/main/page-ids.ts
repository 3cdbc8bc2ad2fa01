import type { Bridge } from "#core/bridge.ts";
import type { PageIds } from "#flows/incident-pages.ts";
import { ulidOf } from "#lib/ulid.ts";
import type { VendorParts } from "./vendor-clients.ts";

/** Ids of the pages of a bridge's incidents: ids of our own, so that an address tells nothing and outlives whatever a vendor calls the incident. */
export function pageIds({ ports }: Pick<VendorParts, "ports">, { workspaceId, right }: Pick<Bridge, "workspaceId" | "right">): PageIds {
  const { store, random } = ports;
  return {
    find: (incidentId) => store.incidentPage(workspaceId, { connectionId: right, incidentId }),
    give: (incidentId, wanted) =>
      store.giveIncidentPage(workspaceId, { connectionId: right, incidentId }, [...(wanted === null ? [] : [wanted]), ulidOf(random.uuid())]),
  };
}

import { HighwireError } from "#core/errors.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Connection } from "#core/ports/store.ts";
import { askTogether } from "#lib/ask-together.ts";
import { createCredentialSource } from "#vendors/highlevel/auth.ts";
import { createHighLevelClient, refreshOAuth, type HighLevelClient } from "#vendors/highlevel/client.ts";
import { createIncidentClient, type IncidentClient } from "#vendors/incidentio/client.ts";
import type { Transport } from "#vendors/transport/transport.ts";
import type { VendorPorts } from "./session.ts";
import type { SharedReads } from "./shared-reads.ts";
import { credentialName } from "./vendors.ts";

const person: CallOptions = { priority: "person" };

/** What a client of either vendor is made from. */
export interface VendorParts {
  readonly ports: VendorPorts;
  readonly transport: Transport;
  /** Origins of sandboxes that are allowed although they are on this machine. */
  readonly origins: Set<string>;
  readonly shared: SharedReads;
}

/** Under which name an account's calls are counted. */
export const limitKeyOf = (connection: Connection): string =>
  connection.vendor === "highlevel" ? `highlevel:${connection.baseUrl}:${connection.account}` : `incident:${connection.id}`;

/** HighLevel with a stored credential, which is renewed when it expires. */
export function highlevelClient(parts: VendorParts, connection: Connection, flow = ""): HighLevelClient {
  const { store, clock } = parts.ports;
  allow(parts, connection);
  const name = credentialName(connection.id);
  const credential = createCredentialSource({
    clock,
    read: askTogether(() => store.secret(connection.workspaceId, name)),
    change: (change) => store.changeSecret(connection.workspaceId, name, change),
    exchange: (oauth) => refreshOAuth(parts.transport, connection.baseUrl, oauth, person),
  });
  return createHighLevelClient({ transport: parts.transport, baseUrl: connection.baseUrl, locationId: connection.account, credential, flow });
}

/** incident.io with a stored key. */
export function incidentClient(parts: VendorParts, connection: Connection, flow = ""): IncidentClient {
  const { store, clock } = parts.ports;
  allow(parts, connection);
  const read = askTogether(() => store.secret(connection.workspaceId, credentialName(connection.id)));
  const apiKey = async (): Promise<string> => {
    const key = await read();
    if (key === null) throw new HighwireError("HW_NOT_CONNECTED", { vendor: "incident" });
    return key;
  };
  return createIncidentClient({ transport: parts.transport, baseUrl: connection.baseUrl, apiKey, limitKey: limitKeyOf(connection), flow, clock });
}

function allow(parts: VendorParts, connection: Connection): void {
  if (connection.sandbox) parts.origins.add(new URL(connection.baseUrl).origin);
}

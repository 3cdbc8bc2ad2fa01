import { HighwireError } from "#core/errors.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Connection } from "#core/ports/store.ts";
import { askTogether } from "#lib/ask-together.ts";
import { createCredentialSource, readOAuth, type CredentialSource, type OAuthCredential } from "#vendors/highlevel/auth.ts";
import { createHighLevelClient, type HighLevelClient } from "#vendors/highlevel/client.ts";
import { oauthCalls, type TokenGrant } from "#vendors/highlevel/oauth.ts";
import type { HighLevelClientParts } from "#vendors/highlevel/send.ts";
import { createIncidentClient, type IncidentClient } from "#vendors/incidentio/client.ts";
import type { IncidentClientParts } from "#vendors/incidentio/send.ts";
import type { Transport } from "#vendors/transport/transport.ts";
import type { VendorPorts } from "./session.ts";
import type { SharedReads } from "./shared-reads.ts";
import { companySecretName, credentialName, type StoredCredential } from "./vendors.ts";

const person: CallOptions = { priority: "person" };

/** What a client of either vendor is made from. */
export interface VendorParts {
  readonly ports: VendorPorts;
  readonly transport: Transport;
  /** Origins of sandboxes that are allowed although they are on this machine. */
  readonly origins: Set<string>;
  readonly shared: SharedReads;
  /** By secret: whoever calls with one credential renews it together. */
  readonly credentials: Map<string, CredentialSource>;
}

/** Under which name an account's calls are counted. */
export const limitKeyOf = (connection: Connection): string =>
  connection.vendor === "highlevel" ? highlevelLimitKey(connection.baseUrl, connection.account) : `incident:${connection.id}`;

/** A location's calls count together, whoever makes them. */
export const highlevelLimitKey = (baseUrl: string, locationId: string): string => `highlevel:${baseUrl}:${locationId}`;

/** HighLevel with a stored credential, which is renewed when it expires. */
export const highlevelClient = (parts: VendorParts, connection: Connection, flow = ""): HighLevelClient =>
  createHighLevelClient(highlevelParts(parts, connection, flow));

/** What HighLevel is called with for a connection. */
export function highlevelParts(parts: VendorParts, connection: Connection, flow: string): HighLevelClientParts {
  allow(parts, connection);
  const { baseUrl, account: locationId } = connection;
  return { transport: parts.transport, baseUrl, locationId, credential: credentialSource(parts, connection), flow };
}

const credentialSource = (parts: VendorParts, { id, workspaceId, baseUrl, account }: Connection): CredentialSource =>
  sourceOf(parts, { workspaceId, baseUrl, secret: credentialName(id), locationId: account });

interface SourceOf {
  readonly workspaceId: Connection["workspaceId"];
  readonly baseUrl: string;
  /** Name of the secret that holds the credential. */
  readonly secret: string;
  readonly locationId: string;
}

function sourceOf(parts: VendorParts, of: SourceOf): CredentialSource {
  const { store, clock } = parts.ports;
  const key = JSON.stringify([of.workspaceId, of.baseUrl, of.secret, of.locationId]);
  const source =
    parts.credentials.get(key) ??
    createCredentialSource({
      clock,
      read: askTogether(() => store.secret(of.workspaceId, of.secret)),
      change: (change) => store.changeSecret(of.workspaceId, of.secret, change),
      exchange: (oauth) => nextGrant(parts, of, oauth),
    });
  parts.credentials.set(key, source);
  return source;
}

/** By its own refresh token; a location that was given none gets its next token from its company. */
async function nextGrant(parts: VendorParts, of: SourceOf, oauth: OAuthCredential): Promise<TokenGrant> {
  const calls = oauthCalls(parts.transport, of.baseUrl, person);
  if (oauth.refreshToken !== null) return calls.refresh(oauth, oauth.refreshToken);
  const { companyId } = oauth;
  if (companyId === undefined) throw new HighwireError("HW_VENDOR_REAUTH_NEEDED", { vendor: "highlevel", operation: "oauth.refresh" });
  const company = sourceOf(parts, { ...of, secret: companySecretName(companyId) });
  const accessToken = await company.token();
  try {
    return await calls.mint({ accessToken, companyId }, of.locationId);
  } catch (error) {
    const next = error instanceof HighwireError && error.code === "HW_VENDOR_TOKEN_EXPIRED" ? await company.renew(accessToken) : null;
    if (next === null) throw error;
    return calls.mint({ accessToken: next, companyId }, of.locationId);
  }
}

/** A connection's stored credential. Throws `HW_NOT_CONNECTED`. */
export async function storedCredential(parts: VendorParts, connection: Connection): Promise<StoredCredential> {
  allow(parts, connection);
  const stored = await parts.ports.store.secret(connection.workspaceId, credentialName(connection.id));
  if (stored === null) throw new HighwireError("HW_NOT_CONNECTED", { vendor: connection.vendor, detail: "its credential is missing" });
  const oauth = connection.vendor === "highlevel" ? readOAuth(stored) : null;
  if (oauth === null) return { token: async () => stored, granted: null, expiresAt: null };
  const token = (): Promise<string> => credentialSource(parts, connection).token();
  return { token, granted: oauth.scopes ?? null, expiresAt: oauth.expiresAt };
}

/** incident.io with a stored key. */
export const incidentClient = (parts: VendorParts, connection: Connection, flow = ""): IncidentClient =>
  createIncidentClient(incidentParts(parts, connection, flow));

/** What incident.io is called with for a connection. */
export function incidentParts(parts: VendorParts, connection: Connection, flow: string): IncidentClientParts {
  const { store, clock } = parts.ports;
  allow(parts, connection);
  const read = askTogether(() => store.secret(connection.workspaceId, credentialName(connection.id)));
  const apiKey = async (): Promise<string> => {
    const key = await read();
    if (key === null) throw new HighwireError("HW_NOT_CONNECTED", { vendor: "incident" });
    return key;
  };
  return { transport: parts.transport, baseUrl: connection.baseUrl, apiKey, limitKey: limitKeyOf(connection), flow, clock };
}

function allow(parts: VendorParts, connection: Connection): void {
  if (connection.sandbox) parts.origins.add(new URL(connection.baseUrl).origin);
}

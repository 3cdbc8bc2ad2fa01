import type { Bridge } from "#core/bridge.ts";
import type { ConnectionId, Instant, WorkspaceId } from "#core/ids.ts";
import type { IncidentReads } from "#core/ports/incident-reads.ts";
import type { Connection } from "#core/ports/store.ts";
import type { ApplicationStatus } from "#engine/application.ts";
import type { Sides } from "#engine/engine-ports.ts";
import type { PlacesPort } from "#engine/mapping/places-port.ts";
import type { WebhookVerifier } from "#engine/ingest/webhook-verifier.ts";
import type { SendOperation } from "./catalog/send-operation.ts";
import type { OAuthCalls } from "#vendors/highlevel/oauth.ts";
import type { AlertEvent } from "#vendors/incidentio/resources/alerts.ts";

/** Both vendors as one Highwire sees them: made in `open-vendors.ts`, or by a test. */
export interface Vendors {
  /** Makes, or returns the kept, sides of a bridge. Throws `HW_NOT_CONNECTED` or a vendor error. */
  sides(bridge: Bridge): Promise<Sides>;
  readonly verifiers: Readonly<Record<Connection["vendor"], WebhookVerifier>>;
  /** What of each connection's limits is used now. */
  quotas(workspaceId: WorkspaceId): Promise<ApplicationStatus["quotas"]>;
  /** Reads of incidents that bridges have asked for so far, and those that were sent: what several asked for at once was read once. */
  incidentReads(): { readonly asked: number; readonly sent: number };
  /** Reads something with a connection's credential and reports what it found. Throws a vendor error. */
  probe(account: AccountToProbe): Promise<ProbedAccount>;
  /** The credential that is stored for a connection. Throws `HW_NOT_CONNECTED` when there is none. */
  credential(connection: Connection): Promise<StoredCredential>;
  /** HighLevel's token operations at an address. */
  oauth(baseUrl: string): OAuthCalls;
  /** Where people are asked for consent, for an API at this address: at a sandbox, its own page. */
  consentHost(baseUrl: string): string;
  /** Tries the read that a permission allows: false when it was refused, null when no read can tell. Throws any other vendor error. */
  proves(account: AccountToProbe, scope: string): Promise<boolean | null>;
  /** Calls of this day, by anybody here, and how many are allowed; null where the vendor counts none. */
  callsToday(account: AccountToProbe): Promise<{ readonly used: number; readonly limit: number } | null>;
  /** When this process last called what with success, for a connection. */
  lastCalls(connection: Connection): ReadonlyMap<string, Instant>;
  /**
   * Compares the vendor's answers with what our clients rely on. Each finding is a sentence. Reads only, unless `writeAs` gives letters and digits
   * that no other probe uses: then records of our own are made, changed and deleted too.
   */
  drift(connection: Connection, scope: { readonly writeAs: string | null }): Promise<readonly string[]>;
  /** Sends one operation of the catalog for a connection, under its limits; the answer comes unchecked. Throws `HW_NOT_CONNECTED` or a vendor error. */
  readonly send: SendOperation;
  /** What mappings are made between. */
  readonly places: PlacesPort;
  /** What the pages of a workspace's incidents read. */
  pageReads(workspaceId: WorkspaceId): IncidentReads;
  /** Sends an event to an alert source of incident.io, which lets it in by its own secret. Throws a vendor error. */
  sendAlertEvent(connection: Connection, source: { readonly id: string; readonly secret: string }, event: AlertEvent): Promise<void>;
  close(): Promise<void>;
}

/** A credential that a person has just given, before anything is stored. */
export interface AccountToProbe {
  readonly vendor: Connection["vendor"];
  readonly credential: string;
  /** HighLevel location id; null for incident.io. */
  readonly locationId: string | null;
  readonly baseUrl: string;
}

/** What is stored for a connection, without a secret in it. */
export interface StoredCredential {
  /** The token to call with, renewed when it is about to end. Throws `HW_VENDOR_REAUTH_NEEDED` and transient vendor errors. */
  readonly token: () => Promise<string>;
  /** OAuth 2.0: permissions as granted; null when nobody told. */
  readonly granted: readonly string[] | null;
  readonly expiresAt: Instant | null;
}

export interface ProbedAccount {
  /** The vendor's name of the account, for people. */
  readonly name: string;
  /** Non-secret facts: roles, scopes, time zone, country. */
  readonly facts: Connection["facts"];
  /** Permissions that the contact flow needs and this credential lacks. */
  readonly missing: readonly string[];
}

/** Addresses of the vendors' own APIs. */
export const vendorBaseUrls: Readonly<Record<Connection["vendor"], string>> = {
  highlevel: "https://services.leadconnectorhq.com",
  incident: "https://api.incident.io",
};

/** Name of the secret that holds a connection's credential. */
export const credentialName = (id: ConnectionId): string => `connection:${id}:credential`;
/** Name of the secret that holds the credential of a HighLevel agency, from which those of its locations are made. */
export const companySecretName = (companyId: string): string => `oauth:company:${companyId}`;
/** Name of the secret that holds the signing secrets of a connection's webhooks, one a line. */
export const webhookSecretName = (id: ConnectionId): string => `connection:${id}:webhook`;

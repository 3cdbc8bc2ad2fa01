import { HighwireError } from "#core/errors.ts";
import { stoppedBecause } from "#core/stopped-because.ts";
import type { ConnectionId, WorkspaceId } from "#core/ids.ts";
import type { Random } from "#core/ports/random.ts";
import type { Connection, Store } from "#core/ports/store.ts";
import { wrongForm } from "./accounts/credential-form.ts";
import { credentialName, vendorBaseUrls, webhookSecretName, type ProbedAccount, type Vendors } from "./vendors.ts";

export interface AccountToConnect {
  readonly vendor: Connection["vendor"];
  /** Private integration token or API key. */
  readonly credential: string;
  /** HighLevel: location id, or the address of a page that holds it. */
  readonly location: string | null;
  /** Default: what the vendor calls the account. */
  readonly name: string | null;
  /** Default: the vendor's own. */
  readonly baseUrl: string | null;
  /** Signing secrets of incident.io webhooks (`whsec_…`). */
  readonly webhookSecrets: readonly string[];
}

export interface ConnectPorts {
  readonly store: Store;
  readonly random: Random;
  readonly vendors: Pick<Vendors, "probe">;
  readonly workspaceId: WorkspaceId;
}

export interface ConnectedAccount extends ProbedAccount {
  readonly connection: Connection;
  /** True when an earlier connection of the same account got a new credential. */
  readonly renewed: boolean;
}

/**
 * Probes a credential and only then stores connection and secret. Connecting the same account again renews its credential and keeps
 * everything else. Throws `HW_CREDENTIAL_LEGACY`, `HW_CREDENTIAL_FORMAT`, `HW_REQUEST_INVALID` for the location, `HW_VENDOR_*`.
 */
export async function connectAccount(ports: ConnectPorts, given: AccountToConnect): Promise<ConnectedAccount> {
  const credential = checkCredential(given);
  const locationId = given.vendor === "highlevel" ? locationIdIn(given.location ?? "") : null;
  const baseUrl = given.baseUrl ?? vendorBaseUrls[given.vendor];
  const probed = await ports.vendors.probe({ vendor: given.vendor, credential, locationId, baseUrl });
  const auth = given.vendor === "highlevel" ? "private-integration-token" : "api-key";
  return { ...probed, ...(await storeConnection(ports, { ...given, credential, locationId, baseUrl, auth, probed })) };
}

/** A credential that has shown what it opens. */
export interface ConnectionToStore extends Pick<AccountToConnect, "vendor" | "credential" | "name" | "webhookSecrets"> {
  readonly locationId: string | null;
  readonly baseUrl: string;
  readonly auth: Connection["auth"];
  readonly probed: Pick<ProbedAccount, "name" | "facts">;
}

/** Stores a connection with its secrets, or renews the one that there is of the same account. */
export async function storeConnection(
  ports: Pick<ConnectPorts, "store" | "random" | "workspaceId">,
  given: ConnectionToStore,
): Promise<Pick<ConnectedAccount, "connection" | "renewed">> {
  const { vendor, locationId, baseUrl, auth, probed } = given;
  const known = await knownConnection(ports, vendor, locationId, baseUrl);
  const id = known?.id ?? (ports.random.uuid() as ConnectionId);
  const fresh: Connection = {
    id,
    workspaceId: ports.workspaceId,
    vendor,
    name: given.name ?? probed.name,
    account: locationId ?? id,
    auth,
    baseUrl,
    state: "active",
    pausedBecause: null,
    sandbox: isLoopback(baseUrl),
    facts: probed.facts,
  };
  // The secret goes first: a connection without one would be tried and fail.
  await ports.store.saveSecret(ports.workspaceId, credentialName(id), given.credential);
  if (given.webhookSecrets.length > 0) await ports.store.saveSecret(ports.workspaceId, webhookSecretName(id), given.webhookSecrets.join("\n"));
  // Renewed as it is at that moment: somebody may have named it anew since it was looked for.
  const renewed = await ports.store.changeConnection(ports.workspaceId, id, (current) => ({
    ...fresh,
    // A person who paused an account had a reason.
    ...(stoppedBecause(current) === null && { state: current.state, pausedBecause: current.pausedBecause }),
    name: given.name ?? current.name,
    sandbox: current.sandbox,
    facts: { ...current.facts, ...fresh.facts },
  }));
  if (renewed === null) await ports.store.saveConnection(fresh);
  return { connection: renewed ?? fresh, renewed: renewed !== null };
}

/** incident.io keys belong to one organisation, so a second key for the same address renews the first. */
async function knownConnection(
  ports: Pick<ConnectPorts, "store" | "workspaceId">,
  vendor: Connection["vendor"],
  locationId: string | null,
  baseUrl: string,
): Promise<Connection | null> {
  const connections = await ports.store.connections(ports.workspaceId);
  return (
    connections.find(
      (connection) => connection.vendor === vendor && connection.baseUrl === baseUrl && (locationId === null || connection.account === locationId),
    ) ?? null
  );
}

/** Takes a bare id, or finds it in a pasted address (`…/location/<id>/…`). Throws `HW_REQUEST_INVALID`. */
export function locationIdIn(text: string): string {
  const id = /\/location\/([A-Za-z0-9]{10,40})(?:[/?#]|$)/u.exec(text)?.[1] ?? text.trim();
  if (!/^[A-Za-z0-9]{10,40}$/u.test(id)) {
    throw new HighwireError("HW_REQUEST_INVALID", {
      field: "location",
      detail: "the location must be an id of letters and digits, or an address with /location/<id>/ in it",
    });
  }
  return id;
}

/** The credential without blanks around it. Throws `HW_CREDENTIAL_LEGACY` and `HW_CREDENTIAL_FORMAT`; never repeats the text. */
function checkCredential({ vendor, ...given }: Pick<AccountToConnect, "vendor" | "credential">): string {
  const credential = given.credential.trim();
  const code = wrongForm({ vendor, credential });
  if (code !== null) throw new HighwireError(code, { field: "token" });
  return credential;
}

/** Only a sandbox lives on this machine. */
export function isLoopback(baseUrl: string): boolean {
  return ["127.0.0.1", "[::1]", "localhost"].includes(new URL(baseUrl).hostname);
}

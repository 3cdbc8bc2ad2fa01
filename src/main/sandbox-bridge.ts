import type { Bridge } from "#core/bridge.ts";
import type { BridgeId, ConnectionId, WorkspaceId } from "#core/ids.ts";
import type { Random } from "#core/ports/random.ts";
import type { Connection, Store } from "#core/ports/store.ts";
import { startHighLevelSandbox, type HighLevelSandbox } from "#sandbox/highlevel/start-highlevel-sandbox.ts";
import { startIncidentSandbox, type IncidentSandbox } from "#sandbox/incidentio/start-incident-sandbox.ts";
import type { SandboxClock } from "#sandbox/kit/clock.ts";
import { contactBridge, customFieldRow } from "./default-mapping.ts";
import { listenError } from "./listen-error.ts";
import { credentialName, webhookSecretName } from "./vendors.ts";

/** Both emulators, listening on loopback in this process. */
export interface Sandboxes {
  readonly highlevel: HighLevelSandbox;
  readonly incident: IncidentSandbox;
  close(): Promise<void>;
}

export interface SandboxOptions {
  /** 0 takes a free port. */
  readonly highlevelPort: number;
  readonly incidentPort: number;
  readonly contacts: number;
  readonly seed: number;
  /** Default true: the vendors' published limits. */
  readonly limits?: boolean;
  /** By which they count limits and delay events. Default: the machine's. */
  readonly clock?: SandboxClock;
}

/** Starts both emulators with their sample data. Throws `HW_PORT_TAKEN`. */
export async function startSandboxes(options: SandboxOptions): Promise<Sandboxes> {
  const { seed, contacts, limits = true, clock } = options;
  const time = clock === undefined ? {} : { clock };
  const highlevel = await startHighLevelSandbox({
    port: options.highlevelPort,
    seed,
    sampleContacts: contacts,
    limits: limits ? "marketplace" : "off",
    ...time,
  }).catch((error: unknown) => Promise.reject(listenError(error, options.highlevelPort, "HIGHWIRE_SANDBOX_HIGHLEVEL_PORT")));
  try {
    const incident = await startIncidentSandbox({ port: options.incidentPort, seed, limits: limits ? "standard" : "off", ...time });
    return { highlevel, incident, close: async () => void (await Promise.all([highlevel.close(), incident.close()])) };
  } catch (error) {
    await highlevel.close();
    throw listenError(error, options.incidentPort, "HIGHWIRE_SANDBOX_INCIDENT_PORT");
  }
}

/** What a bridge between two sandboxes is made from, wherever they run. */
export interface SandboxAccounts {
  readonly highlevel: Pick<HighLevelSandbox, "baseUrl" | "token" | "locationId"> & {
    readonly control: Pick<HighLevelSandbox["control"], "customFields">;
  };
  readonly incident: Pick<IncidentSandbox, "baseUrl" | "apiKey" | "webhookSecret">;
}

/** Stores connections to both sandboxes and a live bridge that maps the default fields and the sample custom fields. */
export async function createSandboxBridge(
  ports: { readonly store: Store; readonly random: Random },
  workspaceId: WorkspaceId,
  sandboxes: SandboxAccounts,
): Promise<Bridge> {
  const { store, random } = ports;
  const { highlevel, incident } = sandboxes;
  const base = { workspaceId, state: "active", pausedBecause: null, sandbox: true } as const;
  const left: Connection = {
    ...base,
    id: random.uuid() as ConnectionId,
    vendor: "highlevel",
    name: "Sandbox location",
    account: highlevel.locationId,
    auth: "private-integration-token",
    baseUrl: highlevel.baseUrl,
    facts: { country: "US", timezone: "America/New_York" },
  };
  const rightId = random.uuid() as ConnectionId;
  const right: Connection = {
    ...base,
    id: rightId,
    vendor: "incident",
    name: "Sandbox organisation",
    account: rightId,
    auth: "api-key",
    baseUrl: incident.baseUrl,
    facts: {},
  };
  await store.saveConnection(left);
  await store.saveConnection(right);
  await store.saveSecret(workspaceId, credentialName(left.id), highlevel.token);
  await store.saveSecret(workspaceId, credentialName(right.id), incident.apiKey);
  await store.saveSecret(workspaceId, webhookSecretName(right.id), incident.webhookSecret);
  const bridge = contactBridge({
    id: random.uuid() as BridgeId,
    name: "Contacts (sandbox)",
    left,
    right,
    mode: "live",
    moreFields: customRows(highlevel),
  });
  await store.saveBridge(bridge);
  return bridge;
}

const sampleKinds = { Plan: "text", Seats: "number" } as const;

function customRows(highlevel: SandboxAccounts["highlevel"]): Bridge["fields"] {
  return highlevel.control
    .customFields()
    .flatMap(({ id, name }) => (name in sampleKinds ? [customFieldRow(name, sampleKinds[name as keyof typeof sampleKinds], id)] : []));
}

/** Points both sandboxes' events at a server. */
export function sendWebhooksTo(sandboxes: Sandboxes, serverUrl: string, bridge: Bridge): void {
  sandboxes.highlevel.control.webhooksTo(`${serverUrl}/webhooks/highlevel`);
  sandboxes.incident.control.webhooksTo(`${serverUrl}/webhooks/incident/${bridge.right}`);
}

import type { ConnectionId, WorkspaceId } from "#core/ids.ts";
import type { Bridge } from "#core/bridge.ts";
import type { BridgeId } from "#core/ids.ts";
import type { Connection, Store } from "#core/ports/store.ts";
import { contactBridge, customFieldRow } from "#main/default-mapping.ts";
import { openVendors } from "#main/open-vendors.ts";
import { credentialName, type Vendors } from "#main/vendors.ts";
import { flowScopes } from "#sandbox/highlevel/access.ts";
import { createHighLevelSandbox, type HighLevelSandbox } from "#sandbox/highlevel/start-highlevel-sandbox.ts";
import { createIncidentSandbox, type IncidentSandbox } from "#sandbox/incidentio/start-incident-sandbox.ts";
import { encode } from "#sandbox/kit/http-app.ts";
import { Prng } from "#sandbox/kit/prng.ts";
import { createMemoryStore } from "#storage/memory/memory-store.ts";
import { createHighLevelClient, type HighLevelClient } from "#vendors/highlevel/client.ts";
import { createIncidentClient, type IncidentClient } from "#vendors/incidentio/client.ts";
import type { RateGate } from "#vendors/transport/rate-gate.ts";
import { createTransport, type Exchange } from "#vendors/transport/transport.ts";
import { silent } from "../support/in-process-world.ts";
import { VirtualClock } from "../support/virtual-clock.ts";
import type { RecordedExchange } from "./contract-check.ts";

const ORIGINS = { highlevel: "https://highlevel.test", incident: "https://incident.test" } as const;

/** Our clients, both sandboxes, and everything that crosses between them. */
export interface ContractWorld {
  readonly highlevel: HighLevelSandbox;
  readonly incident: IncidentSandbox;
  readonly vendors: Vendors;
  /** Our HighLevel client itself, below the ports. */
  readonly client: HighLevelClient;
  /** Our incident.io client itself. */
  readonly incidentClient: IncidentClient;
  readonly store: Store;
  readonly bridge: Bridge;
  readonly connections: Readonly<Record<"left" | "right", Connection>>;
  readonly recorded: readonly RecordedExchange[];
  /** A call by hand, recorded like the clients' own. `"GET /v1/identity"`; a `URLSearchParams` body goes form-encoded. */
  call(vendor: "highlevel" | "incident", operation: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<RecordedExchange>;
}

/** The HighLevel connection holds OAuth tokens of which the access token is over, so the first call must renew it. */
export async function createContractWorld(): Promise<ContractWorld> {
  const clock = new VirtualClock();
  const prng = new Prng(7);
  const hex = (length: number): string => prng.text(length, "0123456789abcdef");
  const random = { fraction: () => prng.fraction(), uuid: () => `${hex(8)}-${hex(4)}-7${hex(3)}-8${hex(3)}-${hex(12)}` };
  const store = createMemoryStore({ clock, random });
  const highlevel = createHighLevelSandbox({ clock, seed: 7, sampleContacts: 101, limits: "off" });
  const incident = createIncidentSandbox({ clock, seed: 7, limits: "off" });
  const recorded: RecordedExchange[] = [];
  const exchange = recording({ highlevel, incident }, recorded);
  const vendors = await openVendors({ store, log: silent, clock, random, highlevelKeys: [highlevel.publicKey], publicUrl: null }, exchange);
  const workspaceId = random.uuid() as WorkspaceId;
  const base = { workspaceId, state: "active", pausedBecause: null, sandbox: true, facts: { country: "US" } } as const;
  const [leftId, rightId] = [random.uuid() as ConnectionId, random.uuid() as ConnectionId];
  const left: Connection = {
    ...base,
    id: leftId,
    vendor: "highlevel",
    name: "left",
    account: highlevel.locationId,
    auth: "oauth",
    baseUrl: ORIGINS.highlevel,
  };
  const right: Connection = { ...base, id: rightId, vendor: "incident", name: "right", account: rightId, auth: "api-key", baseUrl: ORIGINS.incident };
  for (const connection of [left, right]) await store.saveConnection(connection);
  await store.saveSecret(workspaceId, credentialName(leftId), lapsedOAuth(highlevel));
  await store.saveSecret(workspaceId, credentialName(rightId), incident.apiKey);
  const moreFields = highlevel.control.customFields().map(({ id, name }) => customFieldRow(name, "text", id));
  const bridge = contactBridge({ id: random.uuid() as BridgeId, name: "contract", left, right, mode: "live", moreFields });
  await store.saveBridge(bridge);
  return {
    highlevel,
    incident,
    vendors,
    client: clientOver(exchange, clock, highlevel),
    incidentClient: incidentClientOver(exchange, clock, incident.apiKey),
    store,
    bridge,
    connections: { left, right },
    recorded,
    async call(vendor, operation, body, more = {}) {
      const [method = "", path = ""] = operation.split(" ");
      const isForm = body instanceof URLSearchParams;
      const headers = {
        authorization: `Bearer ${vendor === "highlevel" ? highlevel.token : incident.apiKey}`,
        ...(vendor === "highlevel" && { version: "2021-07-28" }),
        ...(body !== undefined && { "content-type": isForm ? "application/x-www-form-urlencoded" : "application/json" }),
        ...more,
      };
      const text = body === undefined ? null : isForm ? body.toString() : JSON.stringify(body);
      await exchange({ method, url: ORIGINS[vendor] + path, headers, body: text });
      return recorded.at(-1) as RecordedExchange;
    },
  };
}

/** Lets every call through at once, and never finds that it was long ago. */
const openGate: RateGate = {
  acquire: async () => Number.POSITIVE_INFINITY,
  observe: async () => {},
  usage: () => Promise.reject(new TypeError("nobody asks")),
};

function clientOver(exchange: Exchange, clock: VirtualClock, { locationId, token }: HighLevelSandbox): HighLevelClient {
  const credential = { token: async () => token, renew: async () => null };
  return createHighLevelClient({
    transport: createTransport({ exchange, gate: openGate, clock }),
    baseUrl: ORIGINS.highlevel,
    locationId,
    credential,
  });
}

function incidentClientOver(exchange: Exchange, clock: VirtualClock, apiKey: string): IncidentClient {
  return createIncidentClient({
    transport: createTransport({ exchange, gate: openGate, clock }),
    baseUrl: ORIGINS.incident,
    apiKey: async () => apiKey,
    limitKey: "contract",
    clock,
  });
}

function lapsedOAuth({ oauth, locationId, companyId }: HighLevelSandbox): string {
  const pair = oauth.pair({ kind: "location", locationId, companyId, scopes: flowScopes }, "contract");
  const { clientId, clientSecret } = oauth.app;
  return JSON.stringify({ accessToken: pair.accessToken, refreshToken: pair.refreshToken, expiresAt: 0, clientId, clientSecret });
}

/** Takes the place of the network. */
function recording(
  sandboxes: Readonly<Record<"highlevel" | "incident", HighLevelSandbox | IncidentSandbox>>,
  recorded: RecordedExchange[],
): Exchange {
  return async ({ method, url, headers, body }) => {
    const { origin, pathname: path, searchParams: query } = new URL(url);
    const vendor = origin === ORIGINS.highlevel ? "highlevel" : "incident";
    const answer = await sandboxes[vendor].app.handle({ method, path, query, headers, body: Buffer.from(body ?? "") });
    const { text, headers: answered } = encode(answer);
    recorded.push({ vendor, method, path, query, headers, body, status: answer.status, answer: text });
    return { status: answer.status, headers: answered, text };
  };
}

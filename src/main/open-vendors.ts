import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { CallOptions } from "#core/ports/contacts-port.ts";
import type { BudgetState, CallLimits } from "#core/policy/rate-budget.ts";
import type { Connection } from "#core/ports/store.ts";
import type { ApplicationStatus } from "#engine/application.ts";
import type { Sides } from "#engine/engine-ports.ts";
import { createCredentialSource } from "#vendors/highlevel/auth.ts";
import { createHighLevelClient, refreshOAuth, type HighLevelClient } from "#vendors/highlevel/client.ts";
import { createHighLevelContacts } from "#vendors/highlevel/highlevel-contacts.ts";
import { highlevelLimits } from "#vendors/highlevel/limits.ts";
import { highlevelDrift, probeHighLevel } from "#vendors/highlevel/probe.ts";
import { createHighLevelVerifier, highlevelPublicKey } from "#vendors/highlevel/webhook.ts";
import { createIncidentClient, type IncidentClient } from "#vendors/incidentio/client.ts";
import { ensureContactType } from "#vendors/incidentio/contact-type.ts";
import { createIncidentContacts } from "#vendors/incidentio/incident-contacts.ts";
import { incidentLimits } from "#vendors/incidentio/limits.ts";
import { incidentDrift, probeIncident } from "#vendors/incidentio/probe.ts";
import { incidentVerifier } from "#vendors/incidentio/webhook.ts";
import { createEgressGuard } from "#vendors/transport/egress-guard.ts";
import { createRateGate } from "#vendors/transport/rate-gate.ts";
import { createNetworkExchange } from "#vendors/transport/network-exchange.ts";
import { createTransport, type Exchange, type Transport } from "#vendors/transport/transport.ts";
import type { VendorPorts } from "./session.ts";
import { credentialName, type AccountToProbe, type Vendors } from "./vendors.ts";

const person: CallOptions = { priority: "person" };

/** Both vendors over the network; `exchange` replaces it, for sandboxes in process. */
export async function openVendors(ports: VendorPorts, exchange?: Exchange): Promise<Vendors> {
  const origins = new Set<string>();
  const network = exchange === undefined ? createNetworkExchange(createEgressGuard({ sandboxOrigins: () => origins })) : null;
  const gate = createRateGate({ updateBudget: (key, change) => ports.store.updateBudget(key, change), clock: ports.clock });
  const transport = createTransport({ exchange: exchange ?? (network as Exchange), gate, clock: ports.clock });
  const parts: VendorParts = { ports, transport, origins };
  const kept = new Map<string, Promise<Sides>>();

  return {
    verifiers: { highlevel: createHighLevelVerifier([highlevelPublicKey, ...ports.highlevelKeys]), incident: incidentVerifier },
    sides(bridge) {
      const key = `${bridge.id}:${String(bridge.version)}`;
      const known = kept.get(key) ?? makeSides(parts, bridge);
      kept.set(key, known);
      // What failed once is tried again at the next call.
      known.catch(() => kept.delete(key));
      return known;
    },
    async quotas(workspaceId) {
      const connections = await ports.store.connections(workspaceId);
      return Promise.all(
        connections.map(async (connection) => {
          const limits = connection.vendor === "highlevel" ? highlevelLimits : incidentLimits;
          return quotaOf(connection, limits, await gate.usage(limitKeyOf(connection), limits), ports.clock.now());
        }),
      );
    },
    async probe(account) {
      if (isLoopback(account.baseUrl)) origins.add(new URL(account.baseUrl).origin);
      return account.vendor === "highlevel" ? probeHighLevel(clientToProbe(parts, account)) : probeIncident(incidentToProbe(parts, account));
    },
    drift: async (connection, scope) =>
      connection.vendor === "highlevel"
        ? highlevelDrift(highlevelClient(parts, connection), scope)
        : incidentDrift(incidentClient(parts, connection), scope),
    close: async () => network?.close(),
  };
}

interface VendorParts {
  readonly ports: VendorPorts;
  readonly transport: Transport;
  /** Origins of sandboxes that are allowed although they are on this machine. */
  readonly origins: Set<string>;
}

async function makeSides(parts: VendorParts, bridge: Bridge): Promise<Sides> {
  const { store } = parts.ports;
  const [left, right] = await Promise.all([store.connection(bridge.workspaceId, bridge.left), store.connection(bridge.workspaceId, bridge.right)]);
  if (left === null || right === null) throw new HighwireError("HW_NOT_CONNECTED");
  const incident = incidentClient(parts, right, bridge.id);
  const typeId = bridge.catalogTypeId ?? (await firstLoad(parts, incident, bridge));
  return {
    left: createHighLevelContacts(highlevelClient(parts, left, bridge.id).contacts, bridge),
    right: createIncidentContacts(incident, bridge, typeId),
  };
}

/** Makes or finds the contact type and remembers it; the bridge may have been changed meanwhile, so only that is written. */
async function firstLoad(parts: VendorParts, client: IncidentClient, bridge: Bridge): Promise<string> {
  const catalogTypeId = await ensureContactType({ client, random: parts.ports.random, log: parts.ports.log }, bridge);
  const current = await parts.ports.store.bridge(bridge.workspaceId, bridge.id);
  await parts.ports.store.saveBridge({ ...(current ?? bridge), catalogTypeId });
  return catalogTypeId;
}

const limitKeyOf = (connection: Connection): string =>
  connection.vendor === "highlevel" ? `highlevel:${connection.baseUrl}:${connection.account}` : `incident:${connection.id}`;

function highlevelClient(parts: VendorParts, connection: Connection, flow = ""): HighLevelClient {
  const { store, clock } = parts.ports;
  allow(parts, connection);
  const name = credentialName(connection.id);
  const credential = createCredentialSource({
    clock,
    read: () => store.secret(connection.workspaceId, name),
    change: (change) => store.changeSecret(connection.workspaceId, name, change),
    exchange: (oauth) => refreshOAuth(parts.transport, connection.baseUrl, oauth, person),
  });
  return createHighLevelClient({ transport: parts.transport, baseUrl: connection.baseUrl, locationId: connection.account, credential, flow });
}

function incidentClient(parts: VendorParts, connection: Connection, flow = ""): IncidentClient {
  const { store, clock } = parts.ports;
  allow(parts, connection);
  const apiKey = async (): Promise<string> => {
    const key = await store.secret(connection.workspaceId, credentialName(connection.id));
    if (key === null) throw new HighwireError("HW_NOT_CONNECTED", { vendor: "incident" });
    return key;
  };
  return createIncidentClient({ transport: parts.transport, baseUrl: connection.baseUrl, apiKey, limitKey: limitKeyOf(connection), flow, clock });
}

function allow(parts: VendorParts, connection: Connection): void {
  if (connection.sandbox) parts.origins.add(new URL(connection.baseUrl).origin);
}

/** A credential that is not stored yet: nothing renews it. */
function clientToProbe(parts: VendorParts, account: AccountToProbe): HighLevelClient {
  const credential = { token: async () => account.credential, renew: async () => null };
  return createHighLevelClient({ transport: parts.transport, baseUrl: account.baseUrl, locationId: account.locationId ?? "", credential });
}

function incidentToProbe(parts: VendorParts, account: AccountToProbe): IncidentClient {
  const limitKey = `incident:probe:${account.baseUrl}`;
  return createIncidentClient({
    transport: parts.transport,
    baseUrl: account.baseUrl,
    apiKey: async () => account.credential,
    limitKey,
    clock: parts.ports.clock,
  });
}

function isLoopback(baseUrl: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(baseUrl).hostname);
}

function quotaOf(connection: Connection, assumed: CallLimits, budget: BudgetState, now: number): ApplicationStatus["quotas"][number] {
  const limits = budget.learned ?? assumed;
  const base = { connectionId: connection.id, vendor: connection.vendor };
  if (limits.kind === "bucket") {
    const tokens = Math.min(limits.capacity, budget.tokens + ((now - budget.at) / 1_000) * limits.refillPerSecond);
    return {
      ...base,
      used: Math.max(0, Math.round(limits.capacity - tokens)),
      limit: limits.capacity,
      windowMs: Math.round((limits.capacity / limits.refillPerSecond) * 1_000),
      dayUsed: null,
      dayLimit: null,
    };
  }
  const slotMs = limits.windowMs / 20;
  const used = budget.slots.filter(([slot]) => (slot + 1) * slotMs > now - limits.windowMs).reduce((sum, [, count]) => sum + count, 0);
  return { ...base, used, limit: limits.perWindow, windowMs: limits.windowMs, dayUsed: budget.dayUsed, dayLimit: limits.perDay };
}

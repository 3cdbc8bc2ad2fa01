import type { Sides } from "#engine/engine-ports.ts";
import { highlevelDrift } from "#vendors/highlevel/probe.ts";
import { createHighLevelVerifier, highlevelPublicKey } from "#vendors/highlevel/webhook.ts";
import { incidentDrift } from "#vendors/incidentio/probe.ts";
import { incidentVerifier } from "#vendors/incidentio/webhook.ts";
import { createEgressGuard } from "#vendors/transport/egress-guard.ts";
import { createRateGate } from "#vendors/transport/rate-gate.ts";
import { createNetworkExchange } from "#vendors/transport/network-exchange.ts";
import { sharingReads } from "#vendors/transport/shared-reads.ts";
import { createTransport, type Exchange } from "#vendors/transport/transport.ts";
import { accountVendors } from "./account-vendors.ts";
import { createCallRecorder } from "./record-calls.ts";
import type { VendorPorts } from "./session.ts";
import { holdTagsBeside, makeSides } from "./bridge-sides.ts";
import { LastCalls } from "./last-calls.ts";
import { SharedReads } from "./shared-reads.ts";
import { createMappingPlaces } from "./mapping-places.ts";
import { createIncidentReads } from "./incident-reads.ts";
import { highlevelClient, incidentClient, type VendorParts } from "./vendor-clients.ts";
import { quotaOf } from "./quota-of.ts";
import type { Vendors } from "./vendors.ts";

/** Both vendors over the network; `exchange` replaces it, for sandboxes in process. */
export async function openVendors(ports: VendorPorts, exchange?: Exchange): Promise<Vendors> {
  const origins = new Set<string>();
  const network = exchange === undefined ? createNetworkExchange(createEgressGuard({ sandboxOrigins: () => origins })) : null;
  const gate = createRateGate({ updateBudget: (key, change) => ports.store.updateBudget(key, change), clock: ports.clock, random: ports.random });
  const calls = new LastCalls(ports.clock);
  // In process, tests and simulations look at the sandboxes themselves.
  const recorder = network === null ? null : createCallRecorder(ports);
  const alone = createTransport({
    exchange: exchange ?? (network as Exchange),
    gate,
    clock: ports.clock,
    observe(seen) {
      calls.observe(seen);
      recorder?.observe(seen);
    },
  });
  const transport = sharingReads(alone, ports.clock);
  const parts: VendorParts = { ports, transport, origins, shared: new SharedReads(ports.clock), credentials: new Map() };
  const kept = new Map<string, Promise<Sides>>();

  return {
    verifiers: { highlevel: createHighLevelVerifier([highlevelPublicKey, ...ports.highlevelKeys]), incident: incidentVerifier },
    async sides(bridge) {
      const aside = bridge.entity === "contact" ? await holdTagsBeside(ports.store, bridge) : [];
      // A mapping that somebody only tries out has the version that it may have one day.
      const key = JSON.stringify([bridge.id, bridge.version, aside, bridge.fields]);
      const known = kept.get(key) ?? makeSides(parts, bridge, aside);
      kept.set(key, known);
      // What failed once is tried again at the next call.
      known.catch(() => kept.delete(key));
      return known;
    },
    incidentReads: () => transport.counts(),
    async quotas(workspaceId) {
      const connections = await ports.store.connections(workspaceId);
      return Promise.all(connections.map((connection) => quotaOf(connection, gate, ports.clock.now())));
    },
    ...accountVendors(parts, gate, calls),
    drift: async (connection, scope) =>
      connection.vendor === "highlevel"
        ? highlevelDrift(highlevelClient(parts, connection), scope)
        : incidentDrift(incidentClient(parts, connection), scope),
    async close() {
      await recorder?.close();
      await network?.close();
    },
    places: createMappingPlaces(parts),
    sendAlertEvent: (connection, source, event) => incidentClient(parts, connection).alerts.sendEvent(source, event, { priority: "person" }),
    pageReads: (workspaceId) => createIncidentReads(parts, workspaceId),
  };
}

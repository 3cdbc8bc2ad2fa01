import { HighwireError } from "#core/errors.ts";
import type { Store } from "#core/ports/store.ts";
import type { Sides } from "#engine/engine-ports.ts";
import { knownPlaces } from "#engine/mapping/known-places.ts";
import type { WebhookVerifier } from "#engine/ingest/webhook-verifier.ts";
import type { Sandboxes } from "#main/sandbox-bridge.ts";
import { credentialName, type Vendors } from "#main/vendors.ts";
import { doubleHighLevel } from "./double-highlevel.ts";
import { doubleIncident, makeContactType } from "./double-incident.ts";

/** Vendors over emulators in process, so that commands are tested without network, clients or limits. */
export function doubleVendors(store: Store, sandboxes: Pick<Sandboxes, "highlevel" | "incident">): Vendors {
  let kept: Promise<Sides> | null = null;
  const make: Vendors["sides"] = async (bridge) => {
    const catalogTypeId = bridge.catalogTypeId ?? (await makeContactType(sandboxes.incident, bridge));
    const current = { ...bridge, catalogTypeId };
    if (bridge.catalogTypeId === null) await store.changeBridge(bridge.workspaceId, bridge.id, (stored) => ({ ...stored, catalogTypeId }));
    return { left: doubleHighLevel(sandboxes.highlevel, current), right: doubleIncident(sandboxes.incident, current) };
  };
  return {
    sides: (bridge) => (kept ??= make(bridge)),
    places: knownPlaces,
    verifiers: { highlevel: trusting, incident: trusting },
    quotas: async () => [],
    incidentReads: () => ({ asked: 0, sent: 0 }),
    probe: async ({ vendor }) => ({
      name: vendor === "highlevel" ? "Probed location" : "Probed organisation",
      facts: { country: "US" },
      missing: [],
    }),
    async credential(connection) {
      const stored = await store.secret(connection.workspaceId, credentialName(connection.id));
      if (stored === null) throw new HighwireError("HW_NOT_CONNECTED");
      return { token: async () => stored, granted: null, expiresAt: null };
    },
    oauth: () => {
      throw new HighwireError("HW_OAUTH_NO_APP");
    },
    consentHost: (baseUrl) => baseUrl,
    proves: async () => true,
    callsToday: async () => null,
    lastCalls: () => new Map(),
    drift: async () => [],
    send: async () => {
      throw new HighwireError("HW_NOT_CONNECTED");
    },
    pageReads: () => ({ incident: async () => null, contact: async () => null, find: async () => null, userId: async () => null }),
    sendAlertEvent: async () => undefined,
    close: async () => undefined,
  };
}

/** Believes every body: signatures are proved elsewhere. */
const trusting: WebhookVerifier = {
  windowMs: 5_400_000,
  verify: ({ body }) => {
    const event = JSON.parse(Buffer.from(body).toString("utf8")) as {
      id: string;
      type: string;
      locationId: string;
      webhookId: string;
      timestamp: string;
    };
    return {
      kind: "verified",
      eventId: event.webhookId,
      type: event.type,
      account: event.locationId,
      signedAt: Date.parse(event.timestamp),
      records: [{ side: "highlevel", id: event.id, entity: "contact" }],
      signedBy: "a test",
      value: event,
      unusable: null,
    };
  },
  records: (body) => [{ side: "highlevel", id: (JSON.parse(Buffer.from(body).toString("utf8")) as { readonly id: string }).id, entity: "contact" }],
};

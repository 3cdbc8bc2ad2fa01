import { createHighLevelClient, type HighLevelClient } from "#vendors/highlevel/client.ts";
import { highlevelLimits } from "#vendors/highlevel/limits.ts";
import { CONSENT_HOST, oauthCalls } from "#vendors/highlevel/oauth.ts";
import { probeHighLevel } from "#vendors/highlevel/probe.ts";
import { provesHighLevelScope } from "#vendors/highlevel/scope-probes.ts";
import { createIncidentClient, type IncidentClient } from "#vendors/incidentio/client.ts";
import { probeIncident } from "#vendors/incidentio/probe.ts";
import { provesIncidentScope } from "#vendors/incidentio/scope-probes.ts";
import type { RateGate } from "#vendors/transport/rate-gate.ts";
import { createSendOperation } from "./catalog/send-operation.ts";
import { isLoopback } from "./connect-account.ts";
import type { LastCalls } from "./last-calls.ts";
import { highlevelLimitKey, highlevelParts, incidentParts, limitKeyOf, storedCredential, type VendorParts } from "./vendor-clients.ts";
import { vendorBaseUrls, type AccountToProbe, type Vendors } from "./vendors.ts";

type AccountVendors = Pick<Vendors, "probe" | "proves" | "credential" | "oauth" | "consentHost" | "callsToday" | "lastCalls" | "send">;

/** The catalog's calls wait behind each other, never bridges behind them. */
const CATALOG_FLOW = "catalog";

/** What connecting and looking after accounts asks of the vendors, and what the catalog sends to them. */
export function accountVendors(parts: VendorParts, gate: RateGate, calls: LastCalls): AccountVendors {
  const allow = (baseUrl: string): void => {
    if (isLoopback(baseUrl)) parts.origins.add(new URL(baseUrl).origin);
  };
  return {
    async probe(account) {
      allow(account.baseUrl);
      return account.vendor === "highlevel" ? probeHighLevel(clientToProbe(parts, account)) : probeIncident(incidentToProbe(parts, account));
    },
    async proves(account, scope) {
      return account.vendor === "highlevel"
        ? provesHighLevelScope(clientToProbe(parts, account), scope)
        : provesIncidentScope(incidentToProbe(parts, account), scope);
    },
    credential: (connection) => storedCredential(parts, connection),
    oauth(baseUrl) {
      allow(baseUrl);
      return oauthCalls(parts.transport, baseUrl, { priority: "person" });
    },
    consentHost: (baseUrl) => (baseUrl === vendorBaseUrls.highlevel ? CONSENT_HOST : baseUrl),
    async callsToday({ vendor, baseUrl, locationId }) {
      if (vendor === "incident") return null;
      const budget = await gate.usage(highlevelLimitKey(baseUrl, locationId ?? ""), highlevelLimits);
      const limits = budget.learned ?? highlevelLimits;
      return limits.kind === "window" ? { used: budget.dayUsed, limit: limits.perDay } : null;
    },
    lastCalls: (connection) => calls.of(limitKeyOf(connection)),
    send: createSendOperation({
      clock: parts.ports.clock,
      highlevel: (connection) => highlevelParts(parts, connection, CATALOG_FLOW),
      incident: (connection) => incidentParts(parts, connection, CATALOG_FLOW),
    }),
  };
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

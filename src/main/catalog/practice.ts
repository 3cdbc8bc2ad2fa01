import { fillInput } from "#catalog/fill-input.ts";
import type { FactsReader } from "#catalog/operation-facts.ts";
import { createOperations } from "#catalog/run-operations.ts";
import type { ConnectionId, WorkspaceId } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Random } from "#core/ports/random.ts";
import type { Connection } from "#core/ports/store.ts";
import type { Practice } from "#engine/operations/operation-desk.ts";
import { createHighLevelSandbox, type HighLevelSandbox } from "#sandbox/highlevel/start-highlevel-sandbox.ts";
import { createIncidentSandbox, type IncidentSandbox } from "#sandbox/incidentio/start-incident-sandbox.ts";
import { encode } from "#sandbox/kit/http-app.ts";
import { createTransport, type Exchange } from "#vendors/transport/transport.ts";
import { openGate } from "./open-gate.ts";
import { createSendOperation } from "./send-operation.ts";

/** Roles that let a key do what the catalog shows. */
const allRoles = ["viewer", "catalog_viewer", "catalog_editor", "incident_editor", "incident_creator", "manage_settings", "api_keys_manage"];
const origins = { highlevel: "https://practice-highlevel.invalid", incident: "https://practice-incident.invalid" } as const;
const ids = { highlevel: "practice-highlevel" as ConnectionId, incident: "practice-incident" as ConnectionId } as const;

export interface PracticePorts {
  readonly facts: FactsReader;
  readonly clock: Clock;
  readonly random: Random;
  /** Stands between, and sees what is exchanged. Default: nothing does. */
  readonly around?: (exchange: Exchange) => Exchange;
}

/** Both sandboxes in this process, with samples in them and without sockets or limits: what is tried there touches nothing else. */
export function createPractice({ facts, clock, random, around = (exchange) => exchange }: PracticePorts): Practice {
  const highlevel = createHighLevelSandbox({ seed: 5, sampleContacts: 12, sampleRecords: 12, limits: "off" });
  const incident = createIncidentSandbox({ seed: 5, limits: "off" });
  const apiKey = incident.control.addKey(allRoles);
  const transport = createTransport({ exchange: around(within(highlevel, incident)), gate: openGate, clock });
  const connections: Readonly<Record<string, Connection>> = {
    [ids.highlevel]: connectionTo("highlevel", highlevel.locationId),
    [ids.incident]: connectionTo("incident", ids.incident),
  };
  const operations = createOperations({
    facts,
    clock,
    connection: async (id) => connections[id] ?? null,
    send: createSendOperation({
      clock,
      highlevel: () => ({
        transport,
        baseUrl: origins.highlevel,
        locationId: highlevel.locationId,
        credential: { token: async () => highlevel.token, renew: async () => null },
      }),
      incident: () => ({ transport, baseUrl: origins.incident, apiKey: async () => apiKey, limitKey: ids.incident, clock }),
    }),
  });
  return {
    ...operations,
    connectionFor: (vendor) => ids[vendor],
    fill: (vendor, input) =>
      fillInput(input, {
        locationId: vendor === "highlevel" ? highlevel.locationId : null,
        word: () => random.uuid().replaceAll("-", "").slice(-8),
        run: (operationId, given) =>
          operations.run({ operationId, input: given, connectionId: ids[vendor], idempotencyKey: random.uuid(), priority: "person" }),
      }),
  };
}

function connectionTo(vendor: Connection["vendor"], account: string): Connection {
  return {
    id: ids[vendor],
    workspaceId: "practice" as WorkspaceId,
    vendor,
    name: "Practice",
    account,
    auth: vendor === "highlevel" ? "private-integration-token" : "api-key",
    baseUrl: origins[vendor],
    state: "active",
    pausedBecause: null,
    sandbox: true,
    facts: {},
  };
}

/** Hands each call to the sandbox that it is for; nobody else calls these. */
function within(highlevel: HighLevelSandbox, incident: IncidentSandbox): Exchange {
  return async ({ method, url, headers, body }) => {
    const { origin, pathname, searchParams } = new URL(url);
    const { app } = origin === origins.highlevel ? highlevel : incident;
    const answer = await app.handle({ method, path: pathname, query: searchParams, headers, body: Buffer.from(body ?? "") });
    const { text, headers: answered } = encode(answer);
    return { status: answer.status, headers: answered, text };
  };
}

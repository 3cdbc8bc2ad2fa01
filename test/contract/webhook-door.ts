import type { BridgeId, ConnectionId, WorkspaceId } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Connection, IncomingEvent } from "#core/ports/store.ts";
import type { IngestAnswer } from "#engine/application.ts";
import { createIngest } from "#engine/ingest/ingest.ts";
import { systemClock } from "#lib/system-clock.ts";
import { contactBridge } from "#main/default-mapping.ts";
import { createMemoryStore } from "#storage/memory/memory-store.ts";
import { createHighLevelVerifier } from "#vendors/highlevel/webhook.ts";
import { incidentVerifier } from "#vendors/incidentio/webhook.ts";
import { aDefinition, aWorkflow } from "#storage/store-contract/workflow-samples.ts";
import { silent } from "../support/in-process-world.ts";

const connectionId = "00000000-0000-7000-8000-000000000002" as ConnectionId;

/** A vendor waits here for as long as it takes: how soon we answer is no matter. */
const patience: Clock = { ...systemClock, sleep: () => new Promise(() => undefined) };

/** Our webhook door with a bridge behind it: signature, replay window, commit. */
export interface WebhookDoor {
  receive(vendor: "highlevel" | "incident", headers: Readonly<Record<string, string>>, body: Uint8Array): Promise<IngestAnswer>;
  /** Everything that was committed, oldest first. */
  readonly committed: readonly IncomingEvent[];
  /** A workflow that begins with this event; what it answers with tells how many runs have begun. */
  publish(source: "highlevel" | "incident", type: string): Promise<() => Promise<number>>;
}

export async function openDoor(options: {
  /** Signing secrets of the incident.io endpoint. */
  readonly secrets?: readonly string[];
  /** HighLevel's keys, SPKI in base64. */
  readonly keys?: readonly string[];
  readonly locationId?: string;
}): Promise<WebhookDoor> {
  const { secrets = [], keys = [], locationId = "location" } = options;
  let count = 100;
  const random = { fraction: () => 0, uuid: () => `00000000-0000-7000-8000-${String((count += 1)).padStart(12, "0")}` };
  const store = createMemoryStore({ clock: systemClock, random });
  const workspaceId = "00000000-0000-7000-8000-000000000001" as WorkspaceId;
  const base = { workspaceId, name: "x", baseUrl: "https://x.test", state: "active", pausedBecause: null, sandbox: true, facts: {} } as const;
  const right: Connection = { ...base, id: connectionId, vendor: "incident", account: connectionId, auth: "api-key" };
  const left: Connection = { ...base, id: random.uuid() as ConnectionId, vendor: "highlevel", account: locationId, auth: "oauth" };
  for (const connection of [left, right]) await store.saveConnection(connection);
  await store.saveBridge(contactBridge({ id: random.uuid() as BridgeId, name: "x", left, right }));
  const committed: IncomingEvent[] = [];
  const ingest = createIngest({
    store: {
      ...store,
      commitEvents(events, now) {
        committed.push(...events);
        return store.commitEvents(events, now);
      },
    },
    clock: systemClock,
    patience,
    random,
    log: silent,
    verifiers: { highlevel: createHighLevelVerifier(keys), incident: incidentVerifier },
    secretsOf: async () => secrets,
  });
  return {
    committed,
    async publish(source, type) {
      const workflow = aWorkflow(workspaceId, { live: { ...aDefinition, trigger: { kind: "event", source, types: [type], connection: null } } });
      await store.workflows.saveWorkflow(workflow);
      ingest.forgetRoutes();
      return async () => (await store.workflows.listRuns(workspaceId, { workflowId: workflow.id, limit: 9 })).runs.length;
    },
    receive: (vendor, headers, body) =>
      ingest.receive({
        vendor,
        connectionId: vendor === "incident" ? connectionId : null,
        headers: { "content-type": "application/json", ...headers },
        body: Buffer.from(body),
      }),
  };
}

/** The real server over an embedded PostgreSQL of its own, in a process of its own. Answers `figures`; ends when its parent lets go. */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import type { BridgeId, ConnectionId } from "#core/ids.ts";
import type { Connection } from "#core/ports/store.ts";
import type { Application } from "#engine/application.ts";
import { createIngest } from "#engine/ingest/ingest.ts";
import { must } from "#lib/must.ts";
import { systemRandom } from "#lib/system-random.ts";
import { webhookSecrets } from "#main/accounts/webhook-settings.ts";
import { contactBridge } from "#main/default-mapping.ts";
import { readSettings } from "#main/options.ts";
import { openSession, type Session } from "#main/session.ts";
import { temporaryHome } from "#main/temporary-home.ts";
import { vendorBaseUrls, webhookSecretName } from "#main/vendors.ts";
import { homeWorkspace } from "#main/workspaces.ts";
import { createServer } from "#server/create-server.ts";
import type { ServerFigures } from "./orders.ts";
import { ODD } from "./odd-strikes.ts";
import type { Target } from "./target.ts";

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const LOCATION = "loc00AbuseHighwire00";
/** How often the memory is looked at, in milliseconds. */
const LOOK_MS = 50;

const answer = (value: unknown): void => void must(process.send?.bind(process) ?? null, "a parent")(value);

async function connect({ ports }: Session): Promise<{ readonly incidentPath: string; readonly incidentSecret: string }> {
  const base = { workspaceId: homeWorkspace, name: "abuse", state: "active", pausedBecause: null, sandbox: false, facts: {} } as const;
  const [leftId, rightId] = [systemRandom.uuid() as ConnectionId, systemRandom.uuid() as ConnectionId];
  const left: Connection = {
    ...base,
    id: leftId,
    vendor: "highlevel",
    account: LOCATION,
    auth: "private-integration-token",
    baseUrl: vendorBaseUrls.highlevel,
  };
  const right: Connection = { ...base, id: rightId, vendor: "incident", account: rightId, auth: "api-key", baseUrl: vendorBaseUrls.incident };
  for (const connection of [left, right]) await ports.store.saveConnection(connection);
  await ports.store.saveBridge(contactBridge({ id: systemRandom.uuid() as BridgeId, name: "abuse", left, right }));
  const incidentSecret = randomBytes(32).toString("base64");
  await ports.store.saveSecret(homeWorkspace, webhookSecretName(rightId), `whsec_${incidentSecret}`);
  return { incidentPath: `/webhooks/incident/${rightId}`, incidentSecret };
}

/** The session's application with a door that counts what it has newly committed of honest events. */
function counting({ app, ports, vendors }: Session, counts: { committed: number }): Application {
  const store: typeof ports.store = {
    ...ports.store,
    async commitEvents(events, now) {
      const results = await ports.store.commitEvents(events, now);
      counts.committed += events.filter(
        ({ eventId, quarantine }, at) => results[at] === "new" && quarantine === null && !eventId.startsWith(ODD),
      ).length;
      return results;
    },
  };
  const secretsOf: Parameters<typeof createIngest>[0]["secretsOf"] = (workspaceId, id) => webhookSecrets(store, { workspaceId, id });
  return { ...app, ingest: createIngest({ store, clock: ports.clock, random: systemRandom, log: silent, verifiers: vendors.verifiers, secretsOf }) };
}

const keys = generateKeyPairSync("ed25519");
const home = await temporaryHome(readSettings({}), { port: 0 });
const highlevelKeys = [keys.publicKey.export({ type: "spki", format: "der" }).toString("base64")];
const session = await openSession(home.settings, { log: silent, workspaceId: homeWorkspace, attach: "own", highlevelKeys });
const accounts = await connect(session);
const counts = { committed: 0 };
const app = counting(session, counts);
const server = await createServer({ app, log: silent, options: { host: "127.0.0.1", port: 0, apiToken: null, publicUrl: null, webDir: null } });
await server.listen();

let peakRssBytes = 0;
setInterval(() => void (peakRssBytes = Math.max(peakRssBytes, process.memoryUsage.rss())), LOOK_MS);
process.on("message", () => {
  const rssBytes = process.memoryUsage.rss();
  answer({ committed: counts.committed, rssBytes, peakRssBytes: Math.max(rssBytes, peakRssBytes) } satisfies ServerFigures);
  peakRssBytes = rssBytes;
});
process.on("disconnect", () => void close());

async function close(): Promise<void> {
  await server.close();
  await app.ingest.close();
  await session.close();
  await home.remove();
  process.exit(0);
}

answer({
  port: Number(new URL(server.url).port),
  locationId: LOCATION,
  highlevelKey: keys.privateKey.export({ type: "pkcs8", format: "der" }).toString("base64"),
  ...accounts,
} satisfies Target);

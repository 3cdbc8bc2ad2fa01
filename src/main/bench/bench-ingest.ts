import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { BridgeId, ConnectionId } from "#core/ids.ts";
import type { Log } from "#core/ports/log.ts";
import type { Connection } from "#core/ports/store.ts";
import type { Application } from "#engine/application.ts";
import { createIngest } from "#engine/ingest/ingest.ts";
import { must } from "#lib/must.ts";
import { systemRandom } from "#lib/system-random.ts";
import { contactBridge } from "../default-mapping.ts";
import type { Settings } from "../options.ts";
import { openSession, type Session } from "../session.ts";
import { temporaryHome } from "../temporary-home.ts";
import { vendorBaseUrls } from "../vendors.ts";
import { homeWorkspace } from "../workspaces.ts";
import { BENCH_CONTACTS, benchContact, type LoadOrder, type LoadReport } from "./load-generator.ts";

export interface IngestBenchResult {
  /** Verified, committed durably, marked dirty, answered. */
  readonly durable: LoadReport;
  /** The same server and the same checks, committing nothing: what this machine could do without a database. */
  readonly acknowledger: LoadReport;
  /** Durable events a second for each that the acknowledger takes, in the same round. */
  readonly ratio: number;
}

export interface IngestBenchRequest {
  readonly settings: Settings;
  readonly log: Log;
  readonly seconds: number;
  readonly connections: number;
  readonly signal: AbortSignal;
}

const LOCATION = "loc00BenchHighwire00";
/** Contacts made known in one call. */
const PER_CALL = 500;
/** Rounds of both runs; the one with the middle ratio is told. */
const ROUNDS = 3;
/** Requests signed beforehand for each second: more than this machine can answer. */
const PREPARED_PER_SECOND = 12_000;

/** Both runs in turn, on one fresh embedded PostgreSQL, with the load made in a process of its own. */
export async function benchIngest(request: IngestBenchRequest): Promise<IngestBenchResult> {
  const home = await temporaryHome(request.settings, { port: 0 });
  const pair = generateKeyPairSync("ed25519");
  const publicKey = pair.publicKey.export({ type: "spki", format: "der" }).toString("base64");
  const privateKey = pair.privateKey.export({ type: "pkcs8", format: "der" }).toString("base64");
  try {
    const session = await openSession(home.settings, { log: request.log, workspaceId: homeWorkspace, attach: "own", highlevelKeys: [publicKey] });
    try {
      await knowContacts(session, await saveBridge(session));
      const { store, clock } = session.ports;
      const forgetful = createIngest({
        store: { ...store, commitEvents: (events) => Promise.resolve(events.map(() => "new" as const)) },
        clock,
        log: request.log,
        verifiers: session.vendors.verifiers,
        secretsOf: () => Promise.resolve([]),
      });
      const withoutDatabase: Application = { ...session.app, ingest: forgetful };
      const run = (app: Application): Promise<LoadReport> =>
        measure(app, home.settings, { ...request, seconds: request.seconds / ROUNDS, privateKey });
      // In turn, so that whatever else the machine does meets both alike.
      const rounds: { readonly durable: LoadReport; readonly acknowledger: LoadReport; readonly ratio: number }[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const acknowledger = await run(withoutDatabase);
        const durable = await run(session.app);
        rounds.push({ durable, acknowledger, ratio: Math.round((durable.perSecond / Math.max(1, acknowledger.perSecond)) * 1_000) / 1_000 });
      }
      rounds.sort((one, other) => one.ratio - other.ratio);
      return must(rounds[Math.floor(ROUNDS / 2)] ?? null, "the round in the middle");
    } finally {
      await session.close();
    }
  } finally {
    await home.remove();
  }
}

/** The contacts that the events are about, linked and at rest, as after a first load. */
async function knowContacts({ ports: { store, clock } }: Session, bridgeId: BridgeId): Promise<void> {
  const workspaceId = homeWorkspace;
  const mark = { workspaceId, bridgeId, side: "highlevel", reason: "backfill", priority: "backfill" } as const;
  for (let from = 0; from < BENCH_CONTACTS; from += PER_CALL) {
    await store.markDirty(
      Array.from({ length: PER_CALL }, (_unused, index) => ({ ...mark, recordId: benchContact(from + index) })),
      clock.now(),
    );
    const now = clock.now();
    const links = await store.claim({ workspaceId, bridgeId, owner: "bench", limit: PER_CALL, now, leaseUntil: now + 60_000 });
    const rest = { outcomes: [], open: [], close: [], processed: [], journal: [], patch: {} };
    await store.settle(
      workspaceId,
      links.map(({ id, fence, dirtyGeneration }) => ({ linkId: id, fence, dirtyGeneration, ...rest })),
      now,
    );
  }
}

async function saveBridge({ ports }: Session): Promise<BridgeId> {
  const base = { workspaceId: homeWorkspace, state: "active", pausedBecause: null, sandbox: false, facts: {} } as const;
  const left: Connection = {
    ...base,
    id: systemRandom.uuid() as ConnectionId,
    vendor: "highlevel",
    name: "Bench",
    account: LOCATION,
    auth: "private-integration-token",
    baseUrl: vendorBaseUrls.highlevel,
  };
  const rightId = systemRandom.uuid() as ConnectionId;
  const right: Connection = {
    ...base,
    id: rightId,
    vendor: "incident",
    name: "Bench",
    account: rightId,
    auth: "api-key",
    baseUrl: vendorBaseUrls.incident,
  };
  await ports.store.saveConnection(left);
  await ports.store.saveConnection(right);
  const bridge = contactBridge({ id: systemRandom.uuid() as BridgeId, name: "Bench", left, right });
  await ports.store.saveBridge(bridge);
  return bridge.id;
}

async function measure(app: Application, settings: Settings, request: IngestBenchRequest & { readonly privateKey: string }): Promise<LoadReport> {
  const { createServer } = await import("#server/create-server.ts");
  const server = await createServer({
    app,
    log: request.log,
    options: { host: "127.0.0.1", port: 0, apiToken: settings.apiToken, publicUrl: null, webDir: null },
  });
  await server.listen();
  const { connections, privateKey } = request;
  const order = (seconds: number): LoadOrder => ({
    port: Number(new URL(server.url).port),
    path: "/webhooks/highlevel",
    locationId: LOCATION,
    privateKey,
    connections,
    seconds,
    prepared: Math.ceil(seconds * PREPARED_PER_SECOND),
  });
  try {
    await runChild(order(1), request.signal);
    return await runChild(order(request.seconds), request.signal);
  } finally {
    await server.close();
  }
}

async function runChild(order: LoadOrder, signal: AbortSignal): Promise<LoadReport> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", fileURLToPath(new URL("./load-process.ts", import.meta.url))], {
    stdio: ["pipe", "pipe", "inherit"],
    signal,
  });
  child.stdin.end(JSON.stringify(order));
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  return JSON.parse(must(text === "" ? null : text, "report of the load generator")) as LoadReport;
}

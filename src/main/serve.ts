import { existsSync } from "node:fs";
import { createServer as createSocketServer } from "node:net";
import { fileURLToPath } from "node:url";
import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { WorkspaceId } from "#core/ids.ts";
import type { Log } from "#core/ports/log.ts";
import { systemClock } from "#lib/system-clock.ts";
import { systemRandom } from "#lib/system-random.ts";
import { Prng } from "#sandbox/kit/prng.ts";
import { linkForFirstOwner, oidcIn } from "./first-owner.ts";
import { listenError } from "./listen-error.ts";
import { options, whereFrom, type Settings } from "./options.ts";
import { RandomEdits } from "./random-edits.ts";
import { dataDirOf, readRuntimeFile, writeRuntimeFile } from "./runtime-file.ts";
import { createSandboxBridge, sendWebhooksTo, startSandboxes, type Sandboxes } from "./sandbox-bridge.ts";
import { openDescribedStore, openSession, type DescribedStore, type Session, type SessionOptions } from "./session.ts";
import { startSimulatedPerson } from "./simulated-person.ts";
import type { TimeLapse } from "./time-lapse.ts";
import { hasAccounts, homeWorkspace, retireSandboxes } from "./workspaces.ts";

export interface ServeRequest {
  readonly log: Log;
  /** Null: sandboxes when no account is connected. */
  readonly sandbox: boolean | null;
  /** Sample contacts of the sandbox. */
  readonly contacts: number;
  readonly seed: number;
  readonly simulatedPerson: boolean;
  /** False: the loops are started by the caller. Default true. */
  readonly work?: boolean;
  /** Default: the machine's time. */
  readonly time?: TimeLapse;
  /** Replace store and vendors, in tests. */
  readonly store?: DescribedStore;
  readonly vendors?: SessionOptions["vendors"];
}

/** A Highwire that serves. */
export interface Served {
  readonly url: string;
  /** Where the first owner's account is made, once and within a day; null when there is an owner. */
  readonly setUpLink: string | null;
  readonly session: Session;
  /** The built-in sandboxes and their bridge; null with real accounts. */
  readonly sandbox: { readonly sandboxes: Sandboxes; readonly bridge: Bridge } | null;
  /** Stops everything, in an order that loses nothing. */
  close(): Promise<void>;
}

/**
 * Starts everything: store, sandboxes where they are wanted, application, server, workers. What had been started is stopped again when a
 * later step fails. Throws `HW_PORT_TAKEN`, `HW_STORAGE_*`, `HW_CONFIG_*`.
 */
export async function serve(settings: Settings, request: ServeRequest): Promise<Served> {
  const undo: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  try {
    return await build(settings, request, undo, close);
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
}

async function build(settings: Settings, request: ServeRequest, undo: (() => Promise<void>)[], close: () => Promise<void>): Promise<Served> {
  const { log } = request;
  await checkPort(settings).catch(async (error: unknown) => Promise.reject((await heldBy(settings)) ?? error));
  const { time } = request;
  const opened = request.store ?? (await openDescribedStore(settings, { log, attach: "own" }));
  const store = time?.over(opened) ?? opened;
  let sessionOwnsStore = false;
  undo.push(async () => (sessionOwnsStore ? undefined : store.close()));
  const wanted = request.sandbox ?? !(await hasAccounts(store));
  const workspaceId = wanted ? (systemRandom.uuid() as WorkspaceId) : homeWorkspace;
  await retireSandboxes(store, workspaceId);
  const { contacts, seed } = request;
  const sandboxes = wanted ? await startSandboxes({ ...portsOf(settings), contacts, seed, ...(time && { clock: time.sandboxClock }) }) : null;
  if (sandboxes !== null) undo.push(() => sandboxes.close());
  const bridge = sandboxes === null ? null : await createSandboxBridge({ store, random: systemRandom }, workspaceId, sandboxes);
  const session = await openSession(settings, {
    log,
    store,
    ...(time && { clock: time.clock }),
    workspaceId,
    highlevelKeys: sandboxes === null ? [] : [sandboxes.highlevel.publicKey],
    ...(sandboxes !== null && { hosts: { highlevel: sandboxes.highlevel.baseUrl, incident: sandboxes.incident.baseUrl } }),
    ...(request.vendors !== undefined && { vendors: request.vendors }),
  });
  sessionOwnsStore = true;
  undo.push(() => session.close());
  const url = await startServer(settings, session, log, undo);
  const setUpLink = await linkForFirstOwner(session.app, url);
  const sandbox = sandboxes === null || bridge === null ? null : { sandboxes, bridge };
  if (sandbox !== null) sendWebhooksTo(sandbox.sandboxes, url, sandbox.bridge);
  undo.push(
    await writeRuntimeFile(dataDirOf(settings), {
      pid: process.pid,
      url,
      workspaceId,
      sandbox: sandbox !== null,
      sandboxes: sandbox === null ? null : { highlevel: sandbox.sandboxes.highlevel.baseUrl, incident: sandbox.sandboxes.incident.baseUrl },
    }),
  );
  if (request.work !== false) session.startWork();
  if (sandbox !== null && request.simulatedPerson) undo.push(letPersonEdit(session, sandbox, request.seed, log));
  return { url, setUpLink, session, sandbox, close };
}

const portsOf = (settings: Settings): { readonly highlevelPort: number; readonly incidentPort: number } => ({
  highlevelPort: settings.sandboxHighlevelPort,
  incidentPort: settings.sandboxIncidentPort,
});

async function startServer(settings: Settings, session: Session, log: Log, undo: (() => Promise<void>)[]): Promise<string> {
  const { createServer } = await import("#server/create-server.ts");
  const server = await createServer({
    app: session.app,
    log,
    options: {
      host: settings.host ?? "127.0.0.1",
      port: settings.port,
      apiToken: settings.apiToken,
      publicUrl: settings.publicUrl,
      webDir: webDir(),
    },
    people: { workspaceId: homeWorkspace, oidc: oidcIn(settings) },
  });
  await server.listen().catch((error: unknown) => Promise.reject(listenError(error, settings.port, whereFrom(options.port))));
  undo.push(() => server.close());
  return server.url;
}

/** The built page; null when it was not built, then the server says how to. */
function webDir(): string | null {
  const folder = fileURLToPath(new URL("../../dist/web", import.meta.url));
  return existsSync(folder) ? folder : null;
}

/** Fails at once, before a database is started, when the port is taken. */
async function checkPort(settings: Settings): Promise<void> {
  if (settings.port === 0) return;
  const probe = createSocketServer();
  await new Promise<void>((resolve, reject) => {
    probe.once("error", (error) => reject(listenError(error, settings.port, whereFrom(options.port)) as Error));
    probe.listen(settings.port, settings.host ?? "127.0.0.1", resolve);
  });
  await new Promise((resolve) => probe.close(resolve));
}

/** A port that the owner of this very data folder listens on is a second start: then people are told who holds the folder. */
async function heldBy(settings: Settings): Promise<HighwireError | null> {
  const dataDir = dataDirOf(settings);
  const running = await readRuntimeFile(dataDir);
  if (running === null || new URL(running.url).port !== String(settings.port)) return null;
  const { pid, url } = running;
  return new HighwireError("HW_STORAGE_LOCKED", {
    detail: `${dataDir} is held by process ${String(pid)}, which serves ${url} already; stop it with: kill ${String(pid)}`,
  });
}

function letPersonEdit(session: Session, { sandboxes, bridge }: NonNullable<Served["sandbox"]>, seed: number, log: Log): () => Promise<void> {
  const { store } = session.ports;
  let typeId: string | null = null;
  const prng = new Prng(seed + 11);
  return startSimulatedPerson({
    edits: new RandomEdits(sandboxes, prng, () => typeId),
    prng,
    clock: systemClock,
    log,
    openConflicts: async () => {
      typeId ??= (await store.bridge(bridge.workspaceId, bridge.id))?.catalogTypeId ?? null;
      return (await store.counts(bridge.workspaceId, bridge.id)).openConflicts;
    },
  });
}

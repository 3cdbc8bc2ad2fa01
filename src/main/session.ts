import { hostname } from "node:os";
import type { WorkspaceId } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Log } from "#core/ports/log.ts";
import type { Store } from "#core/ports/store.ts";
import type { Application, ApplicationStatus } from "#engine/application.ts";
import { keepCounting } from "#engine/dashboards/keep-counting.ts";
import type { EnginePorts } from "#engine/engine-ports.ts";
import type { Loop } from "#engine/loops.ts";
import { FreshReads } from "#engine/fresh-reads.ts";
import { WebhookWatch } from "#engine/ingest/webhook-watch.ts";
import { createStoreClock } from "#engine/store-clock.ts";
import { createSweeper } from "#engine/sweep/sweeper.ts";
import type { StoreSizes } from "#engine/storage-look.ts";
import { createWorkerSigns } from "#engine/worker-signs.ts";
import { createWorker } from "#engine/worker.ts";
import { systemClock } from "#lib/system-clock.ts";
import { systemRandom } from "#lib/system-random.ts";
import type { AccountPorts } from "./accounts/account-ports.ts";
import { createUpkeep } from "./accounts/upkeep.ts";
import { openOperations } from "./catalog/open-operations.ts";
import { openWayOut } from "./webhooks/way-out.ts";
import { workflowParts } from "./workflow-parts.ts";
import type { Settings } from "./options.ts";
import { openApplication } from "./open-application.ts";
import { listOf } from "./page-parts.ts";
import { dataDirOf, readRuntimeFile } from "./runtime-file.ts";
import type { Vendors } from "./vendors.ts";
import { homeWorkspace } from "./workspaces.ts";

/** A store that can say what it is, and that can seal its keys anew. */
export interface DescribedStore extends Store {
  describe(): ApplicationStatus["store"];
  /** Seals the keys of all workspaces with this master key (32 bytes in base64); returns how many. */
  rewrapKeys(newKey: string): Promise<number>;
  /** How large its tables are, the largest first. */
  measure(): Promise<StoreSizes["tables"]>;
}

export interface SessionOptions {
  readonly log: Log;
  /** Default: the workspace of the Highwire that runs over this data folder, else the home workspace. */
  readonly workspaceId?: WorkspaceId;
  /** `own`: this process serves, and must be the only one. Default `attach-or-own`. */
  readonly attach?: "own" | "attach-or-own";
  /** Replace the real store and the real vendors, in tests and for sandboxes in process. */
  readonly store?: DescribedStore;
  readonly vendors?: (ports: VendorPorts) => Promise<Vendors>;
  /** Replaces the machine's, for a demo in time lapse. */
  readonly clock?: Clock;
  /** Further public keys, SPKI in base64, by which HighLevel events are accepted: those of a sandbox. */
  readonly highlevelKeys?: readonly string[];
  /** Where accounts are connected on the page. Default: as the settings say, else the vendors' own addresses. */
  readonly hosts?: AccountPorts["hosts"];
}

/** What the vendors' side is made over. */
export interface VendorPorts {
  readonly store: Store;
  readonly log: Log;
  readonly clock: Clock;
  readonly random: typeof systemRandom;
  readonly highlevelKeys: readonly string[];
  /** Address of our own pages, for links that vendors show; null when none is set. */
  readonly publicUrl: string | null;
}

/** One opened Highwire: application, engine ports, and the loops that `start` and `worker` run. */
export interface Session {
  readonly app: Application;
  readonly ports: EnginePorts;
  readonly vendors: Vendors;
  readonly workspaceId: WorkspaceId;
  /** Starts reconciling, sweeping and first loads; stopped by `close`. */
  startWork(): void;
  close(): Promise<void>;
}

/** Opens the store and everything over it; starts no loop. Throws storage and configuration errors. */
export async function openSession(settings: Settings, options: SessionOptions): Promise<Session> {
  const workspaceId = options.workspaceId ?? (await readRuntimeFile(dataDirOf(settings)))?.workspaceId ?? homeWorkspace;
  if (options.store !== undefined) return openOver(options.store, settings, options, workspaceId);
  const store = await openDescribedStore(settings, options);
  try {
    return await openOver(store, settings, options, workspaceId);
  } catch (error) {
    // Its daily work would keep a process alive that has told its error and is to end.
    await store.close().catch(() => undefined);
    throw error;
  }
}

async function openOver(store: DescribedStore, settings: Settings, options: SessionOptions, workspaceId: WorkspaceId): Promise<Session> {
  const { log } = options;
  const clock = await createStoreClock(options.clock ?? systemClock, store);
  const owner = `${hostname()}:${String(process.pid)}:${systemRandom.uuid()}`;
  const vendors = await openVendorsOver(options, {
    store,
    log,
    clock,
    random: systemRandom,
    highlevelKeys: [...(options.highlevelKeys ?? []), ...listOf(settings.highlevelKeys)],
    publicUrl: settings.publicUrl,
  });
  const ports: EnginePorts = { store, clock, random: systemRandom, log, sides: (bridge) => vendors.sides(bridge) };
  const fresh = new FreshReads(clock);
  const accountPorts: AccountPorts = {
    store,
    clock,
    random: systemRandom,
    vendors,
    workspaceId,
    watch: new WebhookWatch(),
    intervals: intervalsOf(settings),
    hosts: options.hosts ?? hostsIn(settings),
    publicUrl: settings.publicUrl,
  };
  const operations = openOperations({ ports, vendors });
  const wayOut = openWayOut(settings);
  const workflows = workflowParts({ operations, store, clock, wayOut });
  const { app, ingest, alerts } = openApplication({
    settings,
    store,
    ports,
    patience: systemClock,
    vendors,
    workspaceId,
    accountPorts,
    fresh,
    owner,
    operations,
    workflows,
    wayOut,
  });
  const loops = [
    createWorker(ports, fresh, owner),
    createSweeper(ports, fresh, intervalsOf(settings)),
    createUpkeep(accountPorts, log),
    createWorkerSigns(ports, owner),
    workflows.runner(ports, owner),
    keepCounting({ dashboards: app.dashboards, clock, log }),
    alerts.loop,
  ];
  // A workflow that was just published is to see the next event, not one in five seconds.
  const forget = (): void => {
    ingest.forgetRoutes();
    app.workflows?.door.forget();
  };
  const stopListening = await store.listen(["config"], forget).catch(() => async () => undefined);
  const last = async (): Promise<void> => {
    await stopListening();
    await workflows.texts.close();
    await wayOut.close();
  };
  return assemble({ app, ports, vendors, workspaceId }, loops, last);
}

const hostsIn = ({ highlevelUrl, incidentUrl }: Settings): AccountPorts["hosts"] => ({
  ...(highlevelUrl !== null && { highlevel: highlevelUrl }),
  ...(incidentUrl !== null && { incident: incidentUrl }),
});

/** Opens the store that the settings name: the embedded PostgreSQL of the data folder, or your own. */
export async function openDescribedStore(settings: Settings, options: Pick<SessionOptions, "log" | "attach">): Promise<DescribedStore> {
  const { openStore } = await import("#storage/open-store.ts");
  return openStore({
    databaseUrl: settings.databaseUrl,
    dataDir: dataDirOf(settings),
    masterKey: settings.masterKey,
    masterKeyFile: settings.masterKeyFile,
    clock: systemClock,
    random: systemRandom,
    log: options.log,
    attach: options.attach ?? "attach-or-own",
  });
}

async function openVendorsOver(options: SessionOptions, ports: VendorPorts): Promise<Vendors> {
  if (options.vendors !== undefined) return options.vendors(ports);
  const { openVendors } = await import("./open-vendors.ts");
  return openVendors(ports);
}

/** The sweeps' intervals, in milliseconds, from the settings. */
export function intervalsOf(settings: Settings): Parameters<typeof createSweeper>[2] {
  return { highlevelNarrowMs: settings.sweepHighlevel, highlevelFullMs: settings.sweepHighlevelFull, incidentFullMs: settings.sweepIncident };
}

function assemble(parts: Pick<Session, "app" | "ports" | "vendors" | "workspaceId">, loops: readonly Loop[], last: () => Promise<void>): Session {
  let working = false;
  let closing: Promise<void> | null = null;
  // Deliveries and what people asked for first, then work, then the store: each still needs what comes after it.
  const shut = async (): Promise<void> => {
    await parts.app.ingest.close();
    await parts.app.plans.close();
    if (working) await Promise.all(loops.map((loop) => loop.stop()));
    await last();
    await parts.vendors.close();
    await parts.ports.store.close();
  };
  return {
    ...parts,
    startWork() {
      if (working) return;
      working = true;
      for (const loop of loops) loop.start();
    },
    close: () => (closing ??= shut()),
  };
}

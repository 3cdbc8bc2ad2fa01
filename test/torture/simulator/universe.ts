import { newBridges } from "#main/default-mapping.ts";
import { FreshReads } from "#engine/fresh-reads.ts";
import { createApplication } from "#engine/create-application.ts";
import type { Application, Delivery } from "#engine/application.ts";
import type { EnginePorts } from "#engine/engine-ports.ts";
import { createIngest } from "#engine/ingest/ingest.ts";
import { createStoreClock } from "#engine/store-clock.ts";
import { createSweeper, type SweepIntervals } from "#engine/sweep/sweeper.ts";
import { createWorker } from "#engine/worker.ts";
import type { Bridge } from "#core/bridge.ts";
import type { BridgeId, LinkId, WorkspaceId } from "#core/ids.ts";
import type { Store } from "#core/ports/store.ts";
import { must } from "#lib/must.ts";
import { openVendors } from "#main/open-vendors.ts";
import type { Vendors } from "#main/vendors.ts";
import { createHighLevelSandbox, type HighLevelSandbox } from "#sandbox/highlevel/start-highlevel-sandbox.ts";
import { createIncidentSandbox, type IncidentSandbox } from "#sandbox/incidentio/start-incident-sandbox.ts";
import { Prng } from "#sandbox/kit/prng.ts";
import { createMemoryStore } from "#storage/memory/memory-store.ts";
import { emptyState, type MemoryState } from "#storage/memory/memory-state.ts";
import type { Exchange } from "#vendors/transport/transport.ts";
import { accountsOver } from "../../support/accounts.ts";
import { configure, inProcess, lowerCased, silent } from "../../support/in-process-world.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";
import { Life, mortalClock, mortalExchange, mortalStore } from "./life.ts";
import { slowCommits } from "./receipts.ts";
import { grantIn } from "./token-refreshes.ts";

/** What outlives every process: both vendors, the store, time. */
export interface Universe {
  readonly clock: VirtualClock;
  readonly prng: Prng;
  readonly random: { fraction(): number; uuid(): string };
  readonly store: Store;
  /** What the store holds, down to leases and intents, which no method of it shows: for an oracle. */
  readonly state: MemoryState;
  readonly highlevel: HighLevelSandbox;
  readonly incident: IncidentSandbox;
  readonly workspaceId: WorkspaceId;
  readonly bridgeId: BridgeId;
  /** Where people reach Highwire, which links at incident.io lead to. */
  readonly publicUrl: string | null;
  /** Every call that a process made, when it made it; what an oracle may know and the engine may not. */
  readonly calls: Call[];
  /** Which links each process took in hand, and when. */
  readonly claims: Claim[];
  /** When each life ended that has. */
  readonly deaths: Map<object, number>;
  bridge(): Promise<Bridge>;
}

export interface Call {
  readonly at: number;
  /** Stands for the process that made it. */
  readonly life: object;
  readonly method: string;
  readonly path: string;
  readonly body: string;
  /** When an answer came, or the call broke; null while it is under way. */
  endedAt: number | null;
  /** The vendor carried the call out, and whoever had made it was dead by then. */
  ghost: boolean;
  /** 0 until answered, or when no answer came. */
  status: number;
  /** Of upserts: the contact that was written. */
  recordId: string | null;
  /** Of token calls: what their caller was told; `lost` while and when that cannot be known. */
  grant: "answered" | "refused" | "lost";
}

export interface Claim {
  readonly at: number;
  /** Stands for the process that claimed. */
  readonly life: object;
  readonly links: ReadonlySet<LinkId>;
}

/** One process over a universe. */
export interface Mortal {
  readonly life: Life;
  readonly app: Application;
  readonly ports: EnginePorts;
  readonly vendors: Vendors;
  readonly fresh: FreshReads;
  /** Starts the loops of a worker and of the sweeper. */
  run(intervals: SweepIntervals): void;
  /** Hands one webhook in, of HighLevel unless another vendor is named; 0 when nobody answers any more. */
  receive(headers: Readonly<Record<string, string>>, body: string, vendor?: Delivery["vendor"]): Promise<number>;
}

export async function createUniverse(options: {
  readonly seed: number;
  readonly contacts: number;
  readonly limits: "published" | "off";
  /** Default null: nowhere. */
  readonly publicUrl?: string;
}): Promise<Universe> {
  const { seed, contacts, limits, publicUrl = null } = options;
  const clock = new VirtualClock();
  const prng = new Prng(seed);
  const hex = (length: number): string => prng.text(length, "0123456789abcdef");
  const random = { fraction: () => prng.fraction(), uuid: () => `${hex(8)}-${hex(4)}-7${hex(3)}-8${hex(3)}-${hex(12)}` };
  const state = emptyState();
  const store = createMemoryStore({ clock, random, state });
  const published = limits === "off" ? { limits } : {};
  const highlevel = createHighLevelSandbox({ clock, seed, sampleContacts: contacts, ...published });
  const incident = createIncidentSandbox({ clock, seed, ...published });
  const workspaceId = random.uuid() as WorkspaceId;
  const bridgeId = await configure({ store, random }, workspaceId, highlevel, incident, "live");
  return {
    clock,
    prng,
    random,
    store,
    state,
    highlevel,
    incident,
    workspaceId,
    bridgeId,
    publicUrl,
    calls: [],
    claims: [],
    deaths: new Map(),
    bridge: async () => must(await store.bridge(workspaceId, bridgeId), "the bridge"),
  };
}

function noted(universe: Universe, life: Life, exchange: Exchange): Exchange {
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const call: Call = {
      at: universe.clock.now(),
      life,
      method: request.method,
      path: `${pathname}${search}`,
      body: request.body ?? "",
      endedAt: null,
      ghost: false,
      status: 0,
      recordId: null,
      grant: "lost",
    };
    universe.calls.push(call);
    try {
      const answer = await exchange(request);
      call.status = answer.status;
      call.grant = grantIn(pathname, answer);
      if (pathname === "/contacts/upsert") call.recordId = /"id":"([^"]+)"/u.exec(answer.text)?.[1] ?? null;
      return answer;
    } finally {
      call.endedAt = universe.clock.now();
      call.ghost = !life.alive;
    }
  };
}

/** The store as this life works with it: what it claims is noted. */
function watched(universe: Universe, life: Life, store: Store): Store {
  return {
    ...store,
    async claim(request) {
      const claimed = await store.claim(request);
      if (claimed.length > 0) universe.claims.push({ at: universe.clock.now(), life, links: new Set(claimed.map(({ id }) => id)) });
      return claimed;
    },
  };
}

/** Starts a process; it has a name of its own, a clock that may be wrong, and dies when told or at its `dieAt`-th crash point. */
export async function beBorn(
  universe: Universe,
  options: { readonly dieAt?: number | null; readonly skewMs?: number; readonly commitMs?: number; readonly watch?: (pass: string) => void } = {},
): Promise<Mortal> {
  const life = new Life(options.dieAt ?? null, options.watch);
  void life.died.then(() => universe.deaths.set(life, universe.clock.now()));
  life.skewMs = options.skewMs ?? 0;
  const store = mortalStore(watched(universe, life, slowCommits(universe.store, universe.clock, options.commitMs ?? 0)), life);
  const clock = await createStoreClock(mortalClock(universe.clock, life), store);
  const { random, workspaceId, highlevel, incident } = universe;
  const exchange = mortalExchange(noted(universe, life, inProcess(universe.clock, highlevel, incident)), life);
  const vendors = await openVendors(
    { store, log: silent, clock, random, highlevelKeys: [highlevel.publicKey], publicUrl: universe.publicUrl },
    exchange,
  );
  const ports: EnginePorts = { store, clock, random, log: silent, sides: (bridge) => vendors.sides(bridge) };
  const fresh = new FreshReads(clock);
  const owner = `process-${random.uuid()}`;
  const ingest = createIngest({
    store,
    clock,
    random,
    log: silent,
    verifiers: vendors.verifiers,
    secretsOf: () => Promise.resolve([universe.incident.webhookSecret]),
  });
  const app = createApplication({
    ports,
    workspaceId,
    ingest,
    accounts: accountsOver({ store, clock, random, vendors, workspaceId }),
    fresh,
    owner,
    makeBridge: (entity, given) => newBridges[entity](given),
    quotas: () => Promise.resolve([]),
    describeStore: () => ({ kind: "memory", version: "", fsync: false, checksums: false }),
  });
  return {
    life,
    app,
    ports,
    vendors,
    fresh,
    run(intervals) {
      createWorker(ports, fresh, owner).start();
      createSweeper(ports, fresh, intervals).start();
    },
    receive: async (headers, body, vendor = "highlevel") => {
      const delivery: Delivery = {
        vendor,
        connectionId: vendor === "highlevel" ? null : (await universe.bridge()).right,
        headers: { "content-type": "application/json", ...lowerCased(headers) },
        body: Buffer.from(body),
      };
      return Promise.race([ingest.receive(delivery).then(({ status }) => status), life.died.then(() => 0)]);
    },
  };
}

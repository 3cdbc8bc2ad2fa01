import type { Accounts } from "#engine/accounts.ts";
import type { AlertDeskParts } from "#engine/alerts/alert-desk.ts";
import type { Application, Delivery, IngestAnswer } from "#engine/application.ts";
import { createApplication } from "#engine/create-application.ts";
import { createIngest } from "#engine/ingest/ingest.ts";
import { WebhookWatch } from "#engine/ingest/webhook-watch.ts";
import { FreshReads } from "#engine/fresh-reads.ts";
import { claimSize, reconcileBatch } from "#engine/reconcile/reconcile-batch.ts";
import { sweepSide, type SweepRequest } from "#engine/sweep/sweep-side.ts";
import type { EnginePorts } from "#engine/engine-ports.ts";
import type { AlertTarget } from "#core/alerts/alert.ts";
import type { AlertLetter } from "#core/ports/alert-courier.ts";
import { hasCaseRules, type Bridge } from "#core/bridge.ts";
import type { BridgeId, ConnectionId, LinkId, WorkspaceId } from "#core/ids.ts";
import type { Log } from "#core/ports/log.ts";
import type { Letter } from "#core/ports/mail.ts";
import type { Connection, LinkRow, Store } from "#core/ports/store.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import { must } from "#lib/must.ts";
import type { WayOut } from "#main/webhooks/way-out.ts";
import { workflowParts, type WorkflowParts } from "#main/workflow-parts.ts";
import { openOperations } from "#main/catalog/open-operations.ts";
import { customFieldRow, newBridges } from "#main/default-mapping.ts";
import { openVendors } from "#main/open-vendors.ts";
import { credentialName, type Vendors } from "#main/vendors.ts";
import { createHighLevelSandbox, type HighLevelSandbox } from "#sandbox/highlevel/start-highlevel-sandbox.ts";
import { createIncidentSandbox, type IncidentSandbox } from "#sandbox/incidentio/start-incident-sandbox.ts";
import { encode } from "#sandbox/kit/http-app.ts";
import { Prng } from "#sandbox/kit/prng.ts";
import { createMemoryStore } from "#storage/memory/memory-store.ts";
import type { Exchange } from "#vendors/transport/transport.ts";
import { accountsOver } from "./accounts.ts";
import { texts } from "./inline-texts.ts";
import { VirtualClock } from "./virtual-clock.ts";

export const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
/** Webhooks of our own go nowhere, and no name server is asked whether they may. */
const nowhere: WayOut = { exchange: () => Promise.reject(new Error("nothing is sent here")), check: async () => undefined };
/** Where the clients think that the vendors are. */
export const ORIGINS = { highlevel: "https://highlevel.test", incident: "https://incident.test" } as const;

/** Engine, clients and both sandboxes in one process, without network, timers or chance: the same seed gives the same run. */
export interface World {
  readonly clock: VirtualClock;
  readonly store: Store;
  readonly ports: EnginePorts;
  readonly vendors: Vendors;
  readonly highlevel: HighLevelSandbox;
  readonly incident: IncidentSandbox;
  readonly workspaceId: WorkspaceId;
  bridge(): Promise<Bridge>;
  change(patch: Partial<Bridge>): Promise<void>;
  /** People's operations on the same workspace. */
  readonly app: Application;
  readonly workflows: WorkflowParts;
  /** What alerts are made over; its courier keeps what it is given in `told`. */
  readonly alerts: AlertDeskParts;
  /** Alerts carried so far, and where. */
  readonly told: { readonly target: AlertTarget; readonly letter: AlertLetter }[];
  /** Letters sent so far. */
  readonly letters: readonly Letter[];
  /** Both vendors' webhooks sent so far and not yet passed on. */
  readonly mailbox: Delivery[];
  /** Passes the mailbox on to ingest and empties it. Returns the answers. */
  deliver(): Promise<readonly IngestAnswer[]>;
  /** A first load of each bridge: both sides swept, then everything reconciled. */
  load(): Promise<void>;
  /** Sweeps both sides of each bridge, everything. */
  sweep(reach?: SweepRequest["reach"]): Promise<void>;
  /** Reconciles until nothing is due within a day. Returns how many links were looked at. */
  drain(): Promise<number>;
  links(): Promise<readonly LinkRow[]>;
  linkOf(contactId: string): Promise<LinkRow>;
  claimOnly(ids: readonly LinkId[]): Promise<ReadonlyMap<LinkId, string>>;
  /** Writes that reached a vendor. */
  writes(): number;
  /** Calls of any kind that reached a vendor. */
  calls(): number;
  /** The link's catalog entry as the client reads it. Throws when it is gone. */
  entryOf(link: LinkRow): Promise<SideRecord>;
  /** The same vendors, met by an installation that remembers nothing. */
  withEmptyStore(): Promise<World>;
}

/** Id of the catalog type of contacts; empty while there is none. */
export const contactType = (world: Pick<World, "incident">): string =>
  world.incident.control.types().find(({ type_name: name }) => name.includes("HighLevelContact"))?.id ?? "";

/** Id of the first sample contact. */
export const firstContact = (world: World): string => String(world.highlevel.control.contacts()[0]?.["id"]);

export interface WorldOptions {
  readonly seed?: number;
  readonly contacts?: number;
  readonly mode?: Bridge["mode"];
  /** What the bridge keeps in step. Default: contacts. */
  readonly entity?: Bridge["entity"];
  /** Address of Highwire's own pages. Default: none. */
  readonly publicUrl?: string | null;
  /** Default: nowhere. */
  readonly log?: Log;
  readonly vendorsOf?: Pick<World, "clock" | "highlevel" | "incident">;
  /** Stands between the clients and the network. Default: nothing. */
  readonly wire?: (network: Exchange) => Exchange;
}

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const {
    seed = 1,
    contacts = 0,
    mode = "live",
    entity = "contact",
    publicUrl = null,
    log = silent,
    vendorsOf,
    wire = (network) => network,
  } = options;
  const clock = vendorsOf?.clock ?? new VirtualClock();
  const prng = new Prng(seed);
  const hex = (length: number): string => prng.text(length, "0123456789abcdef");
  const random = { fraction: () => prng.fraction(), uuid: () => `${hex(8)}-${hex(4)}-7${hex(3)}-8${hex(3)}-${hex(12)}` };
  const store = createMemoryStore({ clock, random });
  const highlevel = vendorsOf?.highlevel ?? createHighLevelSandbox({ clock, seed, sampleContacts: contacts, limits: "off" });
  const incident = vendorsOf?.incident ?? createIncidentSandbox({ clock, seed, limits: "off" });
  const vendors = await openVendors(
    { store, log, clock, random, highlevelKeys: [highlevel.publicKey], publicUrl },
    wire(inProcess(clock, highlevel, incident)),
  );
  const ports: EnginePorts = { store, clock, random, log, sides: (bridge) => vendors.sides(bridge) };
  const workspaceId = random.uuid() as WorkspaceId;
  const bridgeId = await configure({ store, random }, workspaceId, highlevel, incident, mode, entity);
  const bridges = (): Promise<readonly Bridge[]> => store.bridges(workspaceId);
  const fresh = new FreshReads(clock);
  const letters: Letter[] = [];
  const bridge = async (): Promise<Bridge> => (await store.bridge(workspaceId, bridgeId)) as Bridge;
  const watch = new WebhookWatch();
  const ingest = createIngest({ store, clock, random, log, watch, verifiers: vendors.verifiers, secretsOf: async () => [incident.webhookSecret] });
  const operations = openOperations({ ports, vendors });
  const workflows = workflowParts({ operations, store, clock, wayOut: nowhere, texts: { ...texts, close: async () => undefined } });
  const accounts = accountsOver({ store, clock, random, vendors, workspaceId, watch, hosts: ORIGINS, publicUrl });
  const secretBytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => prng.below(256));
  const told: { readonly target: AlertTarget; readonly letter: AlertLetter }[] = [];
  const alerts = alertParts({ ports, workspaceId, accounts, told, secretBytes, publicUrl });
  const app = createApplication({
    ports,
    workspaceId,
    ingest,
    accounts,
    alerts,
    fresh,
    owner: "person",
    makeBridge: (entity, given) => newBridges[entity](given),
    places: vendors.places,
    quotas: async () => [],
    describeStore: () => ({ kind: "memory", version: "test", fsync: false, checksums: false }),
    pages: {
      incidents: vendors.pageReads(workspaceId),
      secretBytes,
      mail: { send: async (letter) => void letters.push(letter) },
      allowed: ["guest@example.com"],
      publicUrl,
    },
    workflows,
    operations: operations(workspaceId),
  });
  const mailbox: Delivery[] = [];
  highlevel.control.webhooksTo(async (headers, body) => {
    mailbox.push({
      vendor: "highlevel",
      connectionId: null,
      headers: { "content-type": "application/json", ...lowerCased(headers) },
      body: Buffer.from(body),
    });
    return 200;
  });
  const { right: organisation } = await bridge();
  incident.control.webhooksTo(async (headers, body) => {
    mailbox.push({
      vendor: "incident",
      connectionId: organisation,
      headers: { "content-type": "application/json", ...lowerCased(headers) },
      body: Buffer.from(body),
    });
    return 200;
  });
  const sweepOne = async ({ id }: Bridge, reach: SweepRequest["reach"]): Promise<void> => {
    const one = must(await store.bridge(workspaceId, id), "the bridge");
    const sides = await vendors.sides(one);
    for (const port of [sides.right, sides.left]) {
      await sweepSide({ ports, bridge: must(await store.bridge(workspaceId, id), "the bridge"), port, reach, fresh });
    }
  };
  const sweep: World["sweep"] = async (reach = "full") => {
    for (const one of await bridges()) await sweepOne(one, reach);
  };
  const drain: World["drain"] = async () => {
    let looked = 0;
    for (let round = 0; round < 500; round += 1) {
      let done = 0;
      for (const one of await bridges()) {
        done += (await reconcileBatch({ ports, bridge: one, fresh, owner: "test", limit: claimSize(fresh, one.id) })).size;
      }
      looked += done;
      if (done > 0) continue;
      const next = await store.nextDueAt();
      if (next === null || next - clock.now() > 86_400_000) return looked;
      clock.advance(Math.max(1, next - clock.now()));
    }
    throw new Error("the links did not come to rest");
  };
  return {
    app,
    alerts,
    told,
    letters,
    workflows,
    mailbox,
    async deliver() {
      await highlevel.control.settleWebhooks();
      await incident.control.settleWebhooks();
      const answers: IngestAnswer[] = [];
      for (const delivery of mailbox.splice(0)) answers.push(await ingest.receive(delivery));
      return answers;
    },
    async load() {
      for (const one of await bridges()) {
        await sweepOne(one, "full");
        await drain();
      }
      mailbox.splice(0);
    },
    clock,
    store,
    ports,
    vendors,
    highlevel,
    incident,
    workspaceId,
    bridge,
    change: async (patch) => void (await store.changeBridge(workspaceId, bridgeId, (current) => ({ ...current, ...patch }))),
    sweep,
    drain,
    links: async () => (await store.listLinks({ workspaceId, sort: "name", limit: 10_000 })).links,
    linkOf: async (contactId) => (await store.linkOf(workspaceId, bridgeId, "highlevel", contactId)) as LinkRow,
    claimOnly: async (ids) => reconcileBatch({ ports, bridge: await bridge(), fresh, owner: "test", limit: ids.length, only: ids }),
    writes: () => highlevel.control.counters().writes + incident.control.counters().writes,
    calls: () => highlevel.control.counters().calls + incident.control.counters().calls,
    async entryOf(link) {
      const read = await (await vendors.sides(await bridge())).right.read(link.rightId ?? "", { priority: "person" });
      return must(read.kind === "found" ? read.record : null, "the entry");
    },
    withEmptyStore: async () => createWorld({ ...options, seed: seed + 1_000, vendorsOf: { clock, highlevel, incident } }),
  };
}

/** What alerts are made over, with a courier to whom nobody is ever out. */
function alertParts(
  given: Pick<AlertDeskParts, "ports" | "workspaceId" | "secretBytes" | "publicUrl"> & {
    readonly accounts: Accounts;
    readonly told: World["told"];
  },
): AlertDeskParts {
  const { accounts, told, ...rest } = given;
  return {
    ...rest,
    mails: true,
    courier: {
      check: async () => undefined,
      async send(target, letter) {
        told.push({ target, letter });
        return "taken";
      },
    },
    sources: { webhooks: ({ id }) => accounts.webhooks(id), lastBackup: async () => null },
  };
}

/** Header names as a server sees them. */
export const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** 20 milliseconds each way. */
const LATENCY_MS = 20;

/** The network between the clients and both sandboxes, without sockets. */
export function inProcess(clock: VirtualClock, highlevel: HighLevelSandbox, incident: IncidentSandbox): Exchange {
  return async ({ method, url, headers, body }) => {
    const { origin, pathname, searchParams } = new URL(url);
    const { app } = origin === ORIGINS.highlevel ? highlevel : incident;
    await clock.sleep(LATENCY_MS);
    const answer = await app.handle({ method, path: pathname, query: searchParams, headers, body: Buffer.from(body ?? "") });
    await clock.sleep(LATENCY_MS);
    if (answer.broken === "refused") throw Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
    if (answer.broken === "no-answer") throw Object.assign(new Error("no answer"), { code: "UND_ERR_HEADERS_TIMEOUT" });
    const { text, headers: answered } = encode(answer);
    return { status: answer.status, headers: answered, text: answer.broken === "cut" ? text.slice(0, Math.floor(text.length / 2)) : text };
  };
}

/** Two connections and a bridge between the sandboxes. */
export async function configure(
  ports: { readonly store: Store; readonly random: { uuid(): string } },
  workspaceId: WorkspaceId,
  highlevel: HighLevelSandbox,
  incident: IncidentSandbox,
  mode: Bridge["mode"],
  entity: Bridge["entity"] = "contact",
): Promise<BridgeId> {
  const left = await connectAccount(ports, workspaceId, { vendor: "highlevel", account: highlevel.locationId, credential: highlevel.token });
  const right = await connectAccount(ports, workspaceId, { vendor: "incident", account: null, credential: incident.apiKey });
  const moreFields = highlevel.control.customFields().flatMap(({ id, name }) => (name === "Plan" ? [customFieldRow("Plan", "text", id)] : []));
  const given = { id: ports.random.uuid() as BridgeId, name: "test", left, right, mode };
  // Cases come from contacts.
  if (hasCaseRules(entity)) {
    await ports.store.saveBridge(newBridges.contact({ ...given, id: ports.random.uuid() as BridgeId, name: "contacts" }));
  }
  const bridge = newBridges[entity](entity === "contact" ? { ...given, moreFields } : given);
  await ports.store.saveBridge(bridge);
  return bridge.id;
}

/** A connection to one of the sandboxes; `account` is HighLevel's location, of incident.io there is none to name. */
export async function connectAccount(
  ports: { readonly store: Store; readonly random: { uuid(): string } },
  workspaceId: WorkspaceId,
  given: { readonly vendor: Connection["vendor"]; readonly account: string | null; readonly credential: string },
): Promise<Connection> {
  const { vendor, credential } = given;
  const id = ports.random.uuid() as ConnectionId;
  const connection: Connection = {
    id,
    workspaceId,
    vendor,
    name: vendor,
    account: given.account ?? id,
    auth: vendor === "highlevel" ? "private-integration-token" : "api-key",
    baseUrl: ORIGINS[vendor],
    state: "active",
    pausedBecause: null,
    sandbox: true,
    facts: { country: "US" },
  };
  await ports.store.saveConnection(connection);
  await ports.store.saveSecret(workspaceId, credentialName(id), credential);
  return connection;
}

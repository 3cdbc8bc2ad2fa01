import { generateKeyPairSync } from "node:crypto";
import type { BridgeId } from "#core/ids.ts";
import type { Application } from "#engine/application.ts";
import { createIngest } from "#engine/ingest/ingest.ts";
import { must } from "#lib/must.ts";
import { systemRandom } from "#lib/system-random.ts";
import { SCHEMA } from "#storage/postgres/database.ts";
import { multiplyLinks } from "#storage/postgres/multiply-links.ts";
import { reachPostgres, withClient, type ReachedPostgres } from "#storage/reach-postgres.ts";
import type { Settings } from "../options.ts";
import { openSession, type Session } from "../session.ts";
import { temporaryHome } from "../temporary-home.ts";
import { homeWorkspace } from "../workspaces.ts";
import { linesOf, startChild } from "./child.ts";
import { openDiskAlone, type DiskAlone } from "./disk-alone.ts";
import { rounded, type BenchRequest, type Figure } from "./figure.ts";
import { createInstantSides } from "./instant-sides.ts";
import { linkFirst, saveBenchBridge } from "./linked-copies.ts";
import { BENCH_CONTACTS, type LoadOrder, type LoadReport } from "./load-generator.ts";

export interface IngestBenchRequest extends BenchRequest {
  /** Measured of each run at half the rate; those as fast as they can take a third of it. */
  readonly seconds: number;
  readonly connections: number;
}

/** Verified, committed durably, its contact's link marked dirty, answered. */
interface Durable extends LoadReport {
  /** Links marked for each event, those of the warm-up among them. */
  readonly marked: number;
}

interface Round {
  readonly durable: Durable;
  /** The same server and the same checks, committing nothing: what this machine could do without a database. */
  readonly acknowledger: LoadReport;
  /** Durable events a second for each that the acknowledger takes, in the same round. */
  readonly ratio: number;
}

const command = "highwire bench ingest";

const LOCATION = "loc00BenchHighwire00";
/** Links settled in one call. */
const PER_CALL = 500;
/** Of both runs as fast as they can, of which the one with the middle ratio is told: a processor that is lent may be a third faster in the next seconds. */
const ROUNDS = 7;
/** Of the run at half the rate, of which the one with the middle p99 is told. */
const HALVES = 3;
/** Requests signed beforehand for each second: more than this machine can answer. */
const PREPARED_PER_SECOND = 12_000;
/** Before each run, not measured. */
const WARM_UP_SECONDS = 2;

/** Both runs in turn, then half the peak rate, each several times, on one fresh embedded PostgreSQL, with the load made in a process of its own. */
export async function benchIngest(request: IngestBenchRequest): Promise<readonly Figure[]> {
  const home = await temporaryHome(request.settings, { port: 0 });
  const pair = generateKeyPairSync("ed25519");
  const publicKey = pair.publicKey.export({ type: "spki", format: "der" }).toString("base64");
  const privateKey = pair.privateKey.export({ type: "pkcs8", format: "der" }).toString("base64");
  try {
    const session = await openSession(home.settings, { log: request.log, workspaceId: homeWorkspace, attach: "own", highlevelKeys: [publicKey] });
    try {
      const dataDir = must(home.settings.dataDir, "the folder just made");
      const bridgeId = await knowContacts(session, dataDir, request.log);
      const forgetful = withoutDatabase(session, request.log);
      const run = (app: Application, seconds: number, rate: number | null): Promise<LoadReport> =>
        measure(app, home.settings, { ...request, seconds, rate, privateKey });
      const runDurably = async (seconds: number, rate: number | null): Promise<Durable> => {
        const report = await run(session.app, seconds, rate);
        const marked = await comeToRest(session, bridgeId);
        await tidy(dataDir, request.log);
        return { ...report, marked: marked / report.taken };
      };
      await tidy(dataDir, request.log);
      // In turn, so that whatever else the machine does meets both alike.
      const rounds: Round[] = [];
      const peakSeconds = request.seconds / 3;
      for (let round = 0; round < ROUNDS; round += 1) {
        request.onProgress({ stage: "taking in webhooks", done: round, total: ROUNDS });
        const acknowledger = await run(forgetful, peakSeconds, null);
        const durable = await runDurably(peakSeconds, null);
        rounds.push({ durable, acknowledger, ratio: durable.perSecond / Math.max(1, acknowledger.perSecond) });
      }
      const rate = Math.max(1, Math.round(middleRound(rounds).durable.perSecond / 2));
      const disk = await openDiskAlone(dataDir, session.ports.clock, request.signal);
      const { halves, syncs } = await takeHalves(request, disk, () => runDurably(request.seconds, rate)).finally(() => disk.close());
      return figuresOf(rounds, halves, syncs);
    } finally {
      await session.close();
    }
  } finally {
    await home.remove();
  }
}

/** The same application but for what is committed: events are verified, and forgotten. */
function withoutDatabase({ app, ports: { store, clock }, vendors }: Session, log: BenchRequest["log"]): Application {
  const forgetful = createIngest({
    store: { ...store, commitEvents: (events) => Promise.resolve(events.map(() => "new" as const)) },
    clock,
    random: systemRandom,
    log,
    verifiers: vendors.verifiers,
    secretsOf: () => Promise.resolve([]),
  });
  return { ...app, ingest: forgetful };
}

/**
 * Clears away after what was settled, and puts it onto the disk, where both would be done during the next run: as it would be, had the links been
 * settled in the hours that the vendors' limits make of it. Also frees files of the log to be used anew: a database that has been running for a
 * while has some.
 */
async function tidy(dataDir: string, log: BenchRequest["log"]): Promise<void> {
  await withClient(await connectionTo(dataDir, log), async (client) => {
    await client.query(`VACUUM ${SCHEMA}.links, ${SCHEMA}.waiting_marks`);
    await client.query("CHECKPOINT");
  });
}

const connectionTo = async (dataDir: string, log: BenchRequest["log"]): Promise<ReachedPostgres["connection"]> =>
  (await reachPostgres({ databaseUrl: null, dataDir, log, attach: "attach-or-own" })).connection;

interface Halves {
  readonly halves: readonly Durable[];
  /** Milliseconds that the disk alone took, each time. */
  readonly syncs: readonly number[];
}

async function takeHalves({ seconds, onProgress }: IngestBenchRequest, disk: DiskAlone, half: () => Promise<Durable>): Promise<Halves> {
  const halves: Durable[] = [];
  const syncs: number[] = [];
  const tell = (): void => onProgress({ stage: "taking in webhooks at half the rate", done: halves.length, total: HALVES });
  tell();
  while (halves.length < HALVES) {
    syncs.push(...(await disk.measure(seconds / HALVES)));
    halves.push(await half());
    tell();
  }
  return { halves, syncs };
}

function middleOf<Run>(runs: readonly Run[], figure: (run: Run) => number): Run {
  const sorted = runs.toSorted((one, other) => figure(one) - figure(other));
  return must(sorted[Math.floor(sorted.length / 2)] ?? null, "the run in the middle");
}

const middleRound = (rounds: readonly Round[]): Round => middleOf(rounds, ({ ratio }) => ratio);

function figuresOf(rounds: readonly Round[], halves: readonly Durable[], syncs: readonly number[]): readonly Figure[] {
  const durable = [...rounds.map((round) => round.durable), ...halves];
  const all = [...rounds.map(({ acknowledger }) => acknowledger), ...durable];
  return [
    ...peakFigures(rounds, Math.min(...durable.map(({ marked }) => marked))),
    ...halfFigures(halves),
    {
      name: "ingest.disk_longest",
      about: "Longest that the disk alone took to keep what one commit writes",
      value: rounded(Math.max(...syncs), 2),
      unit: "ms",
      target: null,
      command,
      how: `${String(syncs.length)} writes without a database, made durable one by one between the runs at half the rate. No event is acknowledged before the disk has it: whatever comes while it rests waits as long.`,
    },
    {
      name: "ingest.refused",
      about: "Webhooks not answered with 200 in all of these runs",
      value: all.reduce((sum, report) => sum + report.refused, 0),
      unit: "calls",
      target: { most: 0 },
      command,
    },
  ];
}

function peakFigures(rounds: readonly Round[], marked: number): readonly Figure[] {
  const middle = middleRound(rounds);
  return [
    {
      name: "ingest.ratio",
      about: "Webhooks made durable, for each that the same server takes without a database",
      value: rounded(middle.ratio, 3),
      unit: "×",
      target: { least: 0.75 },
      command,
      how: `Load generator, server and PostgreSQL share the machine's processors. ${String(rounds.length)} rounds of both with ${rounds.map(({ ratio }) => String(rounded(ratio, 3))).join(", ")}, the one in the middle is told; ${String(WARM_UP_SECONDS)} s before each run are not measured. A vacuum and a checkpoint before each.`,
    },
    {
      name: "ingest.marked",
      about: "Links that each of those webhooks made due",
      value: rounded(marked, 3),
      unit: "links",
      target: { least: 0.95 },
      command,
      how: `The least of all runs. Events are about ${BENCH_CONTACTS.toLocaleString("en-US")} contacts in turn, all of them linked and at rest before each run.`,
    },
    {
      name: "ingest.per_second",
      about: "Webhooks made durable a second, in the round that is told",
      value: middle.durable.perSecond,
      unit: "/s",
      target: null,
      command,
    },
  ];
}

function halfFigures(halves: readonly Durable[]): readonly Figure[] {
  const half = middleOf(halves, ({ p99 }) => p99);
  return [
    {
      name: "ingest.half_rate_p99",
      about: `Acknowledged at half that rate (${String(half.perSecond)} a second), 99 of 100 within`,
      value: half.p99,
      unit: "ms",
      target: { most: 50 },
      command,
      how: `Events arrive evenly spread whatever the answers take; the time counts from when each was due. ${String(halves.length)} runs with ${halves.map(({ p99 }) => String(p99)).join(", ")} ms, the one in the middle is told, of ${String(half.answered)} events after ${String(WARM_UP_SECONDS)} s that are not measured. Before each a vacuum and a checkpoint.`,
    },
    {
      name: "ingest.half_rate_p50",
      about: "Acknowledged at half that rate, half of them within",
      value: half.p50,
      unit: "ms",
      target: null,
      command,
    },
  ];
}

/** The contacts that the events are about, linked and at rest, as after a first load. */
async function knowContacts({ ports }: Session, dataDir: string, log: BenchRequest["log"]): Promise<BridgeId> {
  const bridge = await saveBenchBridge(ports, LOCATION);
  const sample = await linkFirst({ ...ports, sides: () => Promise.resolve(createInstantSides()) }, bridge);
  await multiplyLinks(await connectionTo(dataDir, log), homeWorkspace, [{ sample, from: 0, to: BENCH_CONTACTS }]);
  return bridge.id;
}

/** Settles every link that is marked, as workers do between the storms; returns how many there were. */
async function comeToRest({ ports: { store, clock } }: Session, bridgeId: BridgeId): Promise<number> {
  const workspaceId = homeWorkspace;
  for (let settled = 0; ;) {
    const now = clock.now();
    const links = await store.claim({ workspaceId, bridgeId, owner: "bench", limit: PER_CALL, now, leaseUntil: now + 60_000 });
    if (links.length === 0) return settled;
    settled += links.length;
    const rest = { outcomes: [], open: [], close: [], processed: [], journal: [], patch: {} };
    await store.settle(
      workspaceId,
      links.map(({ id, fence, dirtyGeneration }) => ({ linkId: id, fence, dirtyGeneration, ...rest })),
      now,
    );
  }
}

type Measured = IngestBenchRequest & { readonly rate: number | null; readonly privateKey: string };

async function measure(app: Application, settings: Settings, request: Measured): Promise<LoadReport> {
  const { createServer } = await import("#server/create-server.ts");
  const server = await createServer({
    app,
    log: request.log,
    options: { host: "127.0.0.1", port: 0, apiToken: settings.apiToken, publicUrl: null, webDir: null },
  });
  await server.listen();
  const { connections, privateKey, seconds, rate } = request;
  const order: LoadOrder = {
    rate,
    port: Number(new URL(server.url).port),
    path: "/webhooks/highlevel",
    locationId: LOCATION,
    privateKey,
    connections,
    seconds,
    warmUpSeconds: WARM_UP_SECONDS,
    prepared: Math.ceil((WARM_UP_SECONDS + seconds) * (rate ?? PREPARED_PER_SECOND)),
  };
  try {
    return await runChild(order, request.signal);
  } finally {
    await server.close();
  }
}

async function runChild(order: LoadOrder, signal: AbortSignal): Promise<LoadReport> {
  const child = startChild("./load-process.ts", order, signal);
  child.stdin?.end();
  const said = await linesOf(must(child.stdout, "its output")).next();
  await child.ended;
  return JSON.parse(must(said.done === true ? null : said.value, "report of the load generator")) as LoadReport;
}

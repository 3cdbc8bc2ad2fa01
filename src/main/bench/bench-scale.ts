import type { Bridge } from "#core/bridge.ts";
import type { DirtyMark, IncomingEvent } from "#core/ports/store.ts";
import type { EnginePorts } from "#engine/engine-ports.ts";
import { backfill } from "#engine/backfill/backfill.ts";
import { FreshReads } from "#engine/fresh-reads.ts";
import { reconcileBatch } from "#engine/reconcile/reconcile-batch.ts";
import { must } from "#lib/must.ts";
import { systemRandom } from "#lib/system-random.ts";
import { copyIds, multiplyLinks, type Copies } from "#storage/postgres/multiply-links.ts";
import { openSession } from "../session.ts";
import { homeWorkspace } from "../workspaces.ts";
import { withBenchServer, type BenchServer } from "./bench-server.ts";
import { rounded, shareOf, type BenchRequest, type Figure } from "./figure.ts";
import { createInstantSides, type InstantSides } from "./instant-sides.ts";
import { linkFirst, saveBenchBridge } from "./linked-copies.ts";
import { peakOfWorker, WATCHED_CONTACTS, WATCHED_EDITS, type CopiedLinks } from "./worker-memory.ts";

/** Links of one bridge: as many entries as incident.io keeps of one type. */
const PER_BRIDGE = 50_000;
/** Rounds over all sizes in turn, so that whatever else the machine does meets all alike. */
const ROUNDS = 5;
/** Changes made before anything is measured, for each size. */
const WARM_UP = 60;

export interface ScaleRequest extends BenchRequest {
  /** Links in each database, growing. */
  readonly sizes: readonly number[];
  /** Single changes measured for each size. */
  readonly changes: number;
}

interface WatchedWorker {
  readonly size: number;
  readonly peakBytes: number;
}

/** One database with so many links at rest, and vendors that answer at once. */
interface Populated extends CopiedLinks {
  readonly ports: EnginePorts;
  readonly sides: InstantSides;
  readonly times: number[];
}

/** How the time of one change grows with the number of links that did not change, and how much memory a worker needs over the most of them. */
export function benchScale(request: ScaleRequest): Promise<readonly Figure[]> {
  return withBenchServer(request, async (server) => {
    const populated: Populated[] = [];
    try {
      for (const size of request.sizes) {
        request.onProgress({ stage: `making ${size.toLocaleString("en-US")} links`, done: populated.length, total: request.sizes.length });
        populated.push(await populate(request, server, size));
      }
      await measureInTurn(request, populated);
      return figuresOf(request, populated, await watchWorkers(request, populated));
    } finally {
      for (const { session } of populated) await session.close();
    }
  });
}

async function populate(request: ScaleRequest, server: BenchServer, size: number): Promise<Populated> {
  const name = `bench_${String(size)}`;
  const settings = await server.database(name);
  const session = await openSession(settings, { log: request.log, workspaceId: homeWorkspace });
  const sides = createInstantSides();
  const ports: EnginePorts = { ...session.ports, sides: () => Promise.resolve(sides) };
  const bridges: CopiedLinks["bridges"][number][] = [];
  const copies: Copies[] = [];
  for (let from = 0; from < size; from += PER_BRIDGE) {
    const to = Math.min(size, from + PER_BRIDGE);
    const bridge = await saveBenchBridge(ports);
    // There is nothing to load yet: whoever works here later sweeps only.
    await backfill({ ports, bridge, fresh: new FreshReads(ports.clock) });
    bridges.push({ bridge, from, to });
    copies.push({ sample: await linkFirst(ports, bridge), from, to });
  }
  await multiplyLinks({ ...server.address, database: name }, homeWorkspace, copies);
  return { size, settings, session, ports, sides, bridges, times: [] };
}

async function measureInTurn(request: ScaleRequest, populated: readonly Populated[]): Promise<void> {
  for (const one of populated) for (let change = 0; change < WARM_UP; change += 1) await changeOne(one);
  const perRound = Math.ceil(request.changes / ROUNDS);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const one of populated) {
      request.signal.throwIfAborted();
      request.onProgress({ stage: `changing one of ${one.size.toLocaleString("en-US")} links`, done: round, total: ROUNDS });
      for (let change = 0; change < perRound; change += 1) one.times.push(await changeOne(one));
    }
  }
}

/** From an event's commit to the settled link, in milliseconds. */
async function changeOne({ size, ports, sides, bridges }: Populated): Promise<number> {
  const { store, clock } = ports;
  const index = Math.floor(systemRandom.fraction() * size);
  const { bridge } = must(bridges[Math.floor(index / PER_BRIDGE)], "the link's bridge");
  const recordId = copyIds(index).left;
  sides.edit(recordId);
  const startedMs = clock.monotonicMs();
  await store.commitEvents([eventAbout(bridge, recordId)], clock.now());
  const outcomes = await reconcileBatch({ ports, bridge, fresh: new FreshReads(clock), owner: "bench", limit: 40 });
  const tookMs = clock.monotonicMs() - startedMs;
  must(outcomes.size === 1 && [...outcomes.values()][0] === "settled" ? outcomes : null, "exactly the changed link, settled");
  return tookMs;
}

function eventAbout(bridge: Bridge, recordId: string): IncomingEvent {
  const mark: DirtyMark = {
    workspaceId: homeWorkspace,
    bridgeId: bridge.id,
    side: "highlevel",
    recordId,
    reason: "webhook",
    priority: "webhook",
  };
  return {
    workspaceId: homeWorkspace,
    connectionId: bridge.left,
    source: "highlevel",
    eventId: systemRandom.uuid(),
    type: "ContactUpdate",
    recordId,
    body: Buffer.from("{}"),
    quarantine: null,
    marks: [mark],
  };
}

/** A worker over the fewest links, then one over the most. */
async function watchWorkers(request: ScaleRequest, populated: readonly Populated[]): Promise<readonly WatchedWorker[]> {
  const ends = [must(populated[0], "the smallest"), must(populated.at(-1), "the largest")];
  const watched: WatchedWorker[] = [];
  for (const one of new Set(ends)) {
    request.onProgress({ stage: `watching a worker over ${one.size.toLocaleString("en-US")} links`, done: watched.length, total: ends.length });
    watched.push({ size: one.size, peakBytes: await peakOfWorker(request, one) });
  }
  return watched;
}

function figuresOf(request: ScaleRequest, populated: readonly Populated[], watched: readonly WatchedWorker[]): readonly Figure[] {
  const command = `highwire bench scale --links ${String(request.sizes.at(-1) ?? 0)}`;
  const medians = populated.map(({ size, times }) => ({ size, ms: must(shareOf(times, 0.5), "a time") }));
  const [smallest, largest] = [must(medians[0], "the smallest"), must(medians.at(-1), "the largest")];
  const sizeText = (size: number): string => size.toLocaleString("en-US");
  return [
    {
      name: "scale.growth",
      about: `Time of one change with ${sizeText(largest.size)} links, for that with ${sizeText(smallest.size)}`,
      value: rounded(largest.ms / smallest.ms, 3),
      unit: "×",
      target: { most: 1.3 },
      command,
      how: `From the event's commit to the settled link, vendors answering at once; medians of ${String(request.changes)} changes for each size, sizes in turn. Links are spread over bridges of at most ${sizeText(PER_BRIDGE)}, as many as incident.io keeps of one type.`,
    },
    ...medians.map(({ size, ms }): Figure => ({
      name: `scale.change_${String(size)}`,
      about: `Time of one change with ${sizeText(size)} links in the database`,
      value: rounded(ms, 2),
      unit: "ms",
      target: null,
      command,
    })),
    ...watched.map(({ size, peakBytes }): Figure => ({
      name: size === largest.size ? "scale.worker_memory" : `scale.worker_memory_${String(size)}`,
      about: `Most memory of a worker over ${sizeText(size)} links`,
      value: rounded(peakBytes / 1_000_000, 0),
      unit: "MB",
      target: { most: 250 },
      command,
      how: `Resident at the peak of a process that does all that \`highwire worker\` does, until it has swept both sides of every bridge, has brought up to ${sizeText(WATCHED_EDITS)} edited links into step and has loaded ${sizeText(WATCHED_CONTACTS)} contacts of one more bridge over the network; PostgreSQL and the sandboxes are processes of their own.`,
    })),
  ];
}

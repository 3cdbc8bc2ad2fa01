import { availableParallelism } from "node:os";
import type { Bridge } from "#core/bridge.ts";
import type { DirtyMark } from "#core/ports/store.ts";
import { readBackfill } from "#engine/backfill/backfill.ts";
import { counted } from "#lib/counted.ts";
import { must } from "#lib/must.ts";
import { systemRandom } from "#lib/system-random.ts";
import { createSandboxBridge } from "../sandbox-bridge.ts";
import { openSession, type Session } from "../session.ts";
import type { Settings } from "../options.ts";
import { homeWorkspace } from "../workspaces.ts";
import { withBenchServer } from "./bench-server.ts";
import { linesOf, startChild } from "./child.ts";
import { startDistantSandboxes, type DistantSandboxes } from "./distant-sandboxes.ts";
import { rounded, shareOf, type BenchRequest, type Figure } from "./figure.ts";
import { NO_SWEEPS } from "./loaded-sandboxes.ts";
import type { WorkerOrder } from "./worker-process.ts";

/**
 * Pairs of accounts, each with its own limits: one for every two processors, because workers, PostgreSQL and sandboxes share them, and the
 * figure is to tell what workers cost each other, not what the machine is short of.
 */
const BRIDGES = Math.max(1, Math.floor(availableParallelism() / 2));
/** Rounds of one worker and of two, in turn; the one with the middle ratio is told. */
const ROUNDS = 3;
/** Milliseconds that the sandboxes take for each answer, as vendors across a network do. */
const ANSWER_MS = 400;
/** Contacts of each bridge that a worker has brought into step before it is measured: one that has just begun is still compiling its code. */
const WARM_UP_CONTACTS = 160;
const LOOK_MS = 50;

interface World {
  readonly settings: Settings;
  readonly session: Session;
  readonly sandboxes: DistantSandboxes;
  readonly pairs: readonly { readonly bridge: Bridge; readonly contactIds: readonly string[] }[];
}

/** How much faster two worker processes bring changed contacts into step than one, over one PostgreSQL. */
export function benchWorkers(request: BenchRequest & { readonly contacts: number }): Promise<readonly Figure[]> {
  return withBenchServer(request, async (server) => {
    const settings = { ...(await server.database("bench_workers")), ...NO_SWEEPS };
    const session = await openSession(settings, { log: request.log, workspaceId: homeWorkspace });
    try {
      const sandboxes = await startDistantSandboxes({ pairs: BRIDGES, contacts: request.contacts }, request.signal);
      try {
        const pairs: World["pairs"][number][] = [];
        for (const { accounts, contactIds } of sandboxes.pairs)
          pairs.push({
            bridge: await createSandboxBridge({ store: session.ports.store, random: systemRandom }, homeWorkspace, accounts),
            contactIds,
          });
        return figuresOf(request.contacts, await measure(request, { settings, session, sandboxes, pairs }));
      } finally {
        await sandboxes.close();
      }
    } finally {
      await session.close();
    }
  });
}

interface Round {
  readonly one: number;
  readonly two: number;
}

async function measure(request: BenchRequest, world: World): Promise<Round> {
  await withWorkers(request, world, 1, async () => firstLoads(request, world));
  await world.sandboxes.tell({ do: "lift-limits", answerMs: ANSWER_MS });
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    request.onProgress({ stage: "one worker, then two", done: round, total: ROUNDS });
    rounds.push({ one: await rateOf(request, world, 1), two: await rateOf(request, world, 2) });
  }
  const middle = must(
    shareOf(
      rounds.map(({ one, two }) => two / one),
      0.5,
    ),
    "a ratio",
  );
  return must(rounds.find(({ one, two }) => two / one === middle) ?? null, "the round in the middle");
}

/** Contacts a second that so many workers bring into step, once they have warmed up. */
const rateOf = (request: BenchRequest, world: World, workers: number): Promise<number> =>
  withWorkers(request, world, workers, async () => {
    await ratePerSecond(request, world, WARM_UP_CONTACTS);
    return ratePerSecond(request, world, Number.POSITIVE_INFINITY);
  });

async function firstLoads(request: BenchRequest, { session, pairs }: World): Promise<void> {
  const { store, clock } = session.ports;
  for (const { bridge } of pairs) {
    while ((await readBackfill(store, bridge)).state !== "done") {
      request.onProgress({ stage: "linking", done: (await store.counts(homeWorkspace))["in-sync"], total: null });
      await clock.sleep(LOOK_MS * 10, request.signal);
    }
  }
}

/** Edits so many contacts of each bridge, tells the workers, and waits until all are in step. */
async function ratePerSecond(request: BenchRequest, { session, sandboxes, pairs }: World, most: number): Promise<number> {
  const { store, clock } = session.ports;
  await forgetSpentCalls({ session, pairs });
  const edited = pairs.map(({ bridge, contactIds }) => ({ bridge, contactIds: contactIds.slice(0, most) }));
  await sandboxes.tell({ do: "edit", contactIds: edited.map(({ contactIds }) => contactIds) });
  const marks = edited.flatMap(({ bridge, contactIds }) =>
    contactIds.map((recordId): DirtyMark => ({
      workspaceId: homeWorkspace,
      bridgeId: bridge.id,
      side: "highlevel",
      recordId,
      reason: "redrive",
      priority: "sweep",
    })),
  );
  const startedMs = clock.monotonicMs();
  await store.markDirty(marks, clock.now());
  while ((await store.counts(homeWorkspace)).dirty > 0) await clock.sleep(LOOK_MS, request.signal);
  return (marks.length / (clock.monotonicMs() - startedMs)) * 1_000;
}

/** incident.io's headers do not tell its limits, so ours would go on counting by those that the sandbox no longer has. */
async function forgetSpentCalls({ session, pairs }: Pick<World, "session" | "pairs">): Promise<void> {
  for (const { bridge } of pairs) await session.ports.store.updateBudget(`rate:incident:${bridge.right}`, () => ({ state: null, result: null }));
}

async function withWorkers<Result>(request: BenchRequest, world: World, count: number, work: () => Promise<Result>): Promise<Result> {
  const order: WorkerOrder = { settings: world.settings, workspaceId: homeWorkspace, over: "bridges" };
  const workers = Array.from({ length: count }, () => startChild("./worker-process.ts", order, request.signal));
  try {
    for (const { stdout } of workers) await linesOf(must(stdout, "its output")).next();
    // Looks for idle work once, so that no process is still warming up.
    await world.session.ports.clock.sleep(1_000, request.signal);
    return await work();
  } finally {
    for (const { stdin } of workers) stdin?.end();
    await Promise.allSettled(workers.map(({ ended }) => ended));
  }
}

function figuresOf(contacts: number, { one, two }: Round): readonly Figure[] {
  const command = `highwire bench workers --contacts ${String(contacts)}`;
  return [
    {
      name: "workers.ratio",
      about: "Contacts that two workers bring into step, for each that one does in the same time",
      value: rounded(two / one, 3),
      unit: "×",
      target: { least: 1.7 },
      command,
      how: `${counted(BRIDGES, "bridge")} of ${contacts.toLocaleString("en-US")} contacts, all changed at once in HighLevel, limits lifted; from then until the last is in step. ${String(ROUNDS)} rounds of one worker and of two, the one with the middle ratio is told; fresh workers bring ${String(WARM_UP_CONTACTS)} contacts of each bridge into step before they are measured. The sandboxes, in a process of their own, take ${String(ANSWER_MS)} ms for each answer, so that workers mostly wait, as with real vendors; with vendors that answered at once, or with more bridges than half as many as there are processors, they would share the processors instead.`,
    },
    { name: "workers.one", about: "Contacts a second with one worker", value: rounded(one, 1), unit: "/s", target: null, command },
    { name: "workers.two", about: "Contacts a second with two workers", value: rounded(two, 1), unit: "/s", target: null, command },
  ];
}

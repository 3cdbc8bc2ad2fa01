import { availableParallelism, cpus } from "node:os";
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
import { forgetSpentCalls } from "./forget-spent-calls.ts";
import { NO_SWEEPS } from "./loaded-sandboxes.ts";
import type { WorkerOrder } from "./worker-process.ts";

/** Under what two workers are compared with one. */
interface Conditions {
  /** Pairs of accounts, each with its own limits. */
  readonly bridges: number;
  /** Milliseconds that the sandboxes take for each answer. */
  readonly answerMs: number;
  /** Contacts of each bridge that are changed at once. */
  readonly contacts: number;
}

/**
 * Vendors far away, because workers, PostgreSQL and sandboxes share the processors: the figure is to tell what workers cost each other, not what the
 * machine is short of.
 */
const FAR: Omit<Conditions, "contacts"> = { bridges: 4, answerMs: 400 };
/**
 * Vendors next door, nearer than any are: nobody waits for long, so that workers need all the processors there are. So many contacts that the last
 * batches, which one worker has and the other waits for, are few of all.
 */
const NEAR: Conditions = { bridges: FAR.bridges, answerMs: 50, contacts: 2_000 };
/** Rounds of one worker and of two, in turn; the one with the middle ratio is told. */
const ROUNDS = 3;
/** Contacts of each bridge that a worker has brought into step before it is measured: one that has just begun is still compiling its code. */
const WARM_UP_CONTACTS = 160;
const LOOK_MS = 200;

interface World {
  readonly settings: Settings;
  readonly session: Session;
  readonly sandboxes: DistantSandboxes;
  readonly pairs: readonly { readonly bridge: Bridge; readonly contactIds: readonly string[] }[];
}

type WorkersRequest = BenchRequest & { readonly contacts: number };

/** How much faster two worker processes bring changed contacts into step than one, over one PostgreSQL. */
export function benchWorkers(request: WorkersRequest): Promise<readonly Figure[]> {
  return withBenchServer(request, async (server) => {
    const settings = { ...(await server.database("bench_workers")), ...NO_SWEEPS };
    const session = await openSession(settings, { log: request.log, workspaceId: homeWorkspace });
    try {
      const sandboxes = await startDistantSandboxes({ pairs: NEAR.bridges, contacts: Math.max(request.contacts, NEAR.contacts) }, request.signal);
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

/** What workers did together. */
interface Pace {
  readonly perSecond: number;
  /** Processors that were busy, by whatever this machine does; null where the system does not tell. */
  readonly busy: number | null;
}

interface Round {
  readonly one: Pace;
  readonly two: Pace;
}

const ratioOf = ({ one, two }: Round): number => two.perSecond / one.perSecond;

async function measure(request: WorkersRequest, world: World): Promise<{ readonly far: Round; readonly near: Round }> {
  await world.sandboxes.tell({ do: "lift-limits", answerMs: 0 });
  await withWorkers(request, world, 1, async () => firstLoads(request, world));
  return { far: await measureUnder({ ...FAR, contacts: request.contacts }, request, world), near: await measureUnder(NEAR, request, world) };
}

async function measureUnder({ bridges, answerMs, contacts }: Conditions, request: BenchRequest, whole: World): Promise<Round> {
  const pairs = whole.pairs.slice(0, bridges).map(({ bridge, contactIds }) => ({ bridge, contactIds: contactIds.slice(0, contacts) }));
  const world = { ...whole, pairs };
  await world.sandboxes.tell({ do: "lift-limits", answerMs });
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    request.onProgress({ stage: `one worker, then two, answers after ${String(answerMs)} ms`, done: round, total: ROUNDS });
    rounds.push({ one: await paceOf(request, world, 1), two: await paceOf(request, world, 2) });
  }
  const middle = must(shareOf(rounds.map(ratioOf), 0.5), "a ratio");
  return must(rounds.find((round) => ratioOf(round) === middle) ?? null, "the round in the middle");
}

/** How so many workers bring contacts into step, once they have warmed up. */
const paceOf = (request: BenchRequest, world: World, workers: number): Promise<Pace> =>
  withWorkers(request, world, workers, async () => {
    await bringIntoStep(request, world, WARM_UP_CONTACTS);
    return bringIntoStep(request, world, Number.POSITIVE_INFINITY);
  });

async function firstLoads(request: BenchRequest, { session, pairs }: World): Promise<void> {
  const { store } = session.ports;
  for (const { bridge } of pairs) {
    while ((await readBackfill(store, bridge)).state !== "done") {
      request.onProgress({ stage: "linking", done: (await store.counts(homeWorkspace))["in-sync"], total: null });
      await waitWithoutLimits(request, { session, pairs });
    }
  }
}

/** Edits so many contacts of each bridge, tells the workers, and waits until all are in step. */
async function bringIntoStep(request: BenchRequest, { session, sandboxes, pairs }: World, most: number): Promise<Pace> {
  const { store, clock } = session.ports;
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
  const [startedMs, busyBefore] = [clock.monotonicMs(), busyMs()];
  await store.markDirty(marks, clock.now());
  while ((await store.counts(homeWorkspace)).dirty > 0) await waitWithoutLimits(request, { session, pairs });
  const tookMs = clock.monotonicMs() - startedMs;
  const busy = busyMs() - busyBefore;
  return { perSecond: (marks.length / tookMs) * 1_000, busy: busy > 0 ? busy / tookMs : null };
}

/** Waits a moment, in which nobody is to be held up by the limits that the sandboxes no longer have. */
async function waitWithoutLimits({ signal }: BenchRequest, { session, pairs }: Pick<World, "session" | "pairs">): Promise<void> {
  await forgetSpentCalls(
    session,
    pairs.map(({ bridge }) => bridge),
  );
  await session.ports.clock.sleep(LOOK_MS, signal);
}

/** Milliseconds for which the machine's processors have been busy, all of them added up. */
const busyMs = (): number => cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0);

async function withWorkers<Result>(request: BenchRequest, world: World, count: number, work: () => Promise<Result>): Promise<Result> {
  const order: WorkerOrder = { settings: world.settings, workspaceId: homeWorkspace, instant: [] };
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

function figuresOf(contacts: number, { far, near }: { readonly far: Round; readonly near: Round }): readonly Figure[] {
  const command = `highwire bench workers --contacts ${String(contacts)}`;
  const plain = { target: null, command } as const;
  const rounds = `${String(ROUNDS)} rounds of one worker and of two, the one with the middle ratio is told; fresh workers bring ${String(WARM_UP_CONTACTS)} contacts of each bridge into step before they are measured.`;
  const under = (conditions: Conditions): string =>
    `${counted(conditions.bridges, "bridge")} of ${conditions.contacts.toLocaleString("en-US")} contacts, all changed at once in HighLevel, limits lifted; from then until the last is in step. The sandboxes, in a process of their own, take ${String(conditions.answerMs)} ms for each answer.`;
  return [
    {
      name: "workers.ratio",
      about: "Contacts that two workers bring into step, for each that one does in the same time",
      value: rounded(ratioOf(far), 3),
      unit: "×",
      target: { least: 1.7 },
      command,
      how: `${under({ ...FAR, contacts })} Workers mostly wait, so that two do not come to share processors. ${rounds}`,
    },
    { name: "workers.one", about: "Contacts a second with one worker", value: rounded(far.one.perSecond, 1), unit: "/s", ...plain },
    { name: "workers.two", about: "Contacts a second with two workers", value: rounded(far.two.perSecond, 1), unit: "/s", ...plain },
    ...nearFigures(near, `${under(NEAR)} ${rounds}`, plain),
  ];
}

/**
 * Workers, PostgreSQL and sandboxes share the processors: a second worker brings at most what one leaves of them, and less, because whoever is to run
 * waits for a processor the oftener, the busier they are. A machine's own figures, with nothing to meet.
 */
function nearFigures(near: Round, how: string, plain: Pick<Figure, "target" | "command">): readonly Figure[] {
  const { one, two } = near;
  const possible = one.busy === null ? null : Math.min(2, availableParallelism() / one.busy);
  return [
    {
      ...plain,
      name: "workers.near_share",
      about: "What two workers bring when vendors are next door, of what the processors leave room for",
      value: possible === null ? null : rounded(ratioOf(near) / possible, 3),
      unit: "×",
      how:
        one.busy === null
          ? how
          : `${how} One worker, PostgreSQL and the sandboxes kept ${String(rounded(one.busy, 2))} of ${counted(availableParallelism(), "processor")} busy.`,
    },
    {
      ...plain,
      name: "workers.near_ratio",
      about: "Contacts that two workers bring into step then, for each that one does",
      value: rounded(ratioOf(near), 3),
      unit: "×",
    },
    { ...plain, name: "workers.near_one", about: "Contacts a second with one worker then", value: rounded(one.perSecond, 1), unit: "/s" },
    { ...plain, name: "workers.near_two", about: "Contacts a second with two workers then", value: rounded(two.perSecond, 1), unit: "/s" },
  ];
}

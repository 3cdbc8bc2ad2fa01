import type { Bridge } from "#core/bridge.ts";
import type { DirtyMark } from "#core/ports/store.ts";
import { readBackfill } from "#engine/backfill/backfill.ts";
import { must } from "#lib/must.ts";
import { systemRandom } from "#lib/system-random.ts";
import { createSandboxBridge, startSandboxes, type Sandboxes } from "../sandbox-bridge.ts";
import { openSession, type Session } from "../session.ts";
import type { Settings } from "../options.ts";
import { homeWorkspace } from "../workspaces.ts";
import { withBenchServer } from "./bench-server.ts";
import { linesOf, startChild } from "./child.ts";
import { rounded, shareOf, type BenchRequest, type Figure } from "./figure.ts";
import { NO_SWEEPS } from "./loaded-sandboxes.ts";
import type { WorkerOrder } from "./worker-process.ts";

/** Pairs of accounts, each with its own limits. */
const BRIDGES = 2;
/** Rounds of one worker and of two, in turn; the one with the middle ratio is told. */
const ROUNDS = 3;
/** Milliseconds that the sandboxes take for each answer, as vendors across a network do. */
const ANSWER_MS = 400;
const LOOK_MS = 20;

interface World {
  readonly settings: Settings;
  readonly session: Session;
  readonly pairs: readonly { readonly sandboxes: Sandboxes; readonly bridge: Bridge }[];
}

/** How much faster two worker processes bring changed contacts into step than one, over one PostgreSQL. */
export function benchWorkers(request: BenchRequest & { readonly contacts: number }): Promise<readonly Figure[]> {
  return withBenchServer(request, async (server) => {
    const settings = { ...(await server.database("bench_workers")), ...NO_SWEEPS };
    const session = await openSession(settings, { log: request.log, workspaceId: homeWorkspace });
    const pairs: World["pairs"][number][] = [];
    try {
      for (let number = 1; number <= BRIDGES; number += 1) {
        const sandboxes = await startSandboxes({ highlevelPort: 0, incidentPort: 0, contacts: request.contacts, seed: number });
        pairs.push({ sandboxes, bridge: await createSandboxBridge({ store: session.ports.store, random: systemRandom }, homeWorkspace, sandboxes) });
      }
      return figuresOf(request.contacts, await measure(request, { settings, session, pairs }));
    } finally {
      await session.close();
      for (const { sandboxes } of pairs) await sandboxes.close();
    }
  });
}

interface Round {
  readonly one: number;
  readonly two: number;
}

async function measure(request: BenchRequest, world: World): Promise<Round> {
  await withWorkers(request, world, 1, async () => firstLoads(request, world));
  for (const { sandboxes } of world.pairs) slowDown(sandboxes);
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    request.onProgress({ stage: "one worker, then two", done: round, total: ROUNDS });
    const one = await withWorkers(request, world, 1, async () => ratePerSecond(request, world, round * 2));
    const two = await withWorkers(request, world, 2, async () => ratePerSecond(request, world, round * 2 + 1));
    rounds.push({ one, two });
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

/** Limits that nobody reaches, and answers that take their time. */
function slowDown({ highlevel, incident }: Sandboxes): void {
  highlevel.control.setLimits({ perInterval: 1_000_000, intervalMs: 10_000, perDay: 100_000_000 });
  incident.control.setLimits(null);
  for (const { control } of [highlevel, incident]) control.setFaults([{ fault: { kind: "stall", forMs: ANSWER_MS } }]);
}

async function firstLoads(request: BenchRequest, { session, pairs }: World): Promise<void> {
  const { store, clock } = session.ports;
  for (const { bridge } of pairs) {
    while ((await readBackfill(store, bridge)).state !== "done") {
      request.onProgress({ stage: "linking", done: (await store.counts(homeWorkspace))["in-sync"], total: null });
      await clock.sleep(LOOK_MS * 10, request.signal);
    }
  }
}

/** Edits every contact, tells the workers, and waits until all are in step. */
async function ratePerSecond(request: BenchRequest, { session, pairs }: World, number: number): Promise<number> {
  const { store, clock } = session.ports;
  await forgetSpentCalls({ session, pairs });
  const marks = pairs.flatMap(({ sandboxes, bridge }) => {
    const { control } = sandboxes.highlevel;
    return control.contacts().map(({ id }, index): DirtyMark => {
      control.editContact(String(id), { website: `https://round-${String(number)}-${String(index)}.example.com/` });
      return { workspaceId: homeWorkspace, bridgeId: bridge.id, side: "highlevel", recordId: String(id), reason: "redrive", priority: "sweep" };
    });
  });
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
      how: `${String(BRIDGES)} bridges of ${contacts.toLocaleString("en-US")} changed contacts, limits lifted. The sandboxes take ${String(ANSWER_MS)} ms for each answer, so that workers mostly wait, as with real vendors; with vendors that answered at once they would share the machine's processors instead.`,
    },
    { name: "workers.one", about: "Contacts a second with one worker", value: rounded(one, 1), unit: "/s", target: null, command },
    { name: "workers.two", about: "Contacts a second with two workers", value: rounded(two, 1), unit: "/s", target: null, command },
  ];
}

import type { Instant, WorkspaceId } from "#core/ids.ts";
import type { Store, Topic } from "#core/ports/store.ts";
import { Hints, restUntil, WOKEN, type Loop } from "../loops.ts";
import { tellingOnce } from "../telling-once.ts";
import { HeldRuns, RUN_LEASE_MS } from "./held-runs.ts";
import { createSchedules } from "./schedules.ts";
import { createOwnEvents } from "./own-events.ts";
import { createTurns } from "./take-turns.ts";
import type { WorkflowPorts } from "./workflow-ports.ts";
import { createWorkspaceList } from "./workspace-list.ts";

/** Runs under way in one process. */
const MOST_TOGETHER = 64;
/** Longest pause, in milliseconds, when no hint arrives: hints may be lost, state is not. */
const IDLE_MS = 1_000;

/**
 * Runs workflows: claims due runs of every workspace, takes their turns side by side, and keeps what came of them in batches. Starts what the clock
 * starts, and what begins with something that happens here. As many processes as are wanted do this over one store.
 */
export function createRunner(ports: WorkflowPorts, owner: string): Loop {
  const { store, clock } = ports;
  const schedules = createSchedules(ports);
  const ownEvents = createOwnEvents(ports);
  const workspaces = createWorkspaceList(store, clock);
  const held = new HeldRuns(ports);
  const turns = createTurns(ports, held, () => hints.hint());
  const quietly = tellingOnce(ports.log, "runner.turn-failed");
  const hints = new Hints();
  const stopRenewing = new AbortController();
  let stopping = false;
  let loops: Promise<unknown> = Promise.resolve();

  const claim = async (): Promise<void> => {
    for (const workspaceId of await workspaces.ids()) {
      await schedules.tick(workspaceId);
      const room = MOST_TOGETHER - turns.underway;
      if (stopping || room <= 0) return;
      const untilMs = clock.monotonicMs() + RUN_LEASE_MS;
      const now = clock.now();
      const claimed = await store.workflows.claimRuns(workspaceId, { owner, now, leaseUntil: now + RUN_LEASE_MS, limit: room });
      for (const run of claimed) turns.begin(run, untilMs);
    }
  };
  const work = async (): Promise<void> => {
    const heard = (topic: Topic): void => {
      if (topic === "config") {
        workspaces.forget();
        schedules.forget();
        turns.forget();
      }
      hints.hint();
    };
    const stopListening = await store.listen(["run", "config"], heard).catch(() => async () => undefined);
    while (!stopping) {
      const { hinted, came } = hints.listen();
      await quietly(claim);
      if (stopping) break;
      // Under load there is always a hint by now, and what is due next need not be asked for.
      if (came()) continue;
      const next = turns.underway >= MOST_TOGETHER ? null : await nextDueAt(store, await workspaces.ids().catch(() => [])).catch(() => null);
      await restUntil(clock, hinted, waitFor(next === null ? null : next - clock.now(), turns.underway));
    }
    await turns.ended();
    await stopListening();
  };

  return {
    start() {
      ownEvents.start();
      loops = Promise.all([work(), held.renew(stopRenewing.signal)]);
    },
    async stop() {
      stopping = true;
      hints.hint();
      await ownEvents.stop();
      await turns.ended();
      stopRenewing.abort(WOKEN);
      await loops;
    },
  };
}

async function nextDueAt({ workflows }: Store, workspaces: readonly WorkspaceId[]): Promise<Instant | null> {
  const due = await Promise.all(workspaces.map((id) => workflows.nextRunDueAt(id)));
  return due.reduce<Instant | null>((first, at) => (at === null || (first !== null && first < at) ? first : at), null);
}

/** Milliseconds to wait without a hint. What is due and held by another worker must not spin the loop. */
const waitFor = (dueInMs: number | null, underway: number): number =>
  dueInMs === null ? IDLE_MS : Math.min(IDLE_MS, Math.max(underway > 0 ? 50 : 20, dueInMs));

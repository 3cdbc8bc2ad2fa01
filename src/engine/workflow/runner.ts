import { HighwireError } from "#core/errors.ts";
import type { Instant, WorkspaceId } from "#core/ids.ts";
import type { Topic } from "#core/ports/store.ts";
import type { ClaimedRun } from "#core/ports/workflow-store.ts";
import type { RunId } from "#core/workflow/run.ts";
import type { Worker } from "../worker.ts";
import { codeOf, tellingOnce } from "../telling-once.ts";
import { RunTurn } from "./run-turn.ts";
import { createSchedules } from "./schedules.ts";
import { createSettling } from "./settle-together.ts";
import { createVersions } from "./versions.ts";
import type { WorkflowPorts } from "./workflow-ports.ts";

/** 60 seconds, in milliseconds: how long a claim holds without being renewed; what a killed worker held is free after that. */
export const RUN_LEASE_MS = 60_000;
/** Milliseconds before its end from which on nothing is sent any more, because a call needs time to reach the vendor. */
const MARGIN_MS = 5_000;
/** Runs under way in one process. */
const MOST_TOGETHER = 64;
/** Longest pause, in milliseconds, when no hint arrives: hints may be lost, state is not. */
const IDLE_MS = 1_000;
/** How often the list of workspaces is read anew, in milliseconds. */
const WORKSPACES_MS = 5_000;
const WOKEN = "woken";

/**
 * Runs workflows: claims due runs of every workspace, takes their turns side by side, and keeps what came of them in batches. Starts what the clock
 * starts. As many processes as are wanted do this over one store.
 */
export function createRunner(ports: WorkflowPorts, owner: string): Worker {
  const { store, clock } = ports;
  const versions = createVersions(store.workflows);
  const schedules = createSchedules(ports);
  const held = new Map<RunId, { readonly run: ClaimedRun; untilMs: number }>();
  const under = new Set<Promise<void>>();
  const quietly = tellingOnce(ports.log, "runner.turn-failed");
  let known: { readonly at: number; readonly ids: readonly WorkspaceId[] } | null = null;
  let stopping = false;
  let wake: () => void = () => undefined;
  let loops: Promise<unknown> = Promise.resolve();

  const settleIn = createSettling(ports);
  const takeTurn = async (run: ClaimedRun): Promise<void> => {
    const version = await versions.of(run);
    if (version === null) return;
    const mayWrite = (): boolean => clock.monotonicMs() < (held.get(run.id)?.untilMs ?? 0) - MARGIN_MS;
    await new RunTurn({ ports, definition: version.definition, settle: settleIn(run.workspaceId), mayWrite }, run).take();
  };

  const setAside = async ({ id: runId, fence, generation, workspaceId }: ClaimedRun): Promise<void> => {
    const outcome = { state: "parked", because: "HW_INVARIANT", at: null, reason: null } as const;
    const nothing = { steps: [], waits: [], seen: [], calls: 0, wrote: [], start: [], journal: [] };
    await settleIn(workspaceId)({ runId, fence, generation, ...nothing, then: { kind: "end", outcome } }).catch(() => undefined);
  };

  const begin = (run: ClaimedRun, untilMs: number): void => {
    held.set(run.id, { run, untilMs });
    const turn = takeTurn(run)
      .catch(async (error: unknown) => {
        ports.log.error("runner.run-failed", { runId: run.id, code: codeOf(error), name: (error as Error | null)?.name ?? "unknown" });
        // While the store is away the run stays as it is; anything else is a defect, and must not come round for ever.
        if (!(error instanceof HighwireError && error.kind === "storage")) await setAside(run);
      })
      .finally(() => {
        held.delete(run.id);
        under.delete(turn);
        wake();
      });
    under.add(turn);
  };

  const workspaces = async (): Promise<readonly WorkspaceId[]> => {
    if (known === null || clock.monotonicMs() - known.at > WORKSPACES_MS) known = { at: clock.monotonicMs(), ids: await store.workspaces() };
    return known.ids;
  };

  const turn = async (): Promise<void> => {
    for (const workspaceId of await workspaces()) {
      await schedules.tick(workspaceId);
      const room = MOST_TOGETHER - under.size;
      if (stopping || room <= 0) return;
      const untilMs = clock.monotonicMs() + RUN_LEASE_MS;
      const now = clock.now();
      for (const run of await store.workflows.claimRuns(workspaceId, { owner, now, leaseUntil: now + RUN_LEASE_MS, limit: room }))
        begin(run, untilMs);
    }
  };

  const nextDueAt = async (): Promise<Instant | null> => {
    const due = await Promise.all((await workspaces()).map((id) => store.workflows.nextRunDueAt(id)));
    return due.reduce<Instant | null>((first, at) => (at === null || (first !== null && first < at) ? first : at), null);
  };

  const pause = async (hinted: Promise<void>): Promise<void> => {
    const next = under.size >= MOST_TOGETHER ? null : await nextDueAt().catch(() => null);
    // What is due and held by another worker must not spin the loop.
    const waitMs = next === null ? IDLE_MS : Math.min(IDLE_MS, Math.max(under.size > 0 ? 50 : 20, next - clock.now()));
    const timer = new AbortController();
    await Promise.race([hinted, clock.sleep(waitMs, timer.signal).catch(() => undefined)]);
    timer.abort(WOKEN);
  };

  const work = async (): Promise<void> => {
    const heard = (topic: Topic): void => {
      if (topic === "config") {
        known = null;
        schedules.forget();
      }
      wake();
    };
    const stopListening = await store.listen(["run", "config"], heard).catch(() => async () => undefined);
    while (!stopping) {
      const hinted = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await quietly(turn);
      if (stopping) break;
      await pause(hinted);
    }
    await Promise.all(under);
    await stopListening();
  };

  const stopRenewing = new AbortController();
  const renew = async (): Promise<void> => {
    while (!stopRenewing.signal.aborted) {
      await clock.sleep(RUN_LEASE_MS / 3, stopRenewing.signal).catch(() => undefined);
      const askedMs = clock.monotonicMs();
      const byWorkspace = Map.groupBy(held.values(), ({ run }) => run.workspaceId);
      for (const [workspaceId, own] of byWorkspace) {
        const kept = await store.workflows
          .renewRuns(
            workspaceId,
            own.map(({ run }) => run),
            clock.now() + RUN_LEASE_MS,
          )
          .catch((): readonly RunId[] => []);
        for (const one of own) one.untilMs = kept.includes(one.run.id) ? askedMs + RUN_LEASE_MS : one.untilMs;
      }
    }
  };

  return {
    start() {
      loops = Promise.all([work(), renew()]);
    },
    async stop() {
      stopping = true;
      wake();
      await Promise.all(under);
      stopRenewing.abort(WOKEN);
      await loops;
    },
  };
}

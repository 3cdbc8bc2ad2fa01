import { HighwireError } from "#core/errors.ts";
import type { WorkspaceId } from "#core/ids.ts";
import type { ClaimedRun } from "#core/ports/workflow-store.ts";
import { hearsOwnEvents } from "#core/workflow/begin.ts";
import { remember } from "../remember.ts";
import { codeOf } from "../telling-once.ts";
import type { HeldRuns } from "./held-runs.ts";
import { RunTurn } from "./run-turn.ts";
import { createSettling } from "./settle-together.ts";
import { createVersions } from "./versions.ts";
import type { WorkflowPorts } from "./workflow-ports.ts";

/** Turns under way in this process. */
export interface Turns {
  readonly underway: number;
  /** Takes one run's turn beside the others. Until then, on the clock that never jumps, the run is held. */
  begin(run: ClaimedRun, untilMs: number): void;
  /** Asks anew which connections and workflows there are. Without it, a change is noticed within five seconds. */
  forget(): void;
  /** Waits for all of them. */
  ended(): Promise<void>;
}

/** Takes turns of claimed runs side by side; `onEnd` hears of each that is over. */
export function createTurns(ports: WorkflowPorts, held: HeldRuns, onEnd: () => void): Turns {
  const versions = createVersions(ports.store.workflows);
  const settleIn = createSettling(ports);
  const workflows = remember(ports.clock, (workspaceId: WorkspaceId) => ports.store.workflows.workflows(workspaceId));
  const connections = remember(ports.clock, (workspaceId: WorkspaceId) => ports.store.connections(workspaceId));
  const under = new Set<Promise<void>>();

  const rest = async ({ id: runId, fence, generation, workspaceId }: ClaimedRun, state: "parked" | "cancelled"): Promise<void> => {
    const outcome = { state, because: state === "parked" ? "HW_INVARIANT" : null, at: null, reason: null } as const;
    const nothing = { steps: [], waits: [], seen: [], calls: 0, wrote: [], start: [], journal: [] };
    await settleIn(workspaceId)({ runId, fence, generation, ...nothing, next: { kind: "end", outcome } }).catch(() => undefined);
  };

  const take = async (run: ClaimedRun): Promise<void> => {
    const version = await versions.of(run);
    // Its workflow was removed while it began: nobody could mend it, and it must not come round for ever.
    if (version === null) return rest(run, "cancelled");
    const { workspaceId, workflowId } = run;
    const context = {
      ports,
      definition: version.definition,
      settle: settleIn(workspaceId),
      look: {
        workflowId,
        connections: () => connections(workspaceId),
        addresses: async () => (await workflows(workspaceId)).find(({ id }) => id === workflowId)?.addresses ?? [],
      },
      listeners: async () => (await workflows(workspaceId)).filter(hearsOwnEvents),
      mayWrite: () => held.mayWrite(run.id),
    };
    await new RunTurn(context, run).take();
  };

  return {
    get underway() {
      return under.size;
    },
    begin(run, untilMs) {
      held.hold(run, untilMs);
      const turn = take(run)
        .catch(async (error: unknown) => {
          ports.log.error("runner.run-failed", { runId: run.id, code: codeOf(error), name: (error as Error | null)?.name ?? "unknown" });
          // While the store is away the run stays as it is; anything else is a defect, and must not come round for ever.
          if (!(error instanceof HighwireError && error.kind === "storage")) await rest(run, "parked");
        })
        .finally(() => {
          held.letGo(run.id);
          under.delete(turn);
          onEnd();
        });
      under.add(turn);
    },
    forget() {
      connections.forget();
      workflows.forget();
    },
    ended: async () => void (await Promise.all(under)),
  };
}

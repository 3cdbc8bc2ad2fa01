import type { WorkspaceId } from "#core/ids.ts";
import type { ClaimedRun } from "#core/ports/workflow-store.ts";
import type { RunId } from "#core/workflow/run.ts";
import type { WorkflowPorts } from "./workflow-ports.ts";

/** 60 seconds, in milliseconds: how long a claim holds without being renewed; what a killed worker held is free after that. */
export const RUN_LEASE_MS = 60_000;
/** Milliseconds before its end from which on nothing is sent any more, because a call needs time to reach the vendor. */
const MARGIN_MS = 5_000;

/** The runs that this process holds, and until when. */
export class HeldRuns {
  readonly #ports: Pick<WorkflowPorts, "store" | "clock">;
  readonly #held = new Map<RunId, { readonly run: ClaimedRun; untilMs: number }>();

  constructor(ports: Pick<WorkflowPorts, "store" | "clock">) {
    this.#ports = ports;
  }

  /** Until then, on the clock that never jumps. */
  hold(run: ClaimedRun, untilMs: number): void {
    this.#held.set(run.id, { run, untilMs });
  }

  letGo(id: RunId): void {
    this.#held.delete(id);
  }

  /** Whether a call that leaves now arrives while the run is still ours. */
  mayWrite(id: RunId): boolean {
    return this.#ports.clock.monotonicMs() < (this.#held.get(id)?.untilMs ?? 0) - MARGIN_MS;
  }

  /** Renews every claim, thrice a lease, until it is aborted. */
  async renew(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#ports.clock.sleep(RUN_LEASE_MS / 3, signal).catch(() => undefined);
      const byWorkspace = Map.groupBy(this.#held.values(), ({ run }) => run.workspaceId);
      for (const [workspaceId, own] of byWorkspace) await this.#renewIn(workspaceId, own);
    }
  }

  async #renewIn(workspaceId: WorkspaceId, own: readonly { readonly run: ClaimedRun; untilMs: number }[]): Promise<void> {
    const { store, clock } = this.#ports;
    const askedMs = clock.monotonicMs();
    const runs = own.map(({ run }) => run);
    const kept = await store.workflows.renewRuns(workspaceId, runs, clock.now() + RUN_LEASE_MS).catch((): readonly RunId[] => []);
    for (const one of own) one.untilMs = kept.includes(one.run.id) ? askedMs + RUN_LEASE_MS : one.untilMs;
  }
}

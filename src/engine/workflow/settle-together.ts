import { HighwireError } from "#core/errors.ts";
import type { WorkspaceId } from "#core/ids.ts";
import type { RunSettlement } from "#core/ports/workflow-store.ts";
import { coalesce } from "#lib/coalesce.ts";
import type { WorkflowPorts } from "./workflow-ports.ts";

export type Settle = (settlement: RunSettlement) => Promise<"kept" | "lost">;

/** Settlements of one commit, at most. */
const TOGETHER = 100;

/**
 * Keeps what came of many runs in one commit. When a commit fails for another reason than the store's being away, each of its settlements is kept by itself:
 * one that cannot be kept must not take the others with it (X9).
 */
export function createSettling({ store: { workflows }, clock }: Pick<WorkflowPorts, "store" | "clock">): (workspaceId: WorkspaceId) => Settle {
  const kept = new Map<WorkspaceId, Settle>();
  const keep = async (workspaceId: WorkspaceId, batch: readonly RunSettlement[]): Promise<readonly ("kept" | "lost")[]> => {
    const results = await workflows.settleRuns(workspaceId, batch, clock.now());
    return batch.map(({ runId }) => results.get(runId) ?? "lost");
  };
  const keepOne = (workspaceId: WorkspaceId, settlement: RunSettlement): Promise<Kept> =>
    keep(workspaceId, [settlement]).then(
      ([result = "lost"]) => ({ result }),
      (error: unknown) => ({ error }),
    );
  return (workspaceId) => {
    const together = coalesce<RunSettlement, Kept>(async (batch) => {
      try {
        return (await keep(workspaceId, batch)).map((result) => ({ result }));
      } catch (error) {
        if (batch.length === 1 || (error instanceof HighwireError && error.kind === "storage")) throw error;
        return Promise.all(batch.map((one) => keepOne(workspaceId, one)));
      }
    }, TOGETHER);
    const settle: Settle = kept.get(workspaceId) ?? (async (settlement) => resultOf(await together(settlement)));
    kept.set(workspaceId, settle);
    return settle;
  };
}

type Kept = { readonly result: "kept" | "lost" } | { readonly error: unknown };

function resultOf(kept: Kept): "kept" | "lost" {
  if ("error" in kept) throw kept.error as Error;
  return kept.result;
}

import type { WorkflowStore } from "#core/ports/workflow-store.ts";
import type { WorkflowRun, WorkflowVersion } from "#core/workflow/run.ts";

/** Versions kept in memory at most. They never change, so that one which was read once need not be read again. */
const MAX_KEPT = 500;

/** Finds the version that a run keeps to. */
export function createVersions(workflows: Pick<WorkflowStore, "version">): {
  of(run: Pick<WorkflowRun, "workspaceId" | "workflowId" | "version">): Promise<WorkflowVersion | null>;
} {
  const kept = new Map<string, WorkflowVersion>();
  return {
    async of({ workspaceId, workflowId, version }) {
      const key = `${workspaceId} ${workflowId} ${String(version)}`;
      const known = kept.get(key);
      if (known !== undefined) return known;
      const found = await workflows.version(workspaceId, workflowId, version);
      if (kept.size >= MAX_KEPT) kept.clear();
      if (found !== null) kept.set(key, found);
      return found;
    },
  };
}

import type { JournalEntry } from "#core/ports/store.ts";
import type { WorkflowRun } from "#core/workflow/run.ts";

/** Who began a run by hand, without the id that makes the cause one of its own. */
const causeOf = (cause: string): string => (cause.startsWith("person ") ? cause.split(" ").slice(0, 2).join(" ") : cause);

/** An entry of the journal about a run. */
export function runEntry(
  run: Pick<WorkflowRun, "id" | "workflowId" | "cause" | "chain">,
  kind: JournalEntry["kind"],
  detail: JournalEntry["detail"],
  side: JournalEntry["side"] = null,
): JournalEntry {
  return {
    kind,
    linkId: null,
    bridgeId: null,
    intentId: null,
    side,
    cause: [causeOf(run.cause), ...run.chain.map((one) => `workflow ${one}`)],
    detail: { workflow: run.workflowId, run: run.id, ...detail },
    values: [],
  };
}

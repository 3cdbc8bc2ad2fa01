import { benchBackfill } from "./bench-backfill.ts";
import { defaults, sizesUpTo } from "./bench-defaults.ts";
import { benchCalls } from "./bench-calls.ts";
import { benchChange } from "./bench-change.ts";
import { benchIngest } from "./bench-ingest.ts";
import { benchLatency } from "./bench-latency.ts";
import { benchScale } from "./bench-scale.ts";
import { benchWorkflow } from "./bench-workflow.ts";
import { benchWorkers } from "./bench-workers.ts";
import type { BenchRequest, Figure } from "./figure.ts";

/** Every bench in turn, with its defaults, so that none disturbs another; yields the figures of each as it has ended. */
export async function* benchAll(request: BenchRequest): AsyncGenerator<readonly Figure[]> {
  yield await benchIngest({ ...request, seconds: defaults.ingestSeconds, connections: defaults.ingestConnections });
  yield await benchLatency({ ...request, edits: defaults.latencyEdits });
  yield await benchChange({ ...request, contacts: defaults.changeContacts });
  yield await benchCalls(request);
  yield await benchWorkers({ ...request, contacts: defaults.workersContacts });
  yield await benchWorkflow({ ...request, runs: defaults.workflowRuns, events: defaults.workflowEvents });
  yield await benchScale({ ...request, sizes: sizesUpTo(defaults.scaleLinks), changes: defaults.scaleChanges });
  yield await benchBackfill({ ...request, contacts: defaults.backfillContacts });
}

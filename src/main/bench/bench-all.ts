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

type Bench = (request: BenchRequest) => Promise<readonly Figure[]>;

const benches = {
  ingest: (request) => benchIngest({ ...request, seconds: defaults.ingestSeconds, connections: defaults.ingestConnections }),
  latency: (request) => benchLatency({ ...request, edits: defaults.latencyEdits }),
  change: (request) => benchChange({ ...request, contacts: defaults.changeContacts }),
  calls: (request) => benchCalls(request),
  workers: (request) => benchWorkers({ ...request, contacts: defaults.workersContacts }),
  workflow: (request) => benchWorkflow({ ...request, runs: defaults.workflowRuns, events: defaults.workflowEvents }),
  scale: (request) => benchScale({ ...request, sizes: sizesUpTo(defaults.scaleLinks), changes: defaults.scaleChanges }),
  backfill: (request) => benchBackfill({ ...request, contacts: defaults.backfillContacts }),
} as const satisfies Readonly<Record<string, Bench>>;

export type BenchName = keyof typeof benches;
/** Every bench, in the order in which all are run. */
export const benchNames = Object.keys(benches) as readonly BenchName[];

/** The named benches in turn, with their defaults, so that none disturbs another; yields the figures of each as it has ended. */
export async function* benchAll(request: BenchRequest, names: readonly BenchName[] = benchNames): AsyncGenerator<readonly Figure[]> {
  for (const name of names) yield await benches[name](request);
}

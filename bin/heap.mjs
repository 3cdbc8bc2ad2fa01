// How the processes' garbage is collected.
import { availableParallelism } from "node:os";

/**
 * Flags for Node. Most of what is made is rubbish a moment later. With a small nursery, in megabytes, the webhook door is held up for shorter
 * moments: collecting a large one takes both processors for up to 20 ms. Collecting everything takes them for a fifth of a second: whoever is no
 * worker lets three times of what it keeps gather before (20 MB more), and no more threads help than there are other processors, so that PostgreSQL
 * gets its share of them meanwhile. Nobody waits for a worker, so it collects when half of what it keeps has gathered: a third less memory for a
 * twentieth more time of the processor. The benches measure both so.
 */
export function heapFlags(isWorker) {
  const nursery = "--max-semi-space-size=8";
  if (isWorker) return [nursery, "--heap-growing-percent=50"];
  return [nursery, "--heap-growing-percent=200", `--v8-pool-size=${Math.min(4, Math.max(1, availableParallelism() - 1))}`];
}

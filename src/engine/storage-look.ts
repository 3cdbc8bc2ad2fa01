import type { Instant, WorkspaceId } from "#core/ids.ts";
import type { ApplicationStatus } from "./application.ts";
import type { EnginePorts } from "./engine-ports.ts";
import { GONE_MS, workerSigns, type WorkerSign } from "./worker-signs.ts";

/** How large the tables are, and when the last backup was made. */
export interface StoreSizes {
  /** With partitions and indexes, the largest first; rows as last counted, which is about right. */
  readonly tables: readonly { readonly table: string; readonly bytes: number; readonly rows: number }[];
  readonly lastBackup: { readonly at: Instant; readonly bytes: number; readonly rows: number } | null;
}

/** The store, its workers and what waits for them. */
export interface StorageLook extends StoreSizes {
  /** When it was looked, by the store's clock. */
  readonly at: Instant;
  readonly store: ApplicationStatus["store"];
  readonly workers: readonly (WorkerSign & { readonly isAlive: boolean })[];
  /** What waits in this workspace: how many records, and since when the one that waits longest. */
  readonly queue: { readonly waiting: number; readonly since: Instant | null };
}

export interface StorageParts {
  readonly ports: EnginePorts;
  readonly workspaceId: WorkspaceId;
  readonly describeStore: () => ApplicationStatus["store"];
  /** Default: a store in which there is nothing to measure. */
  readonly measureStore?: () => Promise<StoreSizes>;
}

const unmeasured: StoreSizes = { tables: [], lastBackup: null };

export async function lookAtStorage({ ports, workspaceId, describeStore, measureStore }: StorageParts): Promise<StorageLook> {
  const { store } = ports;
  const [sizes, workers, waiting, now] = await Promise.all([
    measureStore === undefined ? unmeasured : measureStore(),
    workerSigns(ports),
    store.dashboards.waiting(workspaceId),
    store.time(),
  ]);
  const since = waiting.map((one) => one.since);
  return {
    ...sizes,
    at: now,
    store: describeStore(),
    workers: workers.map((worker) => ({ ...worker, isAlive: now - worker.seenAt < GONE_MS })),
    queue: { waiting: waiting.reduce((sum, { links }) => sum + links, 0), since: since.length === 0 ? null : Math.min(...since) },
  };
}

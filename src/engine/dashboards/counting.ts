import type { Instant } from "#core/ids.ts";
import { stepStart, STEPS, type CountRow, type DatedCount, type Waiting } from "#core/ports/dashboard-rows.ts";
import type { ApplicationStatus } from "../application.ts";
import { countBatch } from "./count-batch.ts";
import { idsOf, taskEntities, type DashboardParts } from "./scope.ts";

/** Entries counted in one transaction, and transactions of one round: a dashboard that is opened does not wait for a long journal. */
const BATCH = 500;
const MOST_BATCHES = 8;
/** A minute, in milliseconds: longer than any commit of events takes, so that none is passed over. */
const EVENTS_SETTLE_MS = 60_000;
/** How often waiting work and limits are looked at at most, in milliseconds. */
const SAMPLE_MS = 30_000;

export interface Counting {
  /** Counts what was not counted yet; whoever asks while it runs waits for that run. False when entries are left over. */
  refresh(): Promise<boolean>;
  /** The last run left entries over. */
  isBehind(): boolean;
}

export function createCounting(parts: DashboardParts): Counting {
  const { ports, workspaceId } = parts;
  const { dashboards } = ports.store;
  let running: Promise<boolean> | null = null;
  let behind = false;
  let sampledAt: Instant | null = null;
  const run = async (): Promise<boolean> => {
    const count = countBatch(await ports.store.bridges(workspaceId));
    let left = true;
    for (let batch = 0; batch < MOST_BATCHES && left; batch += 1) left = (await dashboards.countJournal(workspaceId, BATCH, count)) === BATCH;
    const now = ports.clock.now();
    const isWhole = await dashboards.countEvents(workspaceId, now - EVENTS_SETTLE_MS);
    behind = left || !isWhole;
    if (sampledAt === null || now - sampledAt >= SAMPLE_MS) {
      sampledAt = now;
      await dashboards.addCounts(workspaceId, await samples(parts, now));
    }
    return !behind;
  };
  return {
    isBehind: () => behind,
    refresh() {
      running ??= run().finally(() => {
        running = null;
      });
      return running;
    },
  };
}

/** What can only be looked at: waiting work, open tasks, used limits. */
async function samples({ ports, workspaceId, quotas }: DashboardParts, now: Instant): Promise<readonly CountRow[]> {
  const { store } = ports;
  const bridges = await store.bridges(workspaceId);
  const tasks = { kind: "task", bridgeIds: idsOf(bridges, taskEntities) } as const;
  const [waiting, open, overdue, used] = await Promise.all([
    store.dashboards.waiting(workspaceId),
    store.dashboards.countDated(workspaceId, tasks),
    store.dashboards.countDated(workspaceId, { ...tasks, from: 0, until: now }),
    quotas(),
  ]);
  const at = stepStart(STEPS.minutes, now);
  const ofBridges = bridges.map(({ id, entity }): CountRow => {
    const own = waiting.filter(({ bridgeId }) => bridgeId === id);
    const figures = waitingFigures(own, "", now);
    if (!taskEntities.includes(entity)) return { at, subject: id, counts: figures };
    const sumOf = (counts: readonly DatedCount[]): number =>
      counts.filter(({ bridgeId }) => bridgeId === id).reduce((sum, { records }) => sum + records, 0);
    return { at, subject: id, counts: { ...figures, "=open": sumOf(open), "=overdue": sumOf(overdue) } };
  });
  return [{ at, subject: "all", counts: waitingFigures(waiting, "all.", now) }, ...ofBridges, ...used.map((one) => ({ at, ...limitFigures(one) }))];
}

function waitingFigures(waiting: readonly Waiting[], prefix: "" | "all.", now: Instant): CountRow["counts"] {
  const links = waiting.reduce((sum, one) => sum + one.links, 0);
  const oldest = waiting.reduce((age, { since }) => Math.max(age, now - since), 0);
  return { [`^${prefix}queue`]: links, [`^${prefix}oldest`]: oldest };
}

function limitFigures({ connectionId, used, limit, dayUsed, dayLimit }: ApplicationStatus["quotas"][number]): Pick<CountRow, "subject" | "counts"> {
  const window = limit === 0 ? 0 : Math.round((used / limit) * 100);
  return {
    subject: connectionId,
    counts: { "^window": window, ...(dayUsed !== null && dayLimit !== null && { "=day.used": dayUsed, "=day.limit": dayLimit }) },
  };
}

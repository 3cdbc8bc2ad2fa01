import { Cron } from "croner";
import type { Instant, WorkspaceId } from "#core/ids.ts";
import { startOf } from "#core/workflow/begin.ts";
import type { RunId, Workflow } from "#core/workflow/run.ts";
import { isTimeZone } from "#core/text/clock-text.ts";
import type { WorkflowPorts } from "./workflow-ports.ts";

/** How often workflows are read anew, in milliseconds, should no hint arrive. */
const READ_MS = 5_000;
/** Ticks that were missed, while nothing ran, are walked through so far; beyond that only what comes next counts. */
const MAX_MISSED = 1_000;

/** Why a schedule cannot be read; null when it can. */
export function flawOfSchedule(cron: string, timeZone: string): "bad-schedule" | "bad-zone" | null {
  if (!isTimeZone(timeZone)) return "bad-zone";
  try {
    return nextTick(cron, timeZone, 0) === null ? "bad-schedule" : null;
  } catch {
    return "bad-schedule";
  }
}

/** The first moment after `after` at which the zone's clock shows what the schedule says; null when there is none. */
export function nextTick(cron: string, timeZone: string, after: Instant): Instant | null {
  return new Cron(cron, { timezone: timeZone, paused: true, mode: "5-part" }).nextRun(new Date(after))?.getTime() ?? null;
}

interface Scheduled {
  readonly workflow: Workflow;
  nextAt: Instant | null;
}

/**
 * Starts what the clock on the wall starts. Every process does this: the moment is the run's cause, so that only one of them starts it. Of moments that
 * were missed, the last one counts.
 */
export function createSchedules({ store, clock, random }: Pick<WorkflowPorts, "store" | "clock" | "random">): {
  tick(workspaceId: WorkspaceId): Promise<void>;
  /** Reads the workflows again at the next tick. */
  forget(): void;
} {
  const kept = new Map<WorkspaceId, { readonly readMs: number; readonly scheduled: readonly Scheduled[] }>();

  const read = async (workspaceId: WorkspaceId): Promise<readonly Scheduled[]> => {
    const known = kept.get(workspaceId);
    if (known !== undefined && clock.monotonicMs() - known.readMs < READ_MS) return known.scheduled;
    const scheduled: Scheduled[] = [];
    for (const workflow of await store.workflows.workflows(workspaceId)) {
      if (workflow.mode === "off" || workflow.live?.trigger.kind !== "schedule") continue;
      const last = await store.cursor(workspaceId, scheduleCursor(workflow));
      scheduled.push({ workflow, nextAt: tickAfter(workflow, last === null ? workflow.changedAt : Number(last)) });
    }
    kept.set(workspaceId, { readMs: clock.monotonicMs(), scheduled });
    return scheduled;
  };

  const start = async (workspaceId: WorkspaceId, one: Scheduled, now: Instant): Promise<void> => {
    const at = lastDue(one, now);
    if (at === null) return;
    const given = { id: random.uuid() as RunId, cause: `schedule ${new Date(at).toISOString()}`, trigger: { at: new Date(at).toISOString() } };
    const run = startOf(one.workflow, given);
    if (run !== null) await store.workflows.startRuns(workspaceId, [run], now);
    await store.saveCursor(workspaceId, scheduleCursor(one.workflow), String(at));
    one.nextAt = tickAfter(one.workflow, at);
  };

  return {
    async tick(workspaceId) {
      const now = clock.now();
      for (const one of await read(workspaceId)) if (one.nextAt !== null && one.nextAt <= now) await start(workspaceId, one, now);
    },
    forget: () => kept.clear(),
  };
}

/** Counts from now on: moments before a workflow was switched on, or had this schedule, are none that were missed. */
export const countFromNow = ({ store, clock }: Pick<WorkflowPorts, "store" | "clock">, { id, workspaceId }: Workflow): Promise<void> =>
  store.saveCursor(workspaceId, scheduleCursor({ id }), String(clock.now()));

/** Under which name a workflow's last moment is kept. */
export const scheduleCursor = ({ id }: Pick<Workflow, "id">): string => `workflow-schedule:${id}`;

function tickAfter({ live }: Workflow, after: Instant): Instant | null {
  return live?.trigger.kind === "schedule" ? nextTick(live.trigger.cron, live.trigger.timeZone, after) : null;
}

/** The last moment that is due; with more of them missed than are walked through, now. */
function lastDue({ workflow, nextAt }: Scheduled, now: Instant): Instant | null {
  let at = nextAt;
  for (let missed = 0; at !== null && missed < MAX_MISSED; missed += 1) {
    const next = tickAfter(workflow, at);
    if (next === null || next > now) return at;
    at = next;
  }
  return at === null ? null : now;
}

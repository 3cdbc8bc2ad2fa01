import type { WorkspaceId } from "#core/ids.ts";
import { dataOfRun, ownEventIn, runEventOf, runEvents } from "#core/workflow/own-events.ts";
import type { EventSample } from "./event-samples.ts";
import { eventsOf, type EventEntry } from "./journal-events.ts";
import type { WorkflowPorts } from "./workflow-ports.ts";

type Ports = Pick<WorkflowPorts, "store">;

/** Entries of the journal read at a time, and pages of them that are looked through for events of a rare type. */
const [PAGE, MOST_PAGES] = [200, 25] as const;

/** The newest events that happened here, newest first: of the 5,000 newest entries of the journal, and of the runs that began last. */
export async function ownEventSamples(
  ports: Ports,
  workspaceId: WorkspaceId,
  types: readonly string[],
  limit: number,
): Promise<readonly EventSample[]> {
  const [told, ended] = await Promise.all([ofJournal(ports, workspaceId, types, limit), ofRuns(ports, workspaceId, types, limit)]);
  return [...told, ...ended].toSorted((one, other) => other.at - one.at).slice(0, limit);
}

async function ofJournal(ports: Ports, workspaceId: WorkspaceId, types: readonly string[], limit: number): Promise<readonly EventSample[]> {
  const meant: EventEntry[] = [];
  let before: string | undefined;
  for (let page = 0; page < MOST_PAGES && meant.length < limit; page += 1) {
    const entries = await ports.store.journal(workspaceId, { ...(before !== undefined && { before }), limit: PAGE });
    for (const entry of entries) {
      const type = ownEventIn(entry);
      if (type !== null && types.includes(type)) meant.push({ entry, type });
    }
    before = entries.at(-1)?.id;
    if (entries.length < PAGE) break;
  }
  const found = await eventsOf(ports, workspaceId, meant.slice(0, limit));
  return found.map(({ entry, type, data }) => ({ eventId: entry.id, type, at: entry.at, data }));
}

async function ofRuns({ store }: Ports, workspaceId: WorkspaceId, types: readonly string[], limit: number): Promise<readonly EventSample[]> {
  if (!runEvents.some((type) => types.includes(type))) return [];
  const { runs } = await store.workflows.listRuns(workspaceId, { states: ["done", "stopped", "failed", "parked"], limit });
  return runs.flatMap((run) => {
    const { id, state, because, at: step, reason, startedAt, endedAt } = run;
    const type = runEventOf(run);
    if (type === null || state === "going" || run.shadow || !types.includes(type)) return [];
    const at = endedAt ?? startedAt;
    return [{ eventId: id, type, at, data: dataOfRun(type, run, { state, because, at: step, reason }, at) }];
  });
}

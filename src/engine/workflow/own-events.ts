import type { WorkspaceId } from "#core/ids.ts";
import type { JournalRow } from "#core/ports/store.ts";
import type { StartRun } from "#core/ports/workflow-store.ts";
import { hearsOf, hearsOwnEvents, startsOfOwn } from "#core/workflow/begin.ts";
import { dataOfEntry, ownEventIn } from "#core/workflow/own-events.ts";
import type { RunId, Workflow } from "#core/workflow/run.ts";
import { Hints, restUntil, type Loop } from "../loops.ts";
import { remember } from "../remember.ts";
import { tellingOnce } from "../telling-once.ts";
import type { WorkflowPorts } from "./workflow-ports.ts";
import { createWorkspaceList } from "./workspace-list.ts";

/** How far a workspace's journal has been read here, for which listeners, and when on the clock that never jumps. */
interface Place {
  at: string;
  readMs: number;
  readonly known: Set<string>;
}

/** Entries of the journal read at a time. */
const PAGE = 200;
/** Longest pause, in milliseconds, when no hint arrives. */
const IDLE_MS = 5_000;
/** Milliseconds in which hints are gathered, so that a burst of entries is one look. */
const GATHER_MS = 50;

type Ports = Pick<WorkflowPorts, "store" | "clock" | "random" | "log">;

/** How far a workspace's journal has been read; every process reads it, and of what they start the cause lets one through. */
const PLACE = "workflow-events";
/** Under which name it is kept from where on a workflow hears. */
export const eventsCursor = (workflow: Pick<Workflow, "id">): string => `workflow-events-from:${workflow.id}`;

/** Remembers where the journal ends now: what happened before a workflow was switched on, or had this trigger, begins nothing. */
export async function hearFromNow({ store }: Pick<Ports, "store">, { id, workspaceId }: Pick<Workflow, "id" | "workspaceId">): Promise<void> {
  await store.saveCursor(workspaceId, eventsCursor({ id }), await endOfJournal({ store }, workspaceId));
}

const endOfJournal = async ({ store }: Pick<Ports, "store">, workspaceId: WorkspaceId): Promise<string> =>
  (await store.journal(workspaceId, { limit: 1 }))[0]?.id ?? "0";

interface Listener {
  readonly workflow: Workflow;
  /** Entries behind this one begin runs of it. */
  readonly from: string;
}

/**
 * Starts what begins with something that happens here, by reading on in the journal. An entry stands in it in the order of the commits, so that none is
 * passed over; one that is read twice begins nothing twice, because it is the run's cause. Where no workflow hears of such events, nothing is read.
 */
export function createOwnEvents(ports: Ports): Loop {
  const { store, clock } = ports;
  const workspaces = createWorkspaceList(store, clock);
  const listeners = remember(clock, (workspaceId: WorkspaceId) => listenersIn(ports, workspaceId));
  const places = createPlaces(ports);
  const quietly = tellingOnce(ports.log, "runner.own-events-failed");
  const hints = new Hints();
  let stopping = false;
  let loop: Promise<void> = Promise.resolve();

  const look = async (): Promise<void> => {
    for (const workspaceId of await workspaces.ids()) {
      const heard = await listeners(workspaceId);
      if (heard.length === 0) places.leave(workspaceId);
      else if (places.isDue(workspaceId)) await readOn(ports, workspaceId, heard, await places.of(workspaceId, heard), () => stopping);
    }
  };
  const work = async (): Promise<void> => {
    const stopListening = await store
      .listen(["activity", "config"], (topic, workspaceId) => {
        places.tell(workspaceId);
        if (topic === "config") {
          workspaces.forget();
          listeners.forget();
        }
        hints.hint();
      })
      .catch(() => async () => undefined);
    while (!stopping) {
      const { hinted } = hints.listen();
      await quietly(look);
      if (stopping) break;
      await restUntil(clock, hinted, IDLE_MS);
      if (!stopping) await clock.sleep(GATHER_MS);
    }
    await stopListening();
  };
  return {
    start() {
      loop = work();
    },
    async stop() {
      stopping = true;
      hints.hint();
      await loop;
    },
  };
}

/** Where this process stands in each journal. */
function createPlaces({ store, clock }: Pick<Ports, "store" | "clock">): {
  /** Something new stands in it. */
  tell(workspaceId: WorkspaceId): void;
  /** Whether that was told, or nobody has looked for a while, because what is told may be lost. */
  isDue(workspaceId: WorkspaceId): boolean;
  of(workspaceId: WorkspaceId, heard: readonly Listener[]): Promise<Place>;
  leave(workspaceId: WorkspaceId): void;
} {
  const places = new Map<WorkspaceId, Place>();
  const told = new Set<WorkspaceId>();
  return {
    tell: (workspaceId) => void told.add(workspaceId),
    isDue: (workspaceId) =>
      told.delete(workspaceId) || clock.monotonicMs() - (places.get(workspaceId)?.readMs ?? Number.NEGATIVE_INFINITY) >= IDLE_MS,
    async of(workspaceId, heard) {
      const keyOf = ({ workflow, from }: Listener): string => `${workflow.id} ${from}`;
      const place = places.get(workspaceId) ?? { at: (await store.cursor(workspaceId, PLACE)) ?? "0", readMs: 0, known: new Set(heard.map(keyOf)) };
      place.readMs = clock.monotonicMs();
      places.set(workspaceId, place);
      const fresh = heard.filter((one) => !place.known.has(keyOf(one)));
      for (const one of fresh) place.known.add(keyOf(one));
      const [earliest, since] = [first(heard), first(fresh)];
      // Whoever is heard of first now may have been switched on a moment ago; nobody has to hear of what was before all of them.
      if (since !== null && since < place.at) place.at = since;
      if (earliest !== null && earliest > place.at) place.at = earliest;
      return place;
    },
    leave: (workspaceId) => void places.delete(workspaceId),
  };
}

const first = (heard: readonly Listener[]): string | null =>
  heard.reduce<string | null>((least, { from }) => (least === null || from < least ? from : least), null);

async function listenersIn({ store }: Ports, workspaceId: WorkspaceId): Promise<readonly Listener[]> {
  const heard = (await store.workflows.workflows(workspaceId)).filter(hearsOwnEvents);
  return Promise.all(
    heard.map(async (workflow) => ({
      workflow,
      from: (await store.cursor(workspaceId, eventsCursor(workflow))) ?? (await endOfJournal({ store }, workspaceId)),
    })),
  );
}

async function readOn(
  ports: Ports,
  workspaceId: WorkspaceId,
  listeners: readonly Listener[],
  place: Place,
  isStopping: () => boolean,
): Promise<void> {
  const { store, clock } = ports;
  for (let more = true; more && !isStopping();) {
    const entries = await store.journal(workspaceId, { after: place.at, limit: PAGE });
    const last = entries.at(-1);
    if (last === undefined) return;
    const runs = await runsOf(ports, workspaceId, listeners, entries);
    if (runs.length > 0) await store.workflows.startRuns(workspaceId, runs, clock.now());
    place.at = last.id;
    await store.saveCursor(workspaceId, PLACE, last.id);
    more = entries.length === PAGE;
  }
}

async function runsOf(
  { store, random }: Ports,
  workspaceId: WorkspaceId,
  listeners: readonly Listener[],
  entries: readonly JournalRow[],
): Promise<readonly StartRun[]> {
  const heard = entries.flatMap((entry) => {
    const type = ownEventIn(entry);
    const meant = type === null ? [] : listeners.flatMap(({ workflow, from }) => (from < entry.id && hearsOf(workflow, type) ? [workflow] : []));
    return type === null || meant.length === 0 ? [] : [{ entry, type, meant }];
  });
  if (heard.length === 0) return [];
  const linkIds = [...new Set(heard.flatMap(({ entry }) => entry.linkId ?? []))];
  const [bridges, links] = await Promise.all([store.bridges(workspaceId), Promise.all(linkIds.map((id) => store.link(workspaceId, id)))]);
  const [bridgeOf, linkOf] = [new Map(bridges.map((one) => [one.id, one])), new Map(linkIds.map((id, index) => [id, links[index] ?? null]))];
  return heard.flatMap(({ entry, type, meant }) => {
    const link = entry.linkId === null ? null : (linkOf.get(entry.linkId) ?? null);
    // Whoever was erased begins nothing (P4), also not by the entry that says so.
    if (link?.because === "HW_LINK_ERASED") return [];
    const bridge = entry.bridgeId === null ? null : (bridgeOf.get(entry.bridgeId) ?? null);
    const event = { type, id: entry.id, data: dataOfEntry(type, entry, { bridge, link }) };
    return startsOfOwn(meant, event, () => random.uuid() as RunId);
  });
}

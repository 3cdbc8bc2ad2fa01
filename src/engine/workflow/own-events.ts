import type { WorkspaceId } from "#core/ids.ts";
import type { JournalRow } from "#core/ports/store.ts";
import { hearsOf, hearsOwnEvents, startsOfOwn, toldOfOwn } from "#core/workflow/begin.ts";
import { journalEvents, ownEventIn, type OwnEvent } from "#core/workflow/own-events.ts";
import type { RunId, Workflow } from "#core/workflow/run.ts";
import { Hints, restUntil, type Loop } from "../loops.ts";
import { remember } from "../remember.ts";
import { tellingOnce } from "../telling-once.ts";
import { eventsOf, type EventEntry } from "./journal-events.ts";
import type { WorkflowPorts } from "./workflow-ports.ts";
import { createWorkspaceList } from "./workspace-list.ts";

/** How far a workspace's journal has been read here, and for which listeners. */
interface Place {
  at: string;
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
 * Starts what begins with something that happens here, and tells the runs that wait for it, by reading on in the journal. An entry stands in it in the order
 * of the commits, so that none is passed over; one that is read twice begins nothing twice, because it is the run's cause. Where nobody hears of such
 * events or waits for one, nothing is read.
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
      if (heard === null || !places.isDue(workspaceId)) continue;
      const waited = await store.workflows.waitedFor(workspaceId, journalEvents);
      if (heard.length === 0 && waited === null) places.leave(workspaceId);
      else await readOn(ports, workspaceId, heard, await places.of(workspaceId, heard, waited?.from ?? null), () => stopping);
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
  /** `waited`: behind which entry the first run began to wait; null: none waits. */
  of(workspaceId: WorkspaceId, heard: readonly Listener[], waited: string | null): Promise<Place>;
  leave(workspaceId: WorkspaceId): void;
} {
  const places = new Map<WorkspaceId, Place>();
  const told = new Set<WorkspaceId>();
  const looked = new Map<WorkspaceId, number>();
  return {
    tell: (workspaceId) => void told.add(workspaceId),
    isDue(workspaceId) {
      const now = clock.monotonicMs();
      const isDue = told.delete(workspaceId) || now - (looked.get(workspaceId) ?? Number.NEGATIVE_INFINITY) >= IDLE_MS;
      if (isDue) looked.set(workspaceId, now);
      return isDue;
    },
    async of(workspaceId, heard, waited) {
      const keyOf = ({ workflow, from }: Listener): string => `${workflow.id} ${from}`;
      const place = places.get(workspaceId) ?? { at: (await store.cursor(workspaceId, PLACE)) ?? "0", known: new Set(heard.map(keyOf)) };
      places.set(workspaceId, place);
      const fresh = heard.filter((one) => !place.known.has(keyOf(one)));
      for (const one of fresh) place.known.add(keyOf(one));
      const [earliest, since] = [first([...heard, ...(waited === null ? [] : [{ from: waited }])]), first(fresh)];
      // Whoever hears first now may have been switched on a moment ago; nobody has to hear of what was before all of them.
      if (since !== null && since < place.at) place.at = since;
      if (earliest !== null && earliest > place.at) place.at = earliest;
      return place;
    },
    leave: (workspaceId) => void places.delete(workspaceId),
  };
}

const first = (heard: readonly Pick<Listener, "from">[]): string | null =>
  heard.reduce<string | null>((least, { from }) => (least === null || from < least ? from : least), null);

/** Null where a workspace has no workflows at all: nobody there can hear of anything. */
async function listenersIn({ store }: Ports, workspaceId: WorkspaceId): Promise<readonly Listener[] | null> {
  const workflows = await store.workflows.workflows(workspaceId);
  if (workflows.length === 0) return null;
  return Promise.all(
    workflows.filter(hearsOwnEvents).map(async (workflow) => ({
      workflow,
      from: (await store.cursor(workspaceId, eventsCursor(workflow))) ?? (await endOfJournal({ store }, workspaceId)),
    })),
  );
}

/** Reads on and begins or tells what follows. Whoever waits is asked for behind each page: an entry of it that is later than a wait was kept later too. */
async function readOn(
  ports: Ports,
  workspaceId: WorkspaceId,
  listeners: readonly Listener[],
  place: Place,
  isStopping: () => boolean,
): Promise<void> {
  const { store, clock, random } = ports;
  const { workflows } = store;
  for (let more = true; more && !isStopping();) {
    const entries = await store.journal(workspaceId, { after: place.at, limit: PAGE });
    const last = entries.at(-1);
    if (last === undefined) return;
    const { types: waited } = (await workflows.waitedFor(workspaceId, journalEvents)) ?? { types: [] };
    const heard = await eventsOf(ports, workspaceId, meantIn(entries, listeners, waited));
    const runs = heard.flatMap(({ entry, type, data }) =>
      startsOfOwn(hearing(listeners, entry.id, type), { type, id: entry.id, data }, () => random.uuid() as RunId),
    );
    if (runs.length > 0) await workflows.startRuns(workspaceId, runs, clock.now());
    const told = heard.map(({ entry, type, data }) => ({ ...toldOfOwn({ type, id: entry.id, data }), entry: entry.id }));
    if (waited.length > 0) await workflows.tellWaiting(workspaceId, told, clock.now());
    place.at = last.id;
    await store.saveCursor(workspaceId, PLACE, last.id);
    more = entries.length === PAGE;
  }
}

/** The entries that somebody hears of or waits for. */
const meantIn = (entries: readonly JournalRow[], listeners: readonly Listener[], waited: readonly OwnEvent[]): readonly EventEntry[] =>
  entries.flatMap((entry) => {
    const type = ownEventIn(entry);
    return type !== null && (waited.includes(type) || hearing(listeners, entry.id, type).length > 0) ? [{ entry, type }] : [];
  });

const hearing = (listeners: readonly Listener[], entryId: string, type: OwnEvent): readonly Workflow[] =>
  listeners.flatMap(({ workflow, from }) => (from < entryId && hearsOf(workflow, type) ? [workflow] : []));

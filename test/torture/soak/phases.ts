import { readBackfill } from "#engine/backfill/backfill.ts";
import { readSweepState } from "#engine/sweep/sweep-state.ts";
import type { Session } from "#main/session.ts";
import { homeWorkspace } from "#main/workspaces.ts";
import type { Prng } from "#sandbox/kit/prng.ts";
import { noDeliveryFaults } from "#sandbox/kit/webhook-sender.ts";
import type { People } from "../simulator/people.ts";
import type { Fleet } from "./fleet.ts";
import type { Mail } from "./mail.ts";
import type { Scene } from "./scene.ts";
import { pause, until } from "./waiting.ts";

/** Mean pause between two edits of people, in milliseconds: the vendors' limits leave room for what follows from them. */
const EDIT_MS = 250;
/** Milliseconds for the processes to start, for the first load, and for everything to come to rest; a busy machine takes many times as long as an idle one. */
const [START_MS, LOAD_MS, REST_MS] = [120_000, 300_000, 600_000] as const;
/** Milliseconds between two looks; and between two times that a person sends what has failed again: longer than a lease, or nothing would ever be done with. */
const [LOOK_MS, REDRIVE_MS] = [250, 25_000] as const;
/** Milliseconds without anything to do after which both sides count as quiet, and in which nothing may be written then. */
const [QUIET_MS, WATCHED_MS] = [2_000, 12_000] as const;

/** Waits for the processes and the first load. Throws when they do not come. */
export async function begin(scene: Scene, fleet: Fleet): Promise<void> {
  if (!(await fleet.up(START_MS))) throw new Error(`the processes did not start: ${fleet.surprises.join("; ")}`);
  const store = await scene.openStore();
  try {
    const isLoaded = async (): Promise<boolean> => (await readBackfill(store, scene.bridge)).state === "done";
    if (!(await until(isLoaded, LOAD_MS, LOOK_MS))) throw new Error("the first load did not come to an end");
  } finally {
    await store.close();
  }
}

/** People edit both sides at random moments. Returns what stops them. */
export function letPeopleEdit(people: People, prng: Prng): () => Promise<void> {
  let stopped = false;
  const edit = async (): Promise<void> => {
    while (!stopped) {
      await pause(prng.below(2 * EDIT_MS));
      people.act(false);
    }
  };
  const editing = edit();
  return async () => {
    stopped = true;
    await editing;
  };
}

export interface Rest {
  /** False when something went on until the time was up; then there is nothing to judge. */
  readonly isReached: boolean;
  readonly violations: readonly string[];
}

const unrest = (what: string): Rest => ({ isReached: false, violations: [what] });

/** Lets everything come to rest once the faults have ended, then watches that nothing is written any more. */
export async function comeToRest(scene: Scene, mail: Mail, fleet: Fleet): Promise<Rest> {
  const { highlevel, incident } = scene.sandboxes;
  highlevel.control.setDeliveryFaults(noDeliveryFaults);
  if (!(await fleet.up(START_MS))) return unrest("the processes did not come back once the faults had ended");
  const session = await scene.openSession();
  try {
    const since = Date.now();
    const isQuiet = async (): Promise<boolean> =>
      mail.underway + highlevel.control.webhooksUnderway() === 0 && (await isSettled(session, scene, since));
    if (!(await staysTrue(isQuiet, () => session.app.redrive({ bridgeId: scene.bridge.id }))))
      return unrest(await describeUnrest(session, scene, mail));
    const writes = (): number => highlevel.control.counters().writes + incident.control.counters().writes;
    const before = writes();
    await pause(WATCHED_MS);
    const late = writes() - before;
    return { isReached: true, violations: late === 0 ? [] : [`E1 ${String(late)} writes after everything was at rest`] };
  } finally {
    await session.close();
  }
}

/** Nothing is due, and both sides were read in full since the faults ended. */
async function isSettled({ app: { store } }: Session, { bridge }: Scene, since: number): Promise<boolean> {
  const [counts, left, right] = await Promise.all([
    store.counts(homeWorkspace, bridge.id),
    readSweepState(store, bridge, "highlevel"),
    readSweepState(store, bridge, "incident"),
  ]);
  return counts.dirty === 0 && (left.completedAt ?? 0) > since && (right.completedAt ?? 0) > since;
}

/** True once it was true for a while; people send what has failed again meanwhile. */
async function staysTrue(isTrue: () => Promise<boolean>, redrive: () => Promise<unknown>): Promise<boolean> {
  let sinceMs = performance.now();
  let redrivenMs = Number.NEGATIVE_INFINITY;
  return until(
    async () => {
      const nowMs = performance.now();
      if (nowMs - redrivenMs > REDRIVE_MS) {
        await redrive();
        redrivenMs = nowMs;
      }
      if (!(await isTrue())) sinceMs = performance.now();
      return performance.now() - sinceMs > QUIET_MS;
    },
    REST_MS,
    LOOK_MS,
  );
}

async function describeUnrest({ app: { store } }: Session, { bridge, sandboxes }: Scene, mail: Mail): Promise<string> {
  const { dirty, failing, conflict } = await store.counts(homeWorkspace, bridge.id);
  const { links } = await store.listLinks({ workspaceId: homeWorkspace, sort: "name", limit: 1_000 });
  const due = links.filter((link) => link.dirty).slice(0, 5);
  const some = due.map(({ id, dirtyReasons, attempts, dueAt }) =>
    [id, dirtyReasons.join("+"), `${String(attempts)} attempts`, `due in ${String((dueAt ?? 0) - Date.now())} ms`].join(" "),
  );
  const waiting = `${String(dirty)} links due (${some.join("; ")}), ${String(failing)} failing, ${String(conflict)} with a conflict`;
  const webhooks = `${String(mail.underway + sandboxes.highlevel.control.webhooksUnderway())} webhooks under way`;
  return `S2 after ${String(REST_MS / 1_000)} s nothing is at rest: ${waiting}, ${webhooks}`;
}

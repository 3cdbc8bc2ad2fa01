import { entities, type Bridge } from "#core/bridge.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Store } from "#core/ports/store.ts";
import { systemRandom } from "#lib/system-random.ts";
import { drain, eventsArrived, firstLoad, type Resting } from "../demo/coming-to-rest.ts";
import { addEveryBridge } from "../demo/every-bridge.ts";
import type { Sandboxes } from "../sandbox-bridge.ts";
import type { Served } from "../serve.ts";
import type { BenchRequest } from "./figure.ts";
import { haveSweptAfterLoad, NO_SWEEPS, withLoadedSandboxes } from "./loaded-sandboxes.ts";

/** Highwire at rest over two sandboxes, with a live bridge of every kind between them. */
export interface EveryBridge {
  readonly served: Served;
  readonly sandboxes: Sandboxes;
  /** Resolves when no event of either sandbox is on its way and no link is due. */
  atRest(): Promise<void>;
  /** Writes of live numbers of contacts and boards so far. */
  numbersWritten(): Promise<number>;
}

/** Where links lead to; nobody follows them. */
const PUBLIC_URL = "https://highwire.example.com";
const LOOK_MS = 50;
/** Journal rows of one page. */
const PAGE = 1_000;

/** Runs the work over bridges that have loaded and swept. Tasks become follow-ups, which is one of two choices: there is no bridge of actions. */
export function withEveryBridge<Result>(request: BenchRequest, contacts: number, work: (every: EveryBridge) => Promise<Result>): Promise<Result> {
  const settings = { ...NO_SWEEPS, publicUrl: PUBLIC_URL };
  return withLoadedSandboxes(request, { contacts, settings }, async ({ served, sandboxes, bridge, clock }) => {
    const { store } = served.session.ports;
    const resting: Resting = { ...request, session: served.session, sandboxes };
    const kinds = entities.filter((entity) => entity !== "action");
    const made = await addEveryBridge({ store, random: systemRandom }, bridge, kinds);
    for (const one of made) await loaded(resting, store, clock, one);
    const ofNumbers = new Set(made.filter(({ entity }) => entity === "contact-facts" || entity === "board").map(({ id }) => id));
    const every: EveryBridge = { served, sandboxes, atRest: () => atRest(resting), numbersWritten: () => writesOf(store, bridge, ofNumbers) };
    await every.atRest();
    return work(every);
  });
}

async function loaded(resting: Resting, store: Store, clock: Clock, bridge: Bridge): Promise<void> {
  await firstLoad({ ...resting, bridge });
  while (!(await haveSweptAfterLoad(store, bridge))) await clock.sleep(LOOK_MS, resting.signal);
}

async function atRest(resting: Resting): Promise<void> {
  const { session, sandboxes } = resting;
  const isBusy = async (): Promise<boolean> =>
    sandboxes.highlevel.control.webhooksUnderway() > 0 ||
    sandboxes.incident.control.webhooksUnderway() > 0 ||
    (await session.ports.store.counts(session.workspaceId)).dirty > 0;
  do {
    await eventsArrived(resting);
    await drain(resting);
  } while (await isBusy());
}

/** How many writes of these bridges the journal tells of. */
async function writesOf(store: Store, { workspaceId }: Bridge, bridgeIds: ReadonlySet<Bridge["id"]>): Promise<number> {
  let count = 0;
  let after = "0";
  for (;;) {
    const rows = await store.journal(workspaceId, { kinds: ["write"], after, limit: PAGE });
    count += rows.filter(({ bridgeId }) => bridgeId !== null && bridgeIds.has(bridgeId)).length;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return count;
    after = last.id;
  }
}

import { createHash } from "node:crypto";
import type { FieldMap } from "#core/mapping/field-map.ts";
import type { Transform } from "#core/mapping/transform.ts";
import { sweepSide } from "#engine/sweep/sweep-side.ts";
import { addEveryBridge } from "#main/demo/every-bridge.ts";
import { WeekPeople } from "#main/demo/week-people.ts";
import { credentialName } from "#main/vendors.ts";
import { defaultRoles } from "#sandbox/incidentio/roles.ts";
import { Prng } from "#sandbox/kit/prng.ts";
import { judge, type Violation } from "./oracle.ts";
import { noteOutlived } from "./outlived-removals.ts";
import { CatalogPeople } from "./catalog-people.ts";
import { LineCutters } from "./line-cutters.ts";
import { FOREIGN_LOCATION, People, type History } from "./people.ts";
import { Processes } from "./processes.ts";
import { consent, expireToken } from "./sign-in.ts";
import { judgeRefreshes } from "./token-refreshes.ts";
import { createUniverse, type Mortal, type Universe } from "./universe.ts";
import { clearUp, LATEST_MS, setWeather, weatherOf, type Weather } from "./weather.ts";

/** Milliseconds of virtual time in which people edit and faults strike. */
const STORM_MS = 60_000;
/** Milliseconds of virtual time after which everything must be at rest once faults have ended. */
const CALM_MS = 120_000;
/** Milliseconds of virtual time between looks at whether everything is at rest. */
const LOOK_MS = 1_000;
/** Longest time that the engine leaves an account alone because its vendor said so, in milliseconds. */
const PATIENCE_MS = 3_600_000;

export interface Outcome {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** Hash over everything that was decided and everything that both vendors hold in the end (T3). */
  readonly trace: string;
  readonly edits: number;
  readonly crashes: number;
  readonly faults: number;
  readonly inWindow: number;
  readonly limitViolations: number;
  /** Refreshes of tokens that were judged. */
  readonly refreshes: number;
  /** Events that were answered 200. */
  readonly acknowledged: number;
}

/** What a run can be looked at by, before it is forgotten. */
export type Look = (universe: Universe, history: History) => Promise<void>;

/** One storm in four tells a field in other words (M9), whatever else the weather is. */
const isToldOtherwise = (seed: number, { field }: Pick<FieldMap, "field">): boolean => seed % 4 === 1 && field === "custom_plan";

const transforms: readonly Transform[] = [
  { op: "trim" },
  {
    op: "table",
    pairs: [
      { left: "Starter", right: "Told as starter" },
      { left: "Growth", right: "Told as growth" },
    ],
  },
  { op: "fallback", side: "incident", value: "Nothing told" },
];

/** Runs the real engine through one storm and its calm, and judges what is left. */
export async function simulate(seed: number, weather: Weather = weatherOf(seed), look?: Look): Promise<Outcome> {
  const universe = await createUniverse({ seed, contacts: weather.contacts, limits: "published", publicUrl: "https://highwire.test" });
  const prng = new Prng(seed + 1);
  await universe.store.changeBridge(universe.workspaceId, universe.bridgeId, (bridge) => {
    const fields = bridge.fields.map((map) => ({ ...map, policy: weather.policy, ...(isToldOtherwise(seed, map) && { transforms }) }));
    return { ...bridge, fields, onDelete: weather.onDelete };
  });
  if (weather.signIn !== "token") await signIn(universe);
  const running = new Processes(universe, prng, weather);
  universe.highlevel.control.webhooksTo(async (headers, body) => running.receive(headers, body));
  if (weather.flows) await letEverythingFlow(universe, running);
  await running.startAll();
  // The first load is part of the storm only once the catalog type is there for people to edit in.
  await universe.clock.sleep(10_000);
  setWeather(universe, prng, weather);
  universe.highlevel.control.addLocation({ id: FOREIGN_LOCATION, name: "Somebody else's" });
  const people = new People(universe, prng);
  const keepers = new CatalogPeople(universe, people.history, new Prng(seed * 104_729 + 7));
  const cutters = weather.flows ? new LineCutters(universe, people.history, new Prng(seed * 224_737 + 3)) : null;
  const week = weather.flows ? new WeekPeople(universe, prng, contactsOf(universe)) : null;
  await storm(universe, prng, weather, { people, keepers, cutters, week }, running);
  week?.closeAll(2);
  const faults = faultsIn(universe);
  await calm(universe, running, weather);
  const quietSince = writesOf(universe);
  const last = await running.only();
  await sweepBoth(universe, last);
  await universe.clock.sleep(30_000);
  const late = writesOf(universe) - quietSince;
  // A sweep may be looking at something again at this very moment.
  await waitForRest(universe, CALM_MS / 4);
  const { violations, inWindow } = await judge(universe, people.history, {
    ...weather,
    isAllNoted: true,
  });
  const limitViolations = universe.highlevel.control.counters().limitViolations + universe.incident.control.counters().limitViolations;
  last.life.kill();
  await look?.(universe, people.history);
  const refreshes = judgeRefreshes(universe);
  return {
    seed,
    violations: [
      ...violations,
      ...(late > 0 ? [`E1 ${String(late)} writes after everything was at rest`] : []),
      ...(limitViolations > 0 ? [`X7 ${String(limitViolations)} calls over a vendor's limit`] : []),
      ...refreshes.violations,
      ...running.receipts.broken(),
    ],
    trace: await traceOf(universe),
    edits: people.history.edits.length,
    crashes: running.crashes,
    faults,
    inWindow,
    limitViolations,
    refreshes: refreshes.judged,
    acknowledged: running.receipts.count,
  };
}

/** A vendor that asks for a day's patience, as some of its faults do, gets an hour's: more than the calm lasts, so a person asks for these links sooner. */
async function hurryUp({ store, workspaceId, clock }: Universe, { app }: Mortal): Promise<void> {
  const { links } = await store.listLinks({ workspaceId, sort: "name", limit: 1_000 });
  for (const { id, dirty, dueAt } of links) if (dirty && (dueAt ?? 0) - clock.now() > CALM_MS) await app.redrive({ linkId: id });
}

type Act = "edit" | "catalog" | "cut" | "live" | "crash" | "jump" | "expire" | "mend";

interface Everybody {
  readonly people: People;
  /** Those who keep the catalog. */
  readonly keepers: CatalogPeople;
  /** Those who tidy up beside incidents, where there are any. */
  readonly cutters: LineCutters | null;
  /** Those who work with incidents, where there are any. */
  readonly week: WeekPeople | null;
}

const contactsOf = ({ highlevel }: Universe): readonly string[] => highlevel.control.contacts(highlevel.locationId).map(({ id }) => String(id));

/** A bridge of every kind, over a key that is shown private incidents, and incident.io's events. */
async function letEverythingFlow(universe: Universe, running: Processes): Promise<void> {
  const contacts = await universe.bridge();
  const key = universe.incident.control.addKey([...defaultRoles, "global_access"]);
  await universe.store.saveSecret(universe.workspaceId, credentialName(contacts.right), key);
  await addEveryBridge(universe, contacts);
  universe.incident.control.webhooksTo(async (headers, body) => running.receive(headers, body, "incident"));
}

/** Incidents come and go, and what hangs on them changes meanwhile. */
function liveOn(week: WeekPeople, prng: Prng): void {
  const roll = prng.below(100);
  if (roll < 20) week.openIncident();
  else if (roll < 45) week.moveIncident();
  else week.touch();
}

async function storm(
  universe: Universe,
  prng: Prng,
  weather: Weather,
  { people, keepers, cutters, week }: Everybody,
  running: Processes,
): Promise<void> {
  const some = (count: number, kind: Act): { at: number; kind: Act }[] => Array.from({ length: count }, () => ({ at: prng.below(STORM_MS), kind }));
  const times = [
    ...some(weather.edits, "edit"),
    ...keepers.times(weather.catalogEdits, STORM_MS).map((at) => ({ at, kind: "catalog" as const })),
    ...(cutters?.times(weather.catalogEdits, STORM_MS) ?? []).map((at) => ({ at, kind: "cut" as const })),
    ...some(week === null ? 0 : 2 * weather.edits, "live"),
    ...some(weather.crashes, "crash"),
    ...some(weather.clockJumps, "jump"),
    ...some(weather.signIn === "token" ? 0 : 3, "expire"),
    ...Array.from({ length: STORM_MS / 10_000 }, (_unused, index) => ({ at: index * 10_000, kind: "mend" as const })),
  ].toSorted((one, other) => one.at - other.at);
  const acts: Readonly<Record<Act, () => void | Promise<void>>> = {
    edit: () => people.act(weather.risky),
    catalog: () => keepers.act(),
    cut: () => cutters?.act(),
    live: () => (week === null ? undefined : liveOn(week, prng)),
    crash: () => running.crash(),
    jump: () => running.jump(),
    expire: () => expireToken(universe),
    mend: () => mend(universe),
  };
  const began = universe.clock.now();
  for (const { at, kind } of times) {
    await universe.clock.sleep(Math.max(0, began + at - universe.clock.now()));
    await acts[kind]();
    if (week !== null) noteOutlived(universe, people.history);
  }
}

async function signIn(universe: Universe): Promise<void> {
  const { left } = await universe.bridge();
  const { store, workspaceId } = universe;
  await store.changeConnection(workspaceId, left, (connection) => ({ ...connection, auth: "oauth" }));
  await consent(universe, left, universe.clock.now(), universe.prng);
}

/** A person looks after paused connections, as the alert tells. */
async function mend(universe: Universe): Promise<void> {
  const { store, workspaceId } = universe;
  const { left, right } = await universe.bridge();
  for (const id of [left, right]) {
    const connection = await store.connection(workspaceId, id);
    if (connection?.state !== "paused") continue;
    if (connection.auth === "oauth") await consent(universe, id, universe.clock.now(), universe.prng);
    await store.changeConnection(workspaceId, id, (current) => ({ ...current, state: "active", pausedBecause: null }));
  }
}

async function calm(universe: Universe, running: Processes, weather: Weather): Promise<void> {
  clearUp(universe);
  await mend(universe);
  if (weather.webhooks.maxDelayMs === LATEST_MS) {
    // Nothing but time passes until the last straggler is in: all that a day's backlog needs is the door.
    await running.only("idle");
    await universe.highlevel.control.settleWebhooks();
    await universe.incident.control.settleWebhooks();
  }
  const mortal = await running.only();
  // Leases of the dead run out, then a person sends everything that gave up on its way again.
  await universe.clock.sleep(CALM_MS / 4);
  for (let round = 0; round < 3; round += 1) {
    const bridges = await universe.store.bridges(universe.workspaceId);
    for (const { id, brake } of bridges) if (brake !== null) await mortal.app.releaseBrake(id, "simulator");
    await mend(universe);
    for (const { id } of bridges) await mortal.app.redrive({ bridgeId: id });
    await hurryUp(universe, mortal);
    // The last token may have been lost with the process that fetched it: the first to notice is then the person who looks.
    await sweepBoth(universe, mortal).catch(() => universe.clock.sleep(CALM_MS / 4));
    await universe.clock.sleep(CALM_MS / 4);
  }
  // An account from which the vendor asked an hour's patience may have been silent through all of the calm: what waited for it has its turn then.
  await waitForRest(universe, PATIENCE_MS + CALM_MS);
}

/** Waits until no link is due. */
async function waitForRest({ store, workspaceId, clock }: Universe, withinMs: number): Promise<void> {
  const until = clock.now() + withinMs;
  const isDirty = async (): Promise<boolean> => (await store.listLinks({ workspaceId, sort: "name", limit: 1_000 })).links.some(({ dirty }) => dirty);
  while (clock.now() < until && (await isDirty())) await clock.sleep(LOOK_MS);
}

async function sweepBoth(universe: Universe, mortal: Mortal): Promise<void> {
  for (const bridge of await universe.store.bridges(universe.workspaceId)) {
    const sides = await mortal.vendors.sides(bridge);
    for (const port of [sides.right, sides.left]) await sweepSide({ ports: mortal.ports, bridge, port, reach: "full" });
  }
}

const writesOf = ({ highlevel, incident }: Universe): number => highlevel.control.counters().writes + incident.control.counters().writes;

const faultsIn = ({ highlevel, incident }: Universe): number =>
  [highlevel.control.faultsInjected(), incident.control.faultsInjected()].flatMap(Object.values<number>).reduce((sum, count) => sum + count, 0);

async function traceOf({ store, workspaceId, highlevel, incident }: Universe): Promise<string> {
  const journal = await store.journal(workspaceId, { limit: 100_000 });
  const flows = [highlevel.control.tasks(), highlevel.control.notes(), incident.control.incidents(), incident.control.followUps()];
  const state = [journal, highlevel.control.contacts(), incident.control.entries(), flows, highlevel.control.counters(), incident.control.counters()];
  return createHash("sha256").update(JSON.stringify(state)).digest("hex");
}

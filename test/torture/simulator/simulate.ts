import { createHash } from "node:crypto";
import { sweepSide } from "#engine/sweep/sweep-side.ts";
import type { Fault, FaultRule } from "#sandbox/kit/faults.ts";
import { Prng } from "#sandbox/kit/prng.ts";
import { judge, type Violation } from "./oracle.ts";
import { People, type History } from "./people.ts";
import { beBorn, createUniverse, type Mortal, type Universe } from "./universe.ts";

/** Milliseconds of virtual time in which people edit and faults strike. */
const STORM_MS = 60_000;
/** Milliseconds of virtual time after which everything must be at rest once faults have ended. */
const CALM_MS = 120_000;
const INTERVALS = { highlevelNarrowMs: 20_000, highlevelFullMs: 45_000, incidentFullMs: 15_000 } as const;

/** What one seed makes of the world. */
export interface Weather {
  readonly contacts: number;
  readonly edits: number;
  readonly processes: number;
  readonly crashes: number;
  readonly skewMs: number;
  readonly risky: boolean;
  readonly onDelete: "unlink" | "delete";
  readonly faultChance: number;
  readonly webhooks: { readonly drop: number; readonly duplicate: number; readonly reorder: number; readonly maxDelayMs: number };
  readonly quirks: "plain" | "lossy" | "lagging";
}

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
}

export function weatherOf(seed: number): Weather {
  const prng = new Prng(seed * 7_919 + 13);
  const stormy = prng.fraction() < 0.8;
  return {
    contacts: 2 + prng.below(7),
    edits: 5 + prng.below(25),
    processes: 1 + prng.below(3),
    crashes: prng.below(4),
    skewMs: prng.fraction() < 0.15 ? prng.pick([-86_400_000, -3_600_000, 30_000, 3_600_000, 86_400_000]) : 0,
    risky: prng.fraction() < 0.3,
    onDelete: prng.fraction() < 0.5 ? "delete" : "unlink",
    faultChance: stormy ? prng.pick([0.01, 0.05, 0.15, 0.4]) : 0,
    webhooks: {
      drop: prng.pick([0, 0.1, 0.5, 1]),
      duplicate: prng.pick([0, 0.3]),
      reorder: prng.pick([0, 0.3]),
      maxDelayMs: prng.pick([0, 2_000, 30_000]),
    },
    quirks: prng.pick(["plain", "plain", "lossy", "lagging"] as const),
  };
}

/** Runs the real engine through one storm and its calm, and judges what is left. */
export async function simulate(
  seed: number,
  weather: Weather = weatherOf(seed),
  look?: (universe: Universe, history: History) => Promise<void>,
): Promise<Outcome> {
  const universe = await createUniverse({ seed, contacts: weather.contacts, limits: "published" });
  const prng = new Prng(seed + 1);
  await universe.store.saveBridge({ ...(await universe.bridge()), onDelete: weather.onDelete });
  const running = new Processes(universe, prng, weather);
  universe.highlevel.control.webhooksTo(async (headers, body) => running.receive(headers, body));
  await running.replaceAll();
  // The first load is part of the storm only once the catalog type is there for people to edit in.
  await universe.clock.sleep(10_000);
  setWeather(universe, prng, weather);
  const people = new People(universe, prng);
  await storm(universe, prng, weather, people, running);
  const faults = universe.highlevel.control.faultsInjected();
  await calm(universe, running);
  const quietSince = writesOf(universe);
  const last = await running.only();
  await sweepBoth(universe, last);
  await universe.clock.sleep(30_000);
  const late = writesOf(universe) - quietSince;
  const { violations, inWindow } = await judge(universe, people.history);
  const limitViolations = universe.highlevel.control.counters().limitViolations + universe.incident.control.counters().limitViolations;
  last.life.kill();
  await look?.(universe, people.history);
  return {
    seed,
    violations: [
      ...violations,
      ...(late > 0 ? [`E1 ${String(late)} writes after everything was at rest`] : []),
      ...(limitViolations > 0 ? [`X7 ${String(limitViolations)} calls over a vendor's limit`] : []),
    ],
    trace: await traceOf(universe),
    edits: people.history.edits.length,
    crashes: running.crashes,
    faults: Object.values(faults).reduce((sum, count) => sum + count, 0),
    inWindow,
    limitViolations,
  };
}

/** The processes that run at a time; each that dies is followed by another. */
class Processes {
  crashes = 0;
  #alive: Mortal[] = [];
  readonly #universe: Universe;
  readonly #prng: Prng;
  readonly #weather: Weather;

  constructor(universe: Universe, prng: Prng, weather: Weather) {
    this.#universe = universe;
    this.#prng = prng;
    this.#weather = weather;
  }

  async replaceAll(): Promise<void> {
    for (const mortal of this.#alive) mortal.life.kill();
    this.#alive = [];
    for (let index = 0; index < this.#weather.processes; index += 1) await this.#start(index);
  }

  async #start(index: number): Promise<void> {
    const mortal = await beBorn(this.#universe, { skewMs: index === 0 ? 0 : this.#weather.skewMs });
    mortal.run(INTERVALS);
    this.#alive.push(mortal);
  }

  /** Kills one process wherever it is, and starts its successor a moment later. */
  async crash(): Promise<void> {
    const index = this.#prng.below(this.#alive.length);
    this.#alive.splice(index, 1)[0]?.life.kill();
    this.crashes += 1;
    await this.#universe.clock.sleep(this.#prng.below(5_000));
    await this.#start(index);
  }

  /** Ends all but a fresh one, whose clock is right. */
  async only(): Promise<Mortal> {
    for (const mortal of this.#alive) mortal.life.kill();
    const mortal = await beBorn(this.#universe);
    mortal.run(INTERVALS);
    this.#alive = [mortal];
    return mortal;
  }

  async receive(headers: Readonly<Record<string, string>>, body: string): Promise<number> {
    const mortal = this.#alive.at(this.#prng.below(Math.max(1, this.#alive.length)));
    return mortal === undefined ? 0 : mortal.receive(headers, body);
  }
}

async function storm(universe: Universe, prng: Prng, weather: Weather, people: People, running: Processes): Promise<void> {
  const times = [
    ...Array.from({ length: weather.edits }, () => ({ at: prng.below(STORM_MS), kind: "edit" as const })),
    ...Array.from({ length: weather.crashes }, () => ({ at: prng.below(STORM_MS), kind: "crash" as const })),
    ...Array.from({ length: STORM_MS / 10_000 }, (_unused, index) => ({ at: index * 10_000, kind: "mend" as const })),
  ].toSorted((one, other) => one.at - other.at);
  const began = universe.clock.now();
  for (const { at, kind } of times) {
    await universe.clock.sleep(Math.max(0, began + at - universe.clock.now()));
    if (kind === "edit") people.act(weather.risky);
    else if (kind === "crash") await running.crash();
    else await mend(universe);
  }
}

/** A person looks after paused connections, as the alert tells. */
async function mend({ store, workspaceId, bridge }: Universe): Promise<void> {
  const { left, right } = await bridge();
  for (const id of [left, right]) {
    const connection = await store.connection(workspaceId, id);
    if (connection?.state === "paused") await store.saveConnection({ ...connection, state: "active", pausedBecause: null });
  }
}

async function calm(universe: Universe, running: Processes): Promise<void> {
  universe.highlevel.control.setFaults([]);
  universe.incident.control.setFaults([]);
  universe.highlevel.control.setQuirks({ indexLagMs: 0, deletedLinger: false });
  universe.incident.control.setQuirks({ listLagMs: 0, shuffledOrder: false });
  await mend(universe);
  const mortal = await running.only();
  // Leases of the dead run out, then a person sends everything that gave up on its way again.
  await universe.clock.sleep(CALM_MS / 4);
  for (let round = 0; round < 3; round += 1) {
    const bridge = await universe.bridge();
    if (bridge.brake !== null) await mortal.app.releaseBrake(bridge.id, "simulator");
    await mortal.app.redrive({ bridgeId: universe.bridgeId });
    await sweepBoth(universe, mortal);
    await universe.clock.sleep(CALM_MS / 4);
  }
}

async function sweepBoth(universe: Universe, mortal: Mortal): Promise<void> {
  const bridge = await universe.bridge();
  const sides = await mortal.vendors.sides(bridge);
  for (const port of [sides.right, sides.left]) await sweepSide({ ports: mortal.ports, bridge, port, reach: "full" });
}

const kinds = [
  "refuse",
  "timeout-before",
  "timeout-after",
  "408-before",
  "408-after",
  "500-before",
  "500-after",
  "401",
  "403",
  "409",
  "cut-json",
  "html-200",
  "html-502",
] as const;

function setWeather(universe: Universe, prng: Prng, weather: Weather): void {
  const { highlevel, incident } = universe;
  highlevel.control.setDeliveryFaults(weather.webhooks);
  if (weather.quirks === "lossy") {
    highlevel.control.setQuirks({ unicodeForm: "NFD", idleWritesTell: true });
    incident.control.setQuirks({ trimValues: true, unicodeForm: "NFC" });
  }
  if (weather.quirks === "lagging") {
    highlevel.control.setQuirks({ indexLagMs: 8_000, deletedLinger: true });
    incident.control.setQuirks({ listLagMs: 8_000, shuffledOrder: true });
  }
  if (weather.faultChance === 0) return;
  highlevel.control.setFaults(faultRules(prng, weather.faultChance));
  incident.control.setFaults(faultRules(prng, weather.faultChance));
}

function faultRules(prng: Prng, chance: number): readonly FaultRule[] {
  const menu: Fault[] = [
    ...kinds.map((kind) => ({ kind })),
    { kind: "stall", forMs: 1_000 + prng.below(30_000) },
    ...[null, "3", "0.5", "-4", "99999", { dateInMs: 5_000 }].map((retryAfter): Fault => ({ kind: "429", retryAfter })),
  ];
  const chosen = menu.filter(() => prng.fraction() < 0.4);
  return chosen.map((fault) => ({ fault, probability: chance / chosen.length }));
}

const writesOf = ({ highlevel, incident }: Universe): number => highlevel.control.counters().writes + incident.control.counters().writes;

async function traceOf({ store, workspaceId, highlevel, incident }: Universe): Promise<string> {
  const journal = await store.journal(workspaceId, { limit: 100_000 });
  const state = [journal, highlevel.control.contacts(), incident.control.entries(), highlevel.control.counters(), incident.control.counters()];
  return createHash("sha256").update(JSON.stringify(state)).digest("hex");
}

import type { Prng } from "#sandbox/kit/prng.ts";
import type { SoakDatabase } from "./database.ts";
import type { Fleet } from "./fleet.ts";
import { canTellSenders } from "./sender.ts";
import { pause } from "./waiting.ts";
import type { Wire } from "./wire.ts";

/** Milliseconds between two kills, least and most. */
const BETWEEN_KILLS = [50, 1_500] as const;
/** Kills between two disturbances of another kind. */
const BETWEEN_DISTURBANCES = 5;
/** A worker is frozen longer than a lease holds (20 s). */
const FREEZE_MS = 23_000;
/** Milliseconds for which every free connection of the database is held. */
const GREED_MS = 3_000;
/** Milliseconds for which calls to a vendor break off, and how often. */
const STORM_MS = 2_000;
/** Milliseconds for which a process that called a vendor counts as calling. */
const CALLING_MS = 20;
const STORM = { before: 0.15, after: 0.15 } as const;

/** Dealt in random order, all before any comes again. */
const deck = [
  "freeze",
  "restart",
  "restart",
  "cut the database",
  "cut the database",
  "exhaust",
  "cut a vendor",
  "cut a vendor",
  "kill in start",
] as const;
type Disturbance = (typeof deck)[number];

export interface Targets {
  readonly fleet: Fleet;
  readonly database: SoakDatabase;
  readonly wires: readonly Wire[];
}

/** Does to the installation whatever a bad month does, at seeded moments. */
export class Nemesis {
  readonly counts = { databaseRestarts: 0, connectionsCut: 0, connectionsTaken: 0, freezes: 0 };
  /** What could not be done or did not heal. */
  readonly failures: string[] = [];
  readonly #targets: Targets;
  readonly #prng: Prng;
  #hand: Disturbance[] = [];
  readonly #underway = new Set<Promise<void>>();

  constructor(targets: Targets, prng: Prng) {
    this.#targets = targets;
    this.#prng = prng;
  }

  /** Goes on until so many processes were killed and so much time has passed, then lets what it began come to an end. */
  async run(until: { readonly kills: number; readonly forMs: number }, said: (kills: number) => void): Promise<void> {
    const { fleet } = this.#targets;
    const endsAt = performance.now() + until.forMs;
    const [least, most] = BETWEEN_KILLS;
    while (fleet.kills < until.kills || performance.now() < endsAt) {
      await pause(least + this.#prng.below(most - least));
      if (!(await fleet.kill(this.#prng))) break;
      if (fleet.kills % BETWEEN_DISTURBANCES === 0) this.#begin(this.#deal());
      said(fleet.kills);
    }
    await Promise.all(this.#underway);
    // A freeze strikes only who is calling a vendor, and may have met nobody; with nothing else going on somebody soon does.
    if (this.counts.freezes === 0 && canTellSenders()) this.#begin("freeze");
    await Promise.all(this.#underway);
  }

  #deal(): Disturbance {
    if (this.#hand.length === 0) this.#hand = shuffled(deck, this.#prng);
    return this.#hand.pop() ?? "restart";
  }

  /** Disturbances overlap with kills, and now and then with each other. */
  #begin(disturbance: Disturbance): void {
    const done: Promise<void> = this.#do(disturbance)
      .catch((error: unknown) => void this.failures.push(`${disturbance}: ${String((error as Error | null)?.message)}`))
      .finally(() => this.#underway.delete(done));
    this.#underway.add(done);
  }

  async #do(disturbance: Disturbance): Promise<void> {
    const { fleet, database } = this.#targets;
    switch (disturbance) {
      case "kill in start":
        return fleet.killStarting(this.#prng);
      case "freeze":
        if (!canTellSenders()) return;
        this.counts.freezes += (await fleet.freeze((pid) => this.#isCalling(pid), FREEZE_MS)) ? 1 : 0;
        return;
      case "restart":
        await database.restart();
        this.counts.databaseRestarts += 1;
        return;
      case "cut the database":
        this.counts.connectionsCut += await database.cutConnections(0.3 + this.#prng.fraction() * 0.7);
        return;
      case "exhaust":
        this.counts.connectionsTaken += await database.exhaust(GREED_MS);
        return;
      case "cut a vendor":
        return this.#cutVendor();
    }
  }

  /** Whether a call of that process came a moment ago, so that it is most likely in the middle of its work. */
  #isCalling(pid: number): boolean {
    return this.#targets.wires.some(({ newest }) => newest.pid === pid && performance.now() - newest.atMs < CALLING_MS);
  }

  async #cutVendor(): Promise<void> {
    const wire = this.#prng.pick(this.#targets.wires);
    wire.cut();
    wire.weather = STORM;
    await pause(STORM_MS);
    wire.weather = { before: 0, after: 0 };
  }
}

function shuffled<Item>(items: readonly Item[], prng: Prng): Item[] {
  return items
    .map((item) => [prng.fraction(), item] as const)
    .toSorted(([one], [other]) => one - other)
    .map(([, item]) => item);
}

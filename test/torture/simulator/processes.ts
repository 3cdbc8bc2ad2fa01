import type { Prng } from "#sandbox/kit/prng.ts";
import { Receipts } from "./receipts.ts";
import { beBorn, type Mortal, type Universe } from "./universe.ts";
import type { Weather } from "./weather.ts";

const INTERVALS = { highlevelNarrowMs: 20_000, highlevelFullMs: 45_000, incidentFullMs: 15_000 } as const;
/** A dozen bridges sweep one pair of accounts. */
const INTERVALS_OF_MANY = { highlevelNarrowMs: 40_000, highlevelFullMs: 90_000, incidentFullMs: 30_000 } as const;

/** Calls of ports after which a process of a restless world dies: enough to be born and to begin with some links. */
const FEWEST_CALLS = 60;
const MORE_CALLS = 150;

/** The processes that run at a time; each that dies is followed by another. */
export class Processes {
  crashes = 0;
  #isOver = false;
  #alive: Mortal[] = [];
  readonly #universe: Universe;
  readonly #prng: Prng;
  readonly #weather: Weather;
  readonly receipts: Receipts;

  constructor(universe: Universe, prng: Prng, weather: Weather) {
    this.#universe = universe;
    this.#prng = prng;
    this.#weather = weather;
    this.receipts = new Receipts(universe);
  }

  async startAll(): Promise<void> {
    for (let index = 0; index < this.#weather.processes; index += 1) await this.#start(index);
  }

  async #start(index: number): Promise<void> {
    const dieAt = this.#weather.restless ? FEWEST_CALLS + this.#prng.below(MORE_CALLS) : null;
    const mortal = await beBorn(this.#universe, { skewMs: index === 0 ? 0 : this.#weather.skewMs, dieAt, commitMs: this.#weather.commitMs });
    mortal.run(this.#weather.flows ? INTERVALS_OF_MANY : INTERVALS);
    this.#alive.push(mortal);
    if (dieAt !== null) void mortal.life.died.then(() => this.#follow(mortal, index));
  }

  /** Starts the successor of one that died of itself. */
  async #follow(mortal: Mortal, index: number): Promise<void> {
    const at = this.#alive.indexOf(mortal);
    if (at === -1) return;
    this.#alive.splice(at, 1);
    await this.#succeed(index);
  }

  async #succeed(index: number): Promise<void> {
    this.crashes += 1;
    await this.#universe.clock.sleep(this.#prng.below(5_000));
    if (!this.#isOver) await this.#start(index);
  }

  /** Kills one process wherever it is, and starts its successor a moment later. */
  async crash(): Promise<void> {
    const index = this.#prng.below(Math.max(1, this.#alive.length));
    this.#alive.splice(index, 1)[0]?.life.kill();
    await this.#succeed(index);
  }

  /** One machine's wall clock is set, by a day at most. */
  jump(): void {
    const byMs = this.#prng.below(2 * 86_400_000) - 86_400_000;
    if (this.#alive.length > 0) this.#prng.pick(this.#alive).life.skewMs += byMs;
  }

  /** Ends all, and starts a fresh one whose clock is right. With `idle` it takes webhooks in and does nothing else. */
  async only(how: "working" | "idle" = "working"): Promise<Mortal> {
    this.#isOver = true;
    for (const mortal of this.#alive.splice(0)) mortal.life.kill();
    const mortal = await beBorn(this.#universe, { commitMs: this.#weather.commitMs });
    if (how === "working") mortal.run(this.#weather.flows ? INTERVALS_OF_MANY : INTERVALS);
    this.#alive = [mortal];
    return mortal;
  }

  async receive(headers: Readonly<Record<string, string>>, body: string, vendor: "highlevel" | "incident" = "highlevel"): Promise<number> {
    const mortal = this.#alive.at(this.#prng.below(Math.max(1, this.#alive.length)));
    const status = (await mortal?.receive(headers, body, vendor)) ?? 0;
    this.receipts.note({ vendor, headers, body }, status);
    return status;
  }
}

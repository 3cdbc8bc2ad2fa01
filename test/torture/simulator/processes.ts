import type { Prng } from "#sandbox/kit/prng.ts";
import { beBorn, type Mortal, type Universe } from "./universe.ts";
import type { Weather } from "./weather.ts";

const INTERVALS = { highlevelNarrowMs: 20_000, highlevelFullMs: 45_000, incidentFullMs: 15_000 } as const;
/** A dozen bridges sweep one pair of accounts. */
const INTERVALS_OF_MANY = { highlevelNarrowMs: 40_000, highlevelFullMs: 90_000, incidentFullMs: 30_000 } as const;

/** The processes that run at a time; each that dies is followed by another. */
export class Processes {
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

  async startAll(): Promise<void> {
    for (let index = 0; index < this.#weather.processes; index += 1) await this.#start(index);
  }

  async #start(index: number): Promise<void> {
    const mortal = await beBorn(this.#universe, { skewMs: index === 0 ? 0 : this.#weather.skewMs });
    mortal.run(this.#weather.flows ? INTERVALS_OF_MANY : INTERVALS);
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

  /** One machine's wall clock is set, by a day at most. */
  jump(): void {
    const byMs = this.#prng.below(2 * 86_400_000) - 86_400_000;
    if (this.#alive.length > 0) this.#prng.pick(this.#alive).life.skewMs += byMs;
  }

  /** Ends all, and starts a fresh one whose clock is right. With `idle` it takes webhooks in and does nothing else. */
  async only(how: "working" | "idle" = "working"): Promise<Mortal> {
    for (const mortal of this.#alive) mortal.life.kill();
    const mortal = await beBorn(this.#universe);
    if (how === "working") mortal.run(this.#weather.flows ? INTERVALS_OF_MANY : INTERVALS);
    this.#alive = [mortal];
    return mortal;
  }

  async receive(headers: Readonly<Record<string, string>>, body: string, vendor: "highlevel" | "incident" = "highlevel"): Promise<number> {
    const mortal = this.#alive.at(this.#prng.below(Math.max(1, this.#alive.length)));
    return mortal === undefined ? 0 : mortal.receive(headers, body, vendor);
  }
}

import type { Prng } from "#sandbox/kit/prng.ts";
import type { History, Workplace } from "./people.ts";

/** People who draw from chance of their own, so that everybody else acts as without them. */
export abstract class ChancePeople {
  protected readonly place: Workplace;
  protected readonly history: History;
  protected readonly prng: Prng;

  constructor(place: Workplace, history: History, prng: Prng) {
    this.place = place;
    this.history = history;
    this.prng = prng;
  }

  /** Does one thing, if there is anything to do it to. */
  abstract act(): void;

  /** When they act so often within some milliseconds. */
  times(count: number, withinMs: number): readonly number[] {
    return Array.from({ length: count }, () => this.prng.below(withinMs));
  }
}

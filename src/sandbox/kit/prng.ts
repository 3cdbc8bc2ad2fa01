/** Seeded pseudo-random numbers (mulberry32): the same seed gives the same sandbox. */
export class Prng {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Where the sequence stands, for a snapshot. */
  get position(): number {
    return this.#state;
  }

  /** Continues the sequence from a `position`. */
  moveTo(position: number): void {
    this.#state = position >>> 0;
  }

  /** A number in [0, 1). */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number in [0, below). */
  below(below: number): number {
    return Math.floor(this.fraction() * below);
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }

  /** Text of the given length over the alphabet. */
  text(length: number, alphabet: string): string {
    let text = "";
    for (let index = 0; index < length; index += 1) text += alphabet[this.below(alphabet.length)] ?? "";
    return text;
  }
}

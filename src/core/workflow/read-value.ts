import type { Problem, ProblemCode } from "./problem.ts";
import { isGroup, type Json } from "./expression.ts";

/** One value of a definition that is being checked, with its place. What does not fit is noted, and reading goes on with a value that does. */
export class Value {
  readonly at: string;
  readonly raw: unknown;
  readonly #problems: Problem[];

  constructor(raw: unknown, at: string, problems: Problem[]) {
    this.raw = raw;
    this.at = at;
    this.#problems = problems;
  }

  wrong(code: ProblemCode, about?: string): void {
    this.wrongAt("", code, about);
  }

  /** Notes what is wrong at a place inside this value. */
  wrongAt(inside: string, code: ProblemCode, about?: string): void {
    this.#problems.push({ at: `${this.at}${inside}`, code, ...(about !== undefined && { about }) });
  }

  /** A named value of this group. */
  get(key: string): Value {
    const inside = isGroup(this.raw) && Object.hasOwn(this.raw, key) ? this.raw[key] : undefined;
    return new Value(inside, this.at === "" ? key : `${this.at}.${key}`, this.#problems);
  }

  get isMissing(): boolean {
    return this.raw === undefined || this.raw === null;
  }

  /** Notes what is not a group, and names in it that are not among these. False when it is not a group. */
  only(keys: readonly string[]): boolean {
    if (!isGroup(this.raw)) {
      this.wrong(this.isMissing ? "missing" : "not-an-object");
      return false;
    }
    for (const key of Object.keys(this.raw)) if (!keys.includes(key)) this.get(key).wrong("unknown");
    return true;
  }

  list(most: number): readonly Value[] {
    if (!Array.isArray(this.raw)) {
      this.wrong(this.isMissing ? "missing" : "not-a-list");
      return [];
    }
    if (this.raw.length > most) this.wrong("too-many", String(most));
    return this.raw.slice(0, most).map((item: unknown, index) => new Value(item, `${this.at}[${String(index)}]`, this.#problems));
  }

  text(most: number, standard?: string): string {
    if (this.isMissing && standard !== undefined) return standard;
    if (typeof this.raw !== "string") {
      this.wrong(this.isMissing ? "missing" : "not-a-text");
      return "";
    }
    if (this.raw.length > most) this.wrong("too-long", String(most));
    if (standard === undefined && this.raw.trim() === "") this.wrong("empty");
    return this.raw;
  }

  number(range: readonly [number, number], standard?: number): number {
    if (this.isMissing && standard !== undefined) return standard;
    if (typeof this.raw !== "number" || !Number.isInteger(this.raw)) {
      this.wrong(this.isMissing ? "missing" : "not-a-number");
      return range[0];
    }
    if (this.raw < range[0]) this.wrong("too-small", String(range[0]));
    if (this.raw > range[1]) this.wrong("too-large", String(range[1]));
    return this.raw;
  }

  oneOf<Word extends string>(words: readonly Word[], standard?: Word): Word | null {
    if (this.isMissing && standard !== undefined) return standard;
    const found = words.find((word) => word === this.raw) ?? null;
    if (found === null) this.wrong(this.isMissing ? "missing" : "not-one-of", this.isMissing ? undefined : words.join(", "));
    return found;
  }

  /** Any value of JSON, at most 32 levels deep. */
  json(levels = 32): Json {
    const { raw } = this;
    if (raw === undefined) {
      this.wrong("missing");
      return null;
    }
    if (levels === 0) {
      this.wrong("too-deep", "32");
      return null;
    }
    if (Array.isArray(raw)) return raw.map((item, index) => new Value(item, `${this.at}[${String(index)}]`, this.#problems).json(levels - 1));
    if (isGroup(raw)) return Object.fromEntries(Object.keys(raw).map((key) => [key, this.get(key).json(levels - 1)]));
    if (raw === null || typeof raw === "string" || typeof raw === "boolean" || (typeof raw === "number" && Number.isFinite(raw))) return raw;
    this.wrong("not-json");
    return null;
  }
}

import { dealOut } from "../deal-out.ts";
import type { Report, Suite } from "../suite.ts";
import { simulate, type Outcome } from "./simulate.ts";
import { weatherOf } from "./weather.ts";
import regressions from "./regressions.json" with { type: "json" };

/** Seeds handed to a worker at a time. */
const CHUNK = 10;
/** Violations told in full; the rest is counted. */
const TOLD = 20;

/** What a worker answers for one seed: the outcome, and whether the second run gave the same trace. */
export interface Judged extends Outcome {
  readonly repeated: boolean;
}

/** Runs a seed twice: the same seed must give the same trace (T3). */
export async function simulateTwice(seed: number): Promise<Judged> {
  const one = await simulate(seed).catch((error: unknown) => broken(seed, error));
  const other = await simulate(seed).catch((error: unknown) => broken(seed, error));
  return { ...one, repeated: other.trace === one.trace };
}

/** A run that threw: nothing of the engine may throw through to whoever runs it. */
const broken = (seed: number, error: unknown): Outcome => ({
  seed,
  violations: [`the run broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`],
  trace: "",
  edits: 0,
  crashes: 0,
  faults: 0,
  inWindow: 0,
  limitViolations: 0,
});

/** The real engine on virtual time, in mortal processes, between two misbehaving vendors and people who edit both. */
export const simulator: Suite = {
  name: "simulator",
  about: "the real engine on virtual time, each seed twice; earlier counterexamples first",
  async run(order) {
    const total = new Totals();
    const seeds = [...regressions.seeds, ...Array.from({ length: order.seeds }, (_unused, index) => order.from + index)];
    await dealOut<readonly number[], readonly Judged[]>({
      script: new URL("./seed-worker.ts", import.meta.url),
      threads: order.processors,
      tasks: chunksOf(seeds),
      heard(judged) {
        for (const one of judged) total.add(one);
        if (total.seeds % 500 < CHUNK) order.say(`   ${String(total.seeds)} of ${String(seeds.length)} seeds`);
      },
    });
    return total.report();
  },
};

class Totals {
  readonly #counts = { seeds: 0, edits: 0, crashes: 0, faults: 0, "edits in the write window": 0, "limit violations": 0 };
  readonly #violations: string[] = [];
  #untold = 0;

  add(judged: Judged): void {
    this.#counts.seeds += 1;
    this.#counts.edits += judged.edits;
    this.#counts.crashes += judged.crashes;
    this.#counts.faults += judged.faults;
    this.#counts["edits in the write window"] += judged.inWindow;
    this.#counts["limit violations"] += judged.limitViolations;
    const all = [...judged.violations, ...(judged.repeated ? [] : ["T3 a second run gave another trace"])];
    if (all.length === 0) return;
    if (this.#violations.length >= TOLD) this.#untold += 1;
    else this.#violations.push(`seed ${String(judged.seed)}: ${all.slice(0, 3).join("; ")} (npm run torture -- --seed ${String(judged.seed)})`);
  }

  get seeds(): number {
    return this.#counts.seeds;
  }

  report(): Report {
    return { counts: this.#counts, violations: [...this.#violations, ...(this.#untold > 0 ? [`and ${String(this.#untold)} more seeds`] : [])] };
  }
}

const chunksOf = (seeds: readonly number[]): readonly (readonly number[])[] =>
  Array.from({ length: Math.ceil(seeds.length / CHUNK) }, (_unused, index) => seeds.slice(index * CHUNK, (index + 1) * CHUNK));

/** Runs one seed twice and tells what it was and what broke; true when nothing did. */
export async function tellSeed(seed: number, say: (line: string) => void): Promise<boolean> {
  say(`weather: ${JSON.stringify(weatherOf(seed))}`);
  const judged = await simulateTwice(seed);
  say(JSON.stringify(judged, null, 2));
  return judged.violations.length === 0 && judged.repeated;
}

import { dealOut } from "../deal-out.ts";
import type { Report, Suite } from "../suite.ts";
import regressions from "./regressions.json" with { type: "json" };
import { shrink } from "./shrink.ts";
import { flawsOf, runTwice, type Judged, type Trial } from "./trial.ts";
import { weatherOf } from "./weather.ts";

/** Trials handed to a worker at a time. */
const CHUNK = 10;
/** Violations told in full; the rest is counted. */
const TOLD = 20;

/** The real engine on virtual time, in mortal processes, between two misbehaving vendors and people who edit both. */
export const simulator: Suite = {
  name: "simulator",
  about: "the real engine on virtual time, each seed twice; earlier counterexamples first",
  async run(order) {
    const total = new Totals();
    const trials: readonly Trial[] = [
      ...(regressions as readonly Trial[]),
      ...Array.from({ length: order.seeds }, (_unused, index) => ({ seed: order.from + index })),
    ];
    await dealOut<readonly Trial[], readonly Judged[]>({
      script: new URL("./seed-worker.ts", import.meta.url),
      threads: order.processors,
      tasks: chunksOf(trials),
      heard(judged) {
        for (const one of judged) total.add(one);
        if (total.seeds % 500 < CHUNK) order.say(`   ${String(total.seeds)} of ${String(trials.length)} seeds`);
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
    const flaws = flawsOf(judged);
    if (flaws.length === 0) return;
    if (this.#violations.length >= TOLD) this.#untold += 1;
    else this.#violations.push(`seed ${String(judged.seed)}: ${flaws.slice(0, 3).join("; ")} (npm run torture -- --seed ${String(judged.seed)})`);
  }

  get seeds(): number {
    return this.#counts.seeds;
  }

  report(): Report {
    return { counts: this.#counts, violations: [...this.#violations, ...(this.#untold > 0 ? [`and ${String(this.#untold)} more seeds`] : [])] };
  }
}

const chunksOf = (trials: readonly Trial[]): readonly (readonly Trial[])[] =>
  Array.from({ length: Math.ceil(trials.length / CHUNK) }, (_unused, index) => trials.slice(index * CHUNK, (index + 1) * CHUNK));

/** Runs one seed twice and tells what it was and what broke; true when nothing did. A committed counterexample keeps its own weather. */
export async function tellSeed(seed: number, say: (line: string) => void): Promise<boolean> {
  const trial: Trial = (regressions as readonly Trial[]).find((known) => known.seed === seed) ?? { seed };
  say(`weather: ${JSON.stringify(trial.weather ?? weatherOf(seed))}`);
  const judged = await runTwice(trial);
  say(JSON.stringify(judged, null, 2));
  return flawsOf(judged).length === 0;
}

/** Tells the simplest weather under which a seed breaks, as a line for `regressions.json`; true when it breaks under none. */
export async function tellShrunk(seed: number, say: (line: string) => void): Promise<boolean> {
  const trial = await shrink(seed, say);
  say(trial === null ? `seed ${String(seed)} breaks nothing` : JSON.stringify(trial));
  return trial === null;
}

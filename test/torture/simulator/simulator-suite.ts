import { dealOut } from "../deal-out.ts";
import type { Order, Report, Suite } from "../suite.ts";
import regressions from "./regressions.json" with { type: "json" };
import { shrink } from "./shrink.ts";
import { flawsOf, runTwice, type Judged, type Trial } from "./trial.ts";
import { weatherOf, withFlows } from "./weather.ts";

/** Trials handed to a worker at a time. */
const CHUNK = 10;
/** Chunks that a worker gets before another takes its place: a night of storms must not pile up in one. */
const CHUNKS_A_THREAD = 100;
/** Seeds between two words to whoever waits. */
const TELL_EVERY = 500;
/** Violations that the summary tells in full; the rest is counted. */
const TOLD = 20;

/**
 * Of so many edits one may fall between a read of ours and the write decided on it. Storms aim at that gap and hit it with one edit of seven hundred, and
 * with one of two hundred where every bridge reads the same records and none of its reads is known to be the one that decided; more than this means that
 * the gap has grown, or that it excuses what it should not. So few that chance decides are let pass.
 */
const [ONE_OF_SO_MANY, ONE_WITH_FLOWS, TOO_FEW_TO_TELL] = [200, 100, 20] as const;

/** The real engine on virtual time, in mortal processes, between two misbehaving vendors and people who edit both. */
export const simulator: Suite = {
  name: "simulator",
  about: "the real engine on virtual time, each seed twice; earlier counterexamples first",
  longestMinutes: ({ seeds }) => 30 + seeds / 30,
  async run(order) {
    const total = new Totals(order.flows);
    const wanted = knownOf(order.flows).length + order.seeds;
    await dealOut<readonly Trial[], readonly Judged[]>({
      script: new URL("./seed-worker.ts", import.meta.url),
      threads: order.processors,
      tasks: chunksOf(trialsOf(order)),
      renewAfter: CHUNKS_A_THREAD,
      heard(judged) {
        const before = total.seeds;
        for (const one of judged) {
          // At once: a run of a night may be stopped before its summary.
          const violation = total.add(one, order.flows);
          if (violation !== null) order.say(`   FAIL ${violation}`);
        }
        if (Math.floor(before / TELL_EVERY) < Math.floor(total.seeds / TELL_EVERY))
          order.say(`   ${String(total.seeds)} of ${String(wanted)} seeds, ${String(total.broken)} of them with violations`);
      },
    });
    return total.report();
  },
};

class Totals {
  readonly #counts = {
    seeds: 0,
    edits: 0,
    crashes: 0,
    faults: 0,
    "edits in the write window": 0,
    "token refreshes": 0,
    "acknowledged events": 0,
    "limit violations": 0,
  };
  readonly #violations: string[] = [];
  readonly #oneOf: number;
  #broken = 0;

  constructor(flows: boolean) {
    this.#oneOf = flows ? ONE_WITH_FLOWS : ONE_OF_SO_MANY;
  }

  /** What the seed broke, with the command that shows it again; null for nothing. */
  add(judged: Judged, flows: boolean): string | null {
    this.#counts.seeds += 1;
    this.#counts.edits += judged.edits;
    this.#counts.crashes += judged.crashes;
    this.#counts.faults += judged.faults;
    this.#counts["edits in the write window"] += judged.inWindow;
    this.#counts["token refreshes"] += judged.refreshes;
    this.#counts["acknowledged events"] += judged.acknowledged;
    this.#counts["limit violations"] += judged.limitViolations;
    const flaws = flawsOf(judged);
    if (flaws.length === 0) return null;
    this.#broken += 1;
    const violation = `seed ${String(judged.seed)}: ${flaws.slice(0, 3).join("; ")} (npm run torture -- --seed ${String(judged.seed)}${flows ? " --flows" : ""})`;
    if (this.#violations.length < TOLD) this.#violations.push(violation);
    return violation;
  }

  get seeds(): number {
    return this.#counts.seeds;
  }

  get broken(): number {
    return this.#broken;
  }

  report(): Report {
    const untold = this.#broken - this.#violations.length;
    const { edits, "edits in the write window": inWindow } = this.#counts;
    const tooMany = inWindow > Math.max(TOO_FEW_TO_TELL, edits / this.#oneOf);
    return {
      counts: this.#counts,
      violations: [
        ...this.#violations,
        ...(untold > 0 ? [`and ${String(untold)} more seeds`] : []),
        ...(tooMany ? [`M1 ${String(inWindow)} of ${String(edits)} edits fell in the write window, more than one of ${String(this.#oneOf)}`] : []),
      ],
    };
  }
}

/** Earlier counterexamples keep their own weather, so they are no part of a run in which each world has all kinds of bridges. */
const knownOf = (flows: boolean): readonly Trial[] => (flows ? [] : (regressions as readonly Trial[]));

/** Earlier counterexamples first, then the seeds. */
function* trialsOf({ from, seeds, flows }: Order): Generator<Trial> {
  yield* knownOf(flows);
  for (let seed = from; seed < from + seeds; seed += 1) yield flows ? { seed, weather: withFlows(seed) } : { seed };
}

function* chunksOf(trials: Iterable<Trial>): Generator<readonly Trial[]> {
  let chunk: Trial[] = [];
  for (const trial of trials) {
    chunk.push(trial);
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** Runs one seed twice and tells what it was and what broke; true when nothing did. A committed counterexample keeps its own weather, without `flows`. */
export async function tellSeed(seed: number, flows: boolean, say: (line: string) => void): Promise<boolean> {
  const known = (regressions as readonly Trial[]).find((trial) => trial.seed === seed);
  const trial: Trial = flows ? { seed, weather: withFlows(seed) } : (known ?? { seed });
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

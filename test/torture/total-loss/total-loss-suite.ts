import { dealOut } from "../deal-out.ts";
import type { Report, Suite } from "../suite.ts";
import type { DrillOutcome, Kept } from "./drill.ts";
import { realDrill } from "./real-drill.ts";
import regressions from "./regressions.json" with { type: "json" };

/** One drill to be held, as a worker is told. */
export interface DrillTask {
  readonly seed: number;
  readonly kept: Kept;
}

/** Drills of each kind in the form that CI runs, done before the real processes are; ten times as many make a night. */
const DRILLS = 100;
/** Violations told in full; the rest is counted. */
const TOLD = 20;
const kinds: readonly Kept[] = ["nothing", "backup"];

/** I3, I5: the database is lost in the middle of work, with and without a backup, on virtual time and in real processes. */
export const totalLoss: Suite = {
  name: "total-loss",
  about: "the database is lost at random moments; a new life begins with an older backup, or with nothing; earlier counterexamples first",
  place: "beside",
  longestMinutes: ({ long }) => (long ? 180 : 30),
  async run(order) {
    const total = new Totals();
    const seeds = Array.from({ length: order.long ? DRILLS * 10 : DRILLS }, (_unused, index) => order.from + index);
    // The real processes mostly wait for each other, so the drills on virtual time run beside them.
    await Promise.all([
      dealOut<DrillTask, DrillOutcome>({
        script: new URL("./drill-worker.ts", import.meta.url),
        threads: order.processors,
        tasks: [...(regressions as readonly DrillTask[]), ...seeds.flatMap((seed) => kinds.map((kept) => ({ seed, kept })))],
        heard: (outcome) => total.add(outcome),
      }),
      ...kinds.map(async (kept) => total.addReal(kept, await realDrill(kept, order.from))),
    ]);
    return total.report();
  },
};

class Totals {
  readonly #counts = {
    drills: 0,
    edits: 0,
    relinked: 0,
    written: 0,
    asked: 0,
    made: 0,
    undone: 0,
    "real processes": 0,
    "real pairs": 0,
    "real questions": 0,
  };
  readonly #violations: string[] = [];

  add({ seed, kept, violations, edits, counts }: DrillOutcome): void {
    this.#counts.drills += 1;
    this.#counts.edits += edits;
    for (const name of ["relinked", "written", "asked", "made", "undone"] as const) this.#counts[name] += counts[name];
    if (violations.length === 0) return;
    const again = `npm run torture -- --only total-loss --from ${String(seed)}`;
    this.#violations.push(`seed ${String(seed)}, ${kept} kept: ${violations.slice(0, 3).join("; ")} (${again})`);
  }

  addReal(kept: Kept, { pairs, asked, violations }: Awaited<ReturnType<typeof realDrill>>): void {
    this.#counts["real processes"] += 1;
    this.#counts["real pairs"] += pairs;
    this.#counts["real questions"] += asked;
    this.#violations.push(...violations.map((violation) => `real processes, ${kept} kept: ${violation}`));
  }

  report(): Report {
    const untold = this.#violations.length - TOLD;
    return { counts: this.#counts, violations: [...this.#violations.slice(0, TOLD), ...(untold > 0 ? [`and ${String(untold)} more`] : [])] };
  }
}

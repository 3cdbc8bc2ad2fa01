import { simulate, type Outcome } from "./simulate.ts";
import { weatherOf, type Weather } from "./weather.ts";

/** One world to run: chance comes from the seed, and so does the weather unless it is given. */
export interface Trial {
  readonly seed: number;
  readonly weather?: Weather;
}

/** What became of a trial, and whether a second run gave the same trace. */
export interface Judged extends Outcome {
  readonly repeated: boolean;
}

/** Runs a trial twice: the same world must give the same trace (T3). */
export async function runTwice({ seed, weather = weatherOf(seed) }: Trial): Promise<Judged> {
  const run = (): Promise<Outcome> => simulate(seed, weather).catch((error: unknown) => broken(seed, error));
  const one = await run();
  return { ...one, repeated: (await run()).trace === one.trace };
}

/** Everything that a trial broke, a second run that differs included. */
export const flawsOf = (judged: Judged): readonly string[] => [
  ...judged.violations,
  ...(judged.repeated ? [] : ["T3 a second run gave another trace"]),
];

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
  refreshes: 0,
  acknowledged: 0,
});

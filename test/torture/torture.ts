/**
 * `npm run torture`: every suite of the rig, or those named, with a closing summary; exit code 0 only when each came to an end without violations.
 * `--seeds N` and `--from N` choose the simulator's seeds, `--flows` gives each world bridges of every kind, `--only NAME` (repeatable) the suites, `--long` the night's form,
 * `--minutes N` how long its soak takes, `--untimed` that nothing is judged by time, for a machine that others load as well.
 * `--seed N` runs one seed of the simulator twice and tells its story; `--shrink N` looks for the simplest weather under which it breaks;
 * `--mutant NAME` sows that bug alone; `--scenario NAME` runs one scenario of the crash points at all of them, with `--point N` at that one.
 */
import { availableParallelism } from "node:os";
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { abuse } from "./abuse/abuse-suite.ts";
import { crashPoints, scenarioNamed, tellScenario } from "./crash-points/crash-points-suite.ts";
import { fairness } from "./fairness/fairness-suite.ts";
import { mutantSuite } from "./mutants/mutants-suite.ts";
import { simulator, tellSeed, tellShrunk } from "./simulator/simulator-suite.ts";
import { soak } from "./soak/soak-suite.ts";
import { hasFailed, notRunOf, runSuites, summaryOf, type Told } from "./run-suites.ts";
import { isShortForm, SHORT_SEEDS, wordsOnShortForm } from "./short-form.ts";
import type { Order, Suite } from "./suite.ts";
import { totalLoss } from "./total-loss/total-loss-suite.ts";

/** Milliseconds that a suite which was told to stop has for tidying up. */
const LAST_WORDS_MS = 20_000;
const suites: readonly Suite[] = [simulator, crashPoints, mutantSuite, fairness, abuse, totalLoss, soak];

const wholeNumber = (text: string | undefined, otherwise: number): number => {
  if (text === undefined) return otherwise;
  if (/^\d{1,9}$/u.test(text)) return Number(text);
  return refuse(`${JSON.stringify(text)} is no whole number.`);
};

function refuse(why: string): never {
  process.stderr.write(
    `${why}\nUse: npm run torture -- [--only ${suites.map(({ name }) => name).join("|")}] [--seeds N] [--from N] [--flows] [--long] [--minutes N] [--untimed] [--mutant NAME] | --seed N [--flows] | --shrink N | --scenario NAME [--point N]\n`,
  );
  process.exit(2);
}

const words = {
  only: { type: "string", multiple: true },
  seeds: { type: "string" },
  from: { type: "string" },
  seed: { type: "string" },
  shrink: { type: "string" },
  mutant: { type: "string" },
  scenario: { type: "string" },
  point: { type: "string" },
  flows: { type: "boolean" },
  long: { type: "boolean" },
  untimed: { type: "boolean" },
  minutes: { type: "string" },
} as const;

function parseWords(): ReturnType<typeof parseArgs<{ options: typeof words }>>["values"] {
  try {
    return parseArgs({ options: words }).values;
  } catch (error) {
    return refuse((error as Error).message);
  }
}

function readWords(): { readonly order: Order; readonly chosen: readonly Suite[]; readonly single: (() => Promise<boolean>) | null } {
  const { only = [], ...values } = parseWords();
  for (const name of only) if (!suites.some((suite) => suite.name === name)) refuse(`There is no suite called ${JSON.stringify(name)}.`);
  const order: Order = {
    seeds: wholeNumber(values.seeds, SHORT_SEEDS),
    from: wholeNumber(values.from, 1),
    flows: values.flows ?? false,
    mutant: values.mutant ?? null,
    long: values.long ?? false,
    untimed: values.untimed ?? false,
    minutes: values.minutes !== undefined || values.long === true ? wholeNumber(values.minutes, 60) : null,
    processors: availableParallelism(),
    say: (line) => void process.stderr.write(`${line}\n`),
  };
  return { order, chosen: only.length === 0 ? suites : suites.filter(({ name }) => only.includes(name)), single: singleCase(values, order.say) };
}

/** One case to be told in full instead of running suites; true when nothing broke. */
function singleCase(values: ReturnType<typeof parseWords>, say: Order["say"]): (() => Promise<boolean>) | null {
  const { seed, flows = false, shrink, scenario: name, point } = values;
  if (seed !== undefined) return () => tellSeed(wholeNumber(seed, 1), flows, say);
  if (shrink !== undefined) return () => tellShrunk(wholeNumber(shrink, 1), say);
  if (name === undefined) return point === undefined ? null : refuse("--point needs --scenario.");
  const scenario = scenarioNamed(name) ?? refuse(`There is no scenario called ${JSON.stringify(name)}.`);
  return () => tellScenario(scenario, point === undefined ? null : wholeNumber(point, 1), say);
}

/** Under `npm test` the counts go to the file that it names, with what could not run. */
function leaveCounts(told: readonly Told[]): void {
  const file = process.env["HIGHWIRE_TEST_COUNTS"];
  if (file === undefined) return;
  const failed = told.filter(hasFailed).length;
  const left = notRunOf(told);
  writeFileSync(file, JSON.stringify({ passed: told.length - failed, failed, skipped: left.length, left }));
}

const { order, chosen, single } = readWords();
if (single !== null) process.exit((await single()) ? 0 : 1);
let isTold = false;
process.once("exit", () => {
  if (isTold) return;
  process.stderr.write("FAIL torture: it ended before its suites did\n");
  process.exitCode = 1;
});
const run = await runSuites(chosen, order);
const { told } = run;
process.stdout.write(summaryOf(run));
if (chosen.length === suites.length && isShortForm(order))
  for (const words of wordsOnShortForm(run.seconds, order.processors)) process.stdout.write(`${words}\n`);
leaveCounts(told);
isTold = true;
// A suite that hangs is told to stop, so that it takes its processes along; one that does not hear is left.
if (told.some(({ hangs }) => hangs)) {
  setTimeout(() => process.exit(1), LAST_WORDS_MS);
  process.kill(process.pid, "SIGTERM");
} else process.exit(told.some(hasFailed) ? 1 : 0);

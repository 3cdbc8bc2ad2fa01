import { startTestServer, stopTestServer } from "../../../src/storage/embedded/test-database.ts";
import type { Order, Report, Suite } from "../suite.ts";
import type { Killer, Mutant } from "./mutant.ts";
import { mutatedFiles, mutationScore, percentWords, sumOf, type MutationScore } from "./mutation-score.ts";
import { ScratchCopy } from "./scratch-copy.ts";
import { mutants } from "./seeded-mutants.ts";
import { TestRunner } from "./test-runner.ts";
import { untilStopped } from "./until-stopped.ts";
import type { Outcome } from "./warm-vitest.ts";

/** Bugs sown by hand, one at a time, each of which the tests named with it must notice; in the long form Stryker's as well. */
export const mutantSuite: Suite = {
  name: "mutants",
  about: "bugs sown one at a time, each killed by the tests that are named for it; without a bug the same tests pass",
  longestMinutes: ({ long }) => (long ? 240 : 60),
  async run(order) {
    const chosen = order.mutant === null ? mutants : mutants.filter(({ name }) => name === order.mutant);
    if (chosen.length === 0)
      return { counts: {}, violations: [`there is no mutant called ${String(order.mutant)}; they stand in test/torture/mutants`] };
    const board = new Scoreboard(order.say);
    await untilStopped(async (signal) => {
      await tryAll(chosen, order, board, signal);
      if (order.long && order.mutant === null && !signal.aborted) board.score(await mutationScore(mutatedFiles, signal));
    });
    return board.report();
  },
};

class Scoreboard {
  readonly #say: Order["say"];
  readonly #violations: string[] = [];
  #killed = 0;
  #tried = 0;
  #control = 0;
  #score: string | null = null;

  constructor(say: Order["say"]) {
    this.#say = say;
  }

  book(mutant: Mutant, outcome: Outcome | null): void {
    const { name, rule, killedBy } = mutant;
    this.#tried += 1;
    const trouble = troubleWith(mutant, outcome);
    if (trouble !== null) return this.#complain(`${name} (${rule}) ${trouble} (npm run torture -- --only mutants --mutant ${name})`);
    this.#killed += 1;
    this.#say(`   ✓ ${name} (${rule}) killed by ${killedBy.map(({ file, title }) => `${file}: ${title}`).join("; ")}`);
  }

  /** The tests of one file without a bug. */
  control(file: string, outcome: Outcome): void {
    if (outcome.kind === "broken") return this.#complain(`without any bug ${file} tells nothing: ${outcome.why}`);
    for (const { title } of outcome.failed) this.#complain(`without any bug this test fails: ${file}: ${title}`);
    for (const { title } of outcome.absent) this.#complain(`this test does not exist: ${file}: ${title}`);
    this.#control += outcome.passed.length;
  }

  /** Stryker's share, in the long form. */
  score({ files, troubles }: MutationScore): void {
    for (const score of files) this.#say(`   ${percentWords(score)} of Stryker's mutants of ${score.file} noticed`);
    if (files.length > 0) this.#score = percentWords(sumOf(files));
    for (const trouble of troubles) this.#complain(`${trouble} (npm run mutation)`);
  }

  #complain(violation: string): void {
    this.#violations.push(violation);
  }

  report(): Report {
    return {
      counts: {
        mutants: this.#tried,
        killed: this.#killed,
        "tests that pass without a bug": this.#control,
        ...(this.#score !== null && { "of Stryker's mutants noticed": this.#score }),
      },
      violations: this.#violations,
    };
  }
}

/** Why a mutant does not count as killed; null when it does. */
function troubleWith({ file, killedBy }: Mutant, outcome: Outcome | null): string | null {
  if (outcome === null) return `cannot be sown: its text is not found exactly once in ${file}`;
  if (outcome.kind === "broken") return `tells nothing: ${outcome.why}`;
  if (outcome.failed.length === killedBy.length) return null;
  const [alive] = [...outcome.passed, ...outcome.absent];
  return `survives ${alive?.file ?? ""}: ${alive?.title ?? ""}`;
}

/** Runs these tests on a copy as it is at that moment. */
type Run = (tests: readonly Killer[]) => Promise<Outcome>;
type Task = (copy: ScratchCopy, run: Run) => Promise<void>;

/** Deals all mutants and the control out over as many copies as there are processors. */
async function tryAll(chosen: readonly Mutant[], order: Order, board: Scoreboard, signal: AbortSignal): Promise<void> {
  const tests = distinct(chosen.flatMap(({ killedBy }) => killedBy));
  if (tests.some(({ file }) => file.endsWith(".db.test.ts"))) await startTestServer();
  const tasks = [...chosen.map((mutant) => trial(mutant, board)), ...controls(tests, board)];
  const work = async (): Promise<void> => {
    const copy = await ScratchCopy.make();
    const runner = new TestRunner(copy.root, signal);
    const run: Run = async (wanted) => runner.run({ changed: copy.takeChanges(), tests: wanted });
    try {
      for (let task = tasks.shift(); task !== undefined && !signal.aborted; task = tasks.shift()) await task(copy, run);
    } finally {
      runner.end();
      await copy.remove();
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(order.processors, tasks.length) }, work));
  } finally {
    await stopTestServer();
  }
}

const trial =
  (mutant: Mutant, board: Scoreboard): Task =>
  async (copy, run) =>
    board.book(mutant, await copy.withBug(mutant, async () => run(mutant.killedBy)));

/** After all bugs, so that one which was not taken out again cannot pass for many. */
const controls = (tests: readonly Killer[], board: Scoreboard): readonly Task[] =>
  [...Map.groupBy(tests, ({ file }) => file)].map(
    ([file, ofFile]) =>
      async (_copy, run) =>
        board.control(file, await run(ofFile)),
  );

const distinct = (tests: readonly Killer[]): readonly Killer[] => [...new Map(tests.map((test) => [`${test.file} ${test.title}`, test])).values()];

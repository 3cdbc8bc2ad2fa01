import { brokenPromises, eventsAreDecided } from "./check.ts";
import { pictureOf } from "./picture.ts";
import type { Scenario, Step } from "./scenario.ts";
import { Stage } from "./stage.ts";

/** Milliseconds for which everything must stay as it is once it is at rest, while it is swept and told again. */
const QUIET_MS = 12_000;

/** What a process passed until it ended. */
export interface Passed {
  /** In order: its crash points. */
  readonly passes: readonly string[];
  /** What stood outside the process at each of them, and which calls were under way; taken only of a process that is not to die. */
  readonly moments: readonly string[];
}

/** How one run of a scenario went. */
export interface Played extends Passed {
  /** What the second process passed, in a scenario that has one. */
  readonly again: Passed;
  readonly picture: readonly string[];
  readonly violations: readonly string[];
}

/** Milliseconds until the second process is started: by then it need not wait for a link that the first one held. */
const DOWN_MS = 21_000;

/**
 * Plays a scenario once; its process dies at the `dieAt`-th crash point, or after all is done, and the second one, in a scenario that has one, at its
 * `dieAgainAt`-th. Then another one puts everything right.
 */
export async function play(scenario: Scenario, dieAt: number | null = null, dieAgainAt: number | null = null): Promise<Played> {
  const stage = await Stage.build();
  const [first, second] = [new Watch(stage, dieAt), new Watch(stage, dieAgainAt)];
  const violations: string[] = [];
  try {
    await arrange(stage, scenario);
    violations.push(...(await live(stage, first, scenario.act)));
    if (scenario.again !== undefined) {
      await stage.universe.clock.sleep(DOWN_MS);
      violations.push(...(await live(stage, second, scenario.again.act)));
      for (const step of scenario.again.meanwhile) await step(stage);
    }
    violations.push(...(await putRight(stage, scenario)));
  } catch (error) {
    violations.push(`the scenario broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  const picture = await pictureOf(stage);
  stage.end();
  return {
    passes: first.passes,
    moments: first.moments,
    again: second,
    picture,
    violations: violations.filter((what) => scenario.meant?.test(what) !== true),
  };
}

/** A process from its start to its death. */
async function live(stage: Stage, watch: Watch, act: readonly Step[]): Promise<readonly string[]> {
  const { dieAt } = watch;
  const violations: string[] = [];
  await stage.start({ dieAt, watch: (pass) => watch.see(pass) });
  for (const step of act) {
    stage.beginStep();
    await step(stage);
  }
  if (!(await stage.rest())) violations.push("S2 the process did not come to rest");
  if (dieAt !== null && stage.alive) violations.push(`T3 the process did not get as far as point ${String(dieAt)}`);
  stage.end();
  return violations;
}

/** Writes down what a process passes. */
class Watch implements Passed {
  readonly passes: string[] = [];
  readonly moments: string[] = [];
  readonly dieAt: number | null;
  readonly #stage: Stage;
  readonly #underway: string[] = [];

  constructor(stage: Stage, dieAt: number | null) {
    this.#stage = stage;
    this.dieAt = dieAt;
  }

  see(pass: string): void {
    this.passes.push(pass);
    if (this.dieAt !== null) return;
    const [when = "", ...call] = pass.split(" ");
    const name = call.join(" ");
    if (when === "after") this.#underway.splice(this.#underway.indexOf(name), 1);
    this.moments.push(`${this.#stage.moment()} ${this.#underway.toSorted().join(", ")}`);
    if (when === "before") this.#underway.push(name);
  }
}

async function arrange(stage: Stage, { arrange: steps = [] }: Scenario): Promise<void> {
  await stage.start();
  for (const step of steps) await step(stage);
  stage.end();
}

/** A fresh process works off what is left, answers who got no answer, sweeps, and then must have nothing more to do. */
async function putRight(stage: Stage, { end, downMs = 1_000 }: Scenario): Promise<readonly string[]> {
  const { clock } = stage.universe;
  const violations: string[] = [];
  await clock.sleep(downMs);
  await stage.start();
  if (!(await stage.rest())) violations.push("S2 what was left did not come to rest");
  if (await stage.isRunnable()) violations.push(...eventsAreDecided(stage));
  for (const question of stage.unanswered.splice(0)) {
    await stage.ask(question);
    await stage.rest();
  }
  if (await stage.isRunnable()) violations.push(...(await stayQuiet(stage)));
  return [...violations, ...(await brokenPromises(stage)), ...end.flatMap((expect) => expect(stage) ?? [])];
}

/** W1, E1: two sweeps heal what events did not tell; after that nobody writes. */
async function stayQuiet(stage: Stage): Promise<readonly string[]> {
  stage.startSweeper();
  if (!(await stage.sweptTwice())) return ["W1 two sweeps did not bring rest"];
  const before = stage.writes;
  await stage.repeatWebhooks();
  await stage.universe.clock.sleep(QUIET_MS);
  await stage.rest();
  return stage.writes === before ? [] : [`E1 ${String(stage.writes - before)} writes although nobody edited`];
}

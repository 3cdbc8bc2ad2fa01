import { brokenPromises, eventsAreDecided } from "./check.ts";
import { pictureOf } from "./picture.ts";
import type { Scenario } from "./scenario.ts";
import { Stage } from "./stage.ts";

/** Milliseconds for which everything must stay as it is once it is at rest, while it is swept and told again. */
const QUIET_MS = 12_000;

/** How one run of a scenario went. */
export interface Played {
  /** What the process passed until it ended, in order: its crash points. */
  readonly passes: readonly string[];
  /** What stood outside the process at each of them, and which calls were under way; taken only when the run is not cut. */
  readonly moments: readonly string[];
  readonly picture: readonly string[];
  readonly violations: readonly string[];
}

/** Plays a scenario once; its process dies at the `dieAt`-th crash point, or after all is done. Then another one puts everything right. */
export async function play(scenario: Scenario, dieAt: number | null = null): Promise<Played> {
  const stage = await Stage.build();
  const passes: string[] = [];
  const moments: string[] = [];
  const underway: string[] = [];
  const watch = (pass: string): void => {
    passes.push(pass);
    if (dieAt !== null) return;
    const [when = "", ...call] = pass.split(" ");
    const name = call.join(" ");
    if (when === "after") underway.splice(underway.indexOf(name), 1);
    moments.push(`${stage.moment()} ${underway.toSorted().join(", ")}`);
    if (when === "before") underway.push(name);
  };
  const violations: string[] = [];
  try {
    await arrange(stage, scenario);
    await stage.start({ dieAt, watch });
    for (const step of scenario.act) {
      stage.beginStep();
      await step(stage);
    }
    if (!(await stage.rest())) violations.push("S2 the process did not come to rest");
    if (dieAt !== null && stage.alive) violations.push(`T3 the process did not get as far as point ${String(dieAt)}`);
    stage.end();
    violations.push(...(await putRight(stage, scenario)));
  } catch (error) {
    violations.push(`the scenario broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  const picture = await pictureOf(stage);
  stage.end();
  return { passes, moments, picture, violations: violations.filter((what) => scenario.meant?.test(what) !== true) };
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

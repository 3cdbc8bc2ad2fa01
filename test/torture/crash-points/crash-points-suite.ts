import { dealOut } from "../deal-out.ts";
import type { Suite } from "../suite.ts";
import { allScenarios } from "./all-scenarios.ts";
import { enumerate, killAt, type Enumerated, type Slice, type Violation } from "./enumerate.ts";
import { play } from "./play.ts";
import type { Scenario } from "./scenario.ts";

/** Slices that each scenario's points are dealt in, so that no thread is left with a long one at the end; each plays the run without a kill. */
const SLICES = 2;
/** Violations told in full; the rest is counted. */
const TOLD = 20;

/** A thread's task: a part of one scenario's points. */
export interface Task {
  readonly scenario: string;
  readonly slice: Slice;
}

/** Every scenario's process is killed at every point, once each, and nobody must be able to tell afterwards. */
export const crashPoints: Suite = {
  name: "crash-points",
  about: `${String(allScenarios.length)} scenarios, killed before and after each call of a port, some of them twice in a row, restarted, compared with a run without a kill`,
  longestMinutes: () => 45,
  async run(order) {
    const violations: Violation[] = [];
    let points = 0;
    let tried = 0;
    let done = 0;
    const tasks = allScenarios.flatMap(({ name }) =>
      Array.from({ length: SLICES }, (_unused, index): Task => ({ scenario: name, slice: { index, of: SLICES, all: order.long } })),
    );
    await dealOut<Task, Enumerated>({
      script: new URL("./point-worker.ts", import.meta.url),
      threads: order.processors,
      tasks,
      heard(part) {
        points += part.points;
        tried += part.tried;
        violations.push(...part.violations);
        if ((done += 1) % 50 === 0) order.say(`   ${String(done)} of ${String(tasks.length)} parts, ${String(points)} points`);
      },
    });
    return { counts: { scenarios: allScenarios.length, "crash points": points, "of them different": tried }, violations: tell(violations) };
  },
};

/** One line for each scenario and point, the earliest points first. */
function tell(violations: readonly Violation[]): readonly string[] {
  const digits = (point: number | null): string => String(point ?? 0).padStart(6, "0");
  const lines = [...Map.groupBy(violations, ({ scenario, point, again }) => `${scenario} ${digits(point)} ${digits(again)}`)]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, group]) => lineOf(group));
  return [...lines.slice(0, TOLD), ...(lines.length > TOLD ? [`and ${String(lines.length - TOLD)} more`] : [])];
}

function lineOf(group: readonly Violation[]): string {
  const { scenario = "", point = null, again = null } = group[0] ?? {};
  const replay = `npm run torture -- --scenario ${scenario}${point === null ? "" : ` --point ${String(point)}`}`;
  return `${scenario}, ${whereOf({ point, again })}: ${group
    .slice(0, 3)
    .map(({ what }) => what)
    .join("; ")} (${replay})`;
}

function whereOf({ point, again }: Pick<Violation, "point" | "again">): string {
  if (point === null) return "without a kill";
  return again === null ? `point ${String(point)}` : `point ${String(point)}, then point ${String(again)} of the next process`;
}

/** The scenario of that name, or null. */
export const scenarioNamed = (name: string): Scenario | null => allScenarios.find((scenario) => scenario.name === name) ?? null;

/** Runs one scenario without a kill, then with a kill at one point or at all, and tells what broke; true when nothing did. */
export async function tellScenario(scenario: Scenario, point: number | null, say: (line: string) => void): Promise<boolean> {
  const whole = await play(scenario);
  for (const [index, pass] of whole.passes.entries())
    if (point === null || Math.abs(index + 1 - point) <= 3) say(`${String(index + 1).padStart(5)} ${pass}`);
  for (const line of whole.picture) say(`      ${line}`);
  const killed = point === null ? await enumerate(scenario) : await killAt(scenario, whole, point, { all: false, twice: true });
  const violations =
    point === null ? killed.violations : [...whole.violations.map((what) => ({ point: null, again: null, what })), ...killed.violations];
  for (const violation of violations) say(`✗ ${whereOf(violation)}: ${violation.what}`);
  say(`${scenario.name}: ${String(killed.points)} crash points, ${String(killed.tried)} of them tried, ${String(violations.length)} violations`);
  return violations.length === 0;
}

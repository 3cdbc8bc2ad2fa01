import { play, type Passed, type Played } from "./play.ts";
import type { Scenario } from "./scenario.ts";

/** What came of one scenario, or of a slice of its points. */
export interface Enumerated {
  readonly scenario: string;
  /** Crash points, and how many of them differ in what a kill would leave behind: each of those was tried. */
  readonly points: number;
  readonly tried: number;
  readonly violations: readonly Violation[];
}

export interface Violation {
  readonly scenario: string;
  /** Null: also without any kill. */
  readonly point: number | null;
  /** Of the second process; null when only the first one was killed. */
  readonly again: number | null;
  readonly what: string;
}

/** A part of a scenario's points: every `of`-th, from `index` on. With `all` also those that an earlier point equals. */
export interface Slice {
  readonly index: number;
  readonly of: number;
  readonly all: boolean;
}

/**
 * Kills the process at each crash point of the slice, once each. The run without a kill says how many there are and how all must end. A process
 * that dies takes along only what it alone knew, so two points with the same store, vendors, time and calls under way are one: before a read and after
 * it, after a write and before the next call. Where a second process is to die, it
 * does so at each of its points for each write of the first one; with `all` for each point of the first one.
 */
export async function enumerate(scenario: Scenario, slice: Slice = { index: 0, of: 1, all: false }): Promise<Enumerated> {
  const whole = await play(scenario);
  const dealt = (list: readonly number[]): readonly number[] => list.filter((_point, index) => index % slice.of === slice.index);
  const first = dealt(pointsToTry(whole, slice.all));
  const violations: Violation[] =
    slice.index === 0 ? whole.violations.map((what) => ({ scenario: scenario.name, point: null, again: null, what })) : [];
  let points = dealt([...whole.passes.keys()]).length;
  let tried = 0;
  for (const point of first) {
    const killed = await killAt(scenario, whole, point, { all: slice.all, twice: slice.all || isUnnoted(whole, point) });
    points += killed.points - 1;
    tried += killed.tried;
    violations.push(...killed.violations);
  }
  return { scenario: scenario.name, points, tried, violations };
}

/** Kills the process at one point and, with `twice` and where the scenario has a second one that is to die, that one at each of its own. */
export async function killAt(
  scenario: Scenario,
  whole: Played,
  point: number,
  { all, twice }: { readonly all: boolean; readonly twice: boolean },
): Promise<Enumerated> {
  const violations: Violation[] = [];
  const note = (again: number | null, broken: readonly string[]): void =>
    void violations.push(...broken.map((what) => ({ scenario: scenario.name, point, again, what })));
  const cut = await play(scenario, point);
  note(null, brokenIn(scenario, whole, [whole.passes, cut.passes], cut));
  const next: Passed = twice ? cut.again : { passes: [], moments: [] };
  const second = pointsToTry(next, all);
  for (const again of second) {
    const cutAgain = await play(scenario, point, again);
    note(again, brokenIn(scenario, whole, [next.passes, cutAgain.again.passes], cutAgain));
  }
  return { scenario: scenario.name, points: 1 + next.passes.length, tried: 1 + second.length, violations };
}

/** Whether a vendor has just done something of which the process could not tell anybody yet. */
const isUnnoted = ({ passes }: Played, point: number): boolean => /^after (?:POST|PUT|PATCH|DELETE) /u.test(passes[point - 1] ?? "");

/** Numbers of the points that differ in what a kill would leave behind, counted from 1; with `all` of all. */
function pointsToTry({ passes, moments }: Passed, all: boolean): readonly number[] {
  const points = passes.map((_pass, index) => index + 1);
  return all ? points : points.filter((point) => moments.indexOf(moments[point - 1] ?? "") === point - 1);
}

/** What broke in a run with a kill, whose process must have passed the same up to there as without it. */
function brokenIn(
  scenario: Scenario,
  whole: Played,
  [expected, passes]: readonly [expected: readonly string[], passes: readonly string[]],
  cut: Played,
): readonly string[] {
  const strayed = passes.findIndex((pass, index) => pass !== expected[index]);
  return [
    ...cut.violations,
    ...(strayed === -1 ? [] : [`T3 pass ${String(strayed + 1)} was ${passes[strayed] ?? ""}, not ${expected[strayed] ?? "the end"}`]),
    ...(scenario.mayDiffer === undefined ? differences(whole.picture, cut.picture) : []),
  ];
}

/** A crash must leave nothing behind that a run without one does not show. */
function differences(whole: readonly string[], cut: readonly string[]): readonly string[] {
  const missing = without(whole, cut);
  const extra = without(cut, whole);
  if (missing.length + extra.length === 0) return [];
  return [`S3 ended otherwise than without a kill: ${[...missing.map((line) => `lacks ${line}`), ...extra.map((line) => `has ${line}`)].join("; ")}`];
}

function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

import { play, type Played } from "./play.ts";
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
 * it, after a write and before the next call.
 */
export async function enumerate(scenario: Scenario, slice: Slice = { index: 0, of: 1, all: false }): Promise<Enumerated> {
  const whole = await play(scenario);
  const told = (point: number | null, what: string): Violation => ({ scenario: scenario.name, point, what });
  const violations = slice.index === 0 ? whole.violations.map((what) => told(null, what)) : [];
  const dealt = (list: readonly number[]): readonly number[] => list.filter((_point, index) => index % slice.of === slice.index);
  const points = whole.passes.map((_pass, index) => index + 1);
  const tried = dealt(slice.all ? points : points.filter((point) => whole.moments.indexOf(whole.moments[point - 1] ?? "") === point - 1));
  for (const point of tried) violations.push(...(await playCut(scenario, whole, point)).map((what) => told(point, what)));
  return { scenario: scenario.name, points: dealt(points).length, tried: tried.length, violations };
}

/** What broke when the process died at this point. */
export async function playCut(scenario: Scenario, whole: Played, point: number): Promise<readonly string[]> {
  const cut = await play(scenario, point);
  const strayed = cut.passes.findIndex((pass, index) => pass !== whole.passes[index]);
  return [
    ...cut.violations,
    ...(strayed === -1 ? [] : [`T3 pass ${String(strayed + 1)} was ${cut.passes[strayed] ?? ""}, not ${whole.passes[strayed] ?? "the end"}`]),
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

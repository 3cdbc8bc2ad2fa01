import stryker from "./mutants/stryker.json" with { type: "json" };
import type { Order } from "./suite.ts";

/** Simulator seeds of the short form, and the minutes that all of it may take on so many processors. */
export const SHORT_SEEDS = 2_000;
const MOST = { minutes: 12, processors: 2 } as const;

/** Whether all suites run in the form that CI runs, so that they must keep its time. */
export const isShortForm = ({ seeds, long, minutes, flows, mutant }: Order): boolean =>
  seeds === SHORT_SEEDS && !long && minutes === null && !flows && mutant === null;

/** Closing sentences of the short form: whether it kept its time, for whoever reads it, and what it leaves to the long one. */
export function wordsOnShortForm(seconds: number, processors: number): readonly string[] {
  const kept = seconds <= MOST.minutes * 60 ? "within its" : "more than its";
  const took = `${(seconds / 60).toFixed(1)} min on ${String(processors)} processors`;
  return [
    `The short form took ${took}: ${kept} ${String(MOST.minutes)} min on ${String(MOST.processors)}.`,
    `Not in the short form: Stryker's mutants of merge, planner and classifier, of which tests must notice ${String(stryker.thresholds.break)} % in each file: npm run mutation, or npm run torture -- --long`,
  ];
}

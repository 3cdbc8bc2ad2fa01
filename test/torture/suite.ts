/** One part of the torture rig: runs by itself, in a bounded time, on loopback only. */
export interface Suite {
  readonly name: string;
  /** What it proves, in a few words. */
  readonly about: string;
  /** `beside`: it waits a great deal and judges nothing by time, so that others run meanwhile. `alone`: it judges by time. Default: one after another. */
  readonly place?: "beside" | "alone";
  /** Minutes after which it has failed to come to an end; several times what it takes on a slow machine. */
  longestMinutes(order: Order): number;
  run(order: Order): Promise<Report>;
}

/** What a run is asked for. */
export interface Order {
  /** Simulator seeds. */
  readonly seeds: number;
  /** First of them, and the seed of the soak. */
  readonly from: number;
  /** Bridges of every kind in each world of the simulator, which takes ten times as long; else in one of a hundred. */
  readonly flows: boolean;
  /** The long form, for a night; else the form that CI runs. */
  readonly long: boolean;
  /** Figures of time are told and not judged: for a machine that others load as well. */
  readonly untimed: boolean;
  /** Only this bug of the mutants; null for all. */
  readonly mutant: string | null;
  /** Minutes of the long soak; null for the short one. */
  readonly minutes: number | null;
  /** Processors to use. */
  readonly processors: number;
  /** One line for whoever waits. */
  readonly say: (line: string) => void;
}

export interface Report {
  /** Figures for the closing summary, in this order. */
  readonly counts: Readonly<Record<string, number | string>>;
  /** Broken promises, each with the one command that shows it again. Empty when the suite passed. */
  readonly violations: readonly string[];
  /** Pieces that this machine could not run, each with its reason: told as skipped. Default: none. */
  readonly notRun?: readonly string[];
}

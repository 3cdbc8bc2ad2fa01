import type { Stage } from "./stage.ts";

/** Something that happens: a person or a vendor does it whatever becomes of the process, or the process does it, as long as it lives. */
export type Step = (stage: Stage) => Promise<void> | void;

/** What must be true in the end; a sentence tells what is not. */
export type Expectation = (stage: Stage) => string | null;

/** One piece of the contact flow. Its process is killed at every point of `act`, once each; the end must be as if nothing had happened. */
export interface Scenario {
  /** Unique, in words joined by hyphens. */
  readonly name: string;
  /** Happens in a process that lives. */
  readonly arrange?: readonly Step[];
  /** Happens in the process that dies. */
  readonly act: readonly Step[];
  /**
   * What the process does that follows, in which that one dies as well, at each point of it; and what happens then, while none lives.
   * Default: the one that follows puts everything right.
   */
  readonly again?: { readonly act: readonly Step[]; readonly meanwhile: readonly Step[] };
  readonly end: readonly Expectation[];
  /** Milliseconds until somebody starts the process again. Default one second. */
  readonly downMs?: number;
  /** Violations that are none here, by their sentence: what the scenario's people wanted. */
  readonly meant?: RegExp;
  /** Why a run that was cut may rightly end in another way than one that was not. */
  readonly mayDiffer?: string;
}

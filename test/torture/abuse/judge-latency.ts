/** One round: how long honest senders waited while nothing else happened, while a bystander was attacked, and during the same attack on the server. Milliseconds. */
export interface Round {
  readonly quiet: readonly number[];
  readonly beside: readonly number[];
  readonly attacked: readonly number[];
}

export interface Verdict {
  /** Medians over the rounds of each round's 99th percentile. */
  readonly quietP99: number;
  readonly besideP99: number;
  readonly attackedP99: number;
  /** How many times as long as in quiet. */
  readonly plainRatio: number;
  /** How many times as long as beside the attack, or as the grain where that is more: what is judged. */
  readonly ratio: number;
}

/** What honest senders may wait at most under attack, as a multiple of what they wait while the same attack meets a bystander. */
export const MAX_RATIO = 2;
/** Below this a wait is the operating system's doing, not ours: two processes and a database on two cores are woken so late now and then. */
const GRAIN_MS = 5;

/**
 * Compares medians of many short rounds in turn, so that whatever else the machine does meets all parts alike and one bad moment decides nothing.
 * An attacker has machines of his own; here attack and server share one, so what making the attack takes is measured beside it and left out (ADR 0045).
 */
export function judgeLatency(rounds: readonly Round[]): Verdict {
  const [quietP99, besideP99, attackedP99] = (["quiet", "beside", "attacked"] as const).map((part) =>
    median(rounds.map((round) => percentile(round[part], 0.99))),
  ) as [number, number, number];
  // Without answers in quiet or beside the attack there is nothing to compare with, which must not pass for a small ratio.
  const isMeasured = Number.isFinite(quietP99) && Number.isFinite(besideP99);
  const ratio = isMeasured ? attackedP99 / Math.max(GRAIN_MS, besideP99) : Number.POSITIVE_INFINITY;
  return { quietP99, besideP99, attackedP99, plainRatio: attackedP99 / quietP99, ratio };
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.POSITIVE_INFINITY;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = sorted.length % 2 === 0 ? [sorted[middle - 1], sorted[middle]] : [sorted[middle], sorted[middle]];
  return (low + high) / 2;
}

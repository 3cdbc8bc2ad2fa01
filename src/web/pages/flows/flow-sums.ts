import type { FlowPart } from "#contract/flows.ts";

/** How the records of these bridges stand, together. */
export function countsOf(parts: readonly FlowPart[]): {
  readonly inStep: number;
  readonly waiting: number;
  readonly needsYou: number;
  readonly failing: number;
} {
  const sum = (of: (part: FlowPart) => number): number => parts.reduce((total, part) => total + of(part), 0);
  return {
    inStep: sum(({ counts }) => counts["in-sync"]),
    waiting: sum(({ counts }) => counts.waiting),
    needsYou: sum(({ counts }) => counts.conflict),
    failing: sum(({ counts }) => counts.failing),
  };
}

/** When the side that was looked through longest ago was, by ages that were told at `toldAt`; null when one never was. */
export function lookedAt(parts: readonly FlowPart[], toldAt: number): number | null {
  const ages = parts.flatMap(({ sweepAgeMs }) => [sweepAgeMs.highlevel, sweepAgeMs.incident]);
  const known = ages.filter((age) => age !== null);
  return known.length === 0 || known.length < ages.length ? null : toldAt - Math.max(...known);
}

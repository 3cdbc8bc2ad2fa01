import type { Counts } from "#core/ports/dashboard-rows.ts";

/** Bins per doubling: a time is told at most a fifth too long, never too short. */
const PER_DOUBLING = 4;

/** The bin that holds a time in milliseconds; the first one holds up to one. */
export const lagBin = (ms: number): number => Math.max(0, Math.ceil(Math.log2(Math.max(1, ms)) * PER_DOUBLING - 1e-9));

/** The longest time that a bin holds, in milliseconds. */
const upperEdge = (bin: number): number => 2 ** (bin / PER_DOUBLING);

/** How many times were counted under a name. */
export const lagCount = (counts: Counts, prefix: string): number => binsIn(counts, prefix).reduce((sum, { times }) => sum + times, 0);

/** The time within which that share of all stayed, in milliseconds; null without any. */
export function percentile(counts: Counts, prefix: string, share: number): number | null {
  const bins = binsIn(counts, prefix);
  const wanted = bins.reduce((sum, { times }) => sum + times, 0) * share;
  let passed = 0;
  for (const { bin, times } of bins) {
    passed += times;
    if (passed >= wanted) return upperEdge(bin);
  }
  return null;
}

function binsIn(counts: Counts, prefix: string): readonly { readonly bin: number; readonly times: number }[] {
  return Object.entries(counts)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, times]) => ({ bin: Number(name.slice(prefix.length)), times }))
    .toSorted((one, other) => one.bin - other.bin);
}

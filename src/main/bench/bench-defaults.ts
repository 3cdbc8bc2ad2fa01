/** How much of everything the published figures are measured with; each command's defaults. */
export const defaults = {
  ingestSeconds: 12,
  ingestConnections: 50,
  latencyEdits: 200,
  backfillContacts: 10_000,
  changeContacts: 1_000,
  scaleLinks: 1_000_000,
  scaleChanges: 200,
  workersContacts: 640,
  workflowRuns: 5_000,
  workflowEvents: 100,
} as const;

/** A hundredth, a tenth and all of the links. */
export const sizesUpTo = (links: number): readonly number[] => [
  ...new Set([links / 100, links / 10, links].map((size) => Math.max(1, Math.round(size)))),
];

import type { Candidate } from "../ports/records-port.ts";

/** Each record once, with everything by which it was found (I1). */
export function mergeCandidates(candidates: readonly Candidate[]): readonly Candidate[] {
  const merged = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const { matchedBy = [] } = merged.get(candidate.record.id) ?? {};
    merged.set(candidate.record.id, { ...candidate, matchedBy: [...new Set([...matchedBy, ...candidate.matchedBy])] });
  }
  return [...merged.values()];
}

import type { CaseRules } from "./bridge.ts";

/** Rules under which this tag holds; null for none. The one before is remembered, so that it is taken off whoever still carries it. */
export function withHoldTag(rules: CaseRules, tag: string | null): CaseRules {
  const holdTag = tag === null ? null : holdTagOf(tag);
  const before = [...(rules.formerHoldTags ?? []), ...(rules.holdTag === null ? [] : [rules.holdTag])];
  return { ...rules, holdTag, formerHoldTags: [...new Set(before)].filter((former) => former !== holdTag) };
}

/** HighLevel keeps tags in lower case. */
export const holdTagOf = (tag: string): string => tag.trim().toLowerCase();

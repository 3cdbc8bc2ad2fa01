import { transformWords } from "./transform-words.ts";
import type { FieldMap } from "./field-map.ts";

/** One field that two mappings differ in, in words. */
export interface MappingChange {
  readonly field: string;
  readonly label: string;
  readonly what: "added" | "removed" | "changed";
  /** One sentence for each thing that changed; empty for a field that came or went. */
  readonly sentences: readonly string[];
}

/** What became of each field between two mappings, in the order of the later one; the order of rows alone is no change. */
export function mappingChanges(before: readonly FieldMap[], after: readonly FieldMap[]): readonly MappingChange[] {
  const gone = before.filter(({ field }) => after.every((map) => map.field !== field));
  return [
    ...after.flatMap((map): readonly MappingChange[] => {
      const old = before.find(({ field }) => field === map.field);
      const { field, label } = map;
      if (old === undefined) return [{ field, label, what: "added", sentences: [] }];
      const sentences = sentencesFor(old, map);
      return sentences.length === 0 ? [] : [{ field, label, what: "changed", sentences }];
    }),
    ...gone.map(({ field, label }): MappingChange => ({ field, label, what: "removed", sentences: [] })),
  ];
}

export const directionWords: Readonly<Record<FieldMap["direction"], string>> = {
  both: "both ways",
  "to-incident": "HighLevel to incident.io",
  "to-highlevel": "incident.io to HighLevel",
  off: "off",
};
export const policyWords: Readonly<Record<FieldMap["policy"], string>> = {
  highlevel: "HighLevel wins",
  incident: "incident.io wins",
  newest: "the newest wins",
  ask: "ask a person",
};

function sentencesFor(old: FieldMap, now: FieldMap): readonly string[] {
  const between = (what: string, before: string, after: string): readonly string[] => (before === after ? [] : [`${what}: ${before} → ${after}`]);
  const places = old.left !== now.left || old.right !== now.right;
  return [
    ...between("Name", old.label, now.label),
    ...(places ? [`Now between ${now.left} and ${now.right}; before, between ${old.left} and ${old.right}`] : []),
    ...between("When a record is made", directionWords[old.creates ?? old.direction], directionWords[now.creates ?? now.direction]),
    ...between("Afterwards", directionWords[old.direction], directionWords[now.direction]),
    ...between("When both sides changed", policyWords[old.policy], policyWords[now.policy]),
    ...between("On the way", transformWords(old.transforms), transformWords(now.transforms)),
    ...between("Personal", old.personal ? "yes" : "no", now.personal ? "yes" : "no"),
  ];
}

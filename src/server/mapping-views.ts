import type { MappingAttempt, MappingRow, MappingVersionView, MappingView } from "#contract/mapping.ts";
import { draftOf } from "#core/mapping/draft-row.ts";
import type { FieldMap } from "#core/mapping/field-map.ts";
import { faultWords } from "#core/mapping/fault-words.ts";
import { mappingChanges } from "#core/mapping/mapping-changes.ts";
import { isKeyField } from "#core/mapping/places.ts";
import type { MappingVersion } from "#core/ports/mapping-versions.ts";
import type { CanonicalValue } from "#core/record/canonical.ts";
import type { MappingState, TriedMapping } from "#engine/mapping/mapping-desk.ts";
import { asValue, isHidden, shownAs, type Sight } from "./values.ts";

export function toMapping({ bridge, version, places, needsPlan }: MappingState): MappingView {
  const { id, name, entity, mode, fields } = bridge;
  return {
    bridge: { id, name, entity, mode },
    number: version.number,
    savedAt: version.at,
    savedBy: version.who,
    needsPlan,
    rows: fields.map(toRow),
    locked: fields.filter(({ field }) => isKeyField(bridge, field)).map(({ field }) => field),
    places: { left: places.left.map((place) => ({ ...place })), right: places.right.map((place) => ({ ...place })), withheld: places.withheld },
  };
}

function toRow(map: FieldMap): MappingRow {
  const { transforms, ...row } = draftOf(map);
  return {
    ...row,
    transforms: transforms.map((transform) =>
      transform.op === "table" ? { ...transform, pairs: transform.pairs.map((pair) => ({ ...pair })) } : transform,
    ),
  };
}

/** Each side's values are masked as what stands there is in force, whatever the rows that are tried say of it; what is mapped nowhere counts as personal. */
export function toMappingAttempt({ bridge, places, issues, records }: TriedMapping, rows: readonly MappingRow[], sight: Sight): MappingAttempt {
  const looks = rows.map((row) => {
    const plain = places.left.some(({ place, personal }) => place === row.left && personal !== true);
    const stored = bridge.fields.find(({ left }) => left === row.left);
    const left = stored ?? (plain ? { ...row, field: row.left, kind: "text" as const } : undefined);
    return { left, right: bridge.fields.find(({ right }) => right === row.right) };
  });
  return {
    issues: issues.map((issue) => ({ ...issue, words: faultWords(issue) })),
    records: records.map(({ title, rows: told }) => ({
      title,
      rows: told.map(({ before, after, back, there }, index) => {
        const { left, right } = looks[index] ?? {};
        const shown = (value: CanonicalValue) => asValue(shownAs(left, value, sight));
        return {
          before: shown(before),
          after: shown(after),
          back: shown(back),
          there: asValue(shownAs(right, there, sight)),
          masked: isHidden(left, sight),
        };
      }),
    })),
  };
}

export const toMappingVersions = (versions: readonly MappingVersion[]): readonly MappingVersionView[] =>
  versions.map(({ number, at, who, note, fields }, index) => {
    const before = versions[index + 1];
    const changes = before === undefined ? [] : mappingChanges(before.fields, fields);
    return {
      number,
      at,
      who,
      note,
      rows: fields.map(toRow),
      changes: changes.map(({ sentences, ...change }) => ({ ...change, sentences: [...sentences] })),
    };
  });

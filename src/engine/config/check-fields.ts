import type { Bridge } from "#core/bridge.ts";
import type { ConfigBridge, ConfigField, ConfigPath, ConfigProblem } from "#core/config/config-document.ts";
import { entityWords } from "#core/entity-words.ts";
import { mappingIssues } from "#core/mapping/check-mapping.ts";
import { compatibilityOf } from "#core/mapping/compatibility.ts";
import type { DraftRow, MappingIssue } from "#core/mapping/draft-row.ts";
import { faultWords } from "#core/mapping/fault-words.ts";
import { isMappedEntity, type MappedEntity, type Places } from "#core/mapping/places.ts";
import { mappedLeftPlaces, mappedRightPlaces } from "../mapping/known-places.ts";

type Row = Bridge["fields"][number];
/** Rows that the bridge has now, and those with which one of its kind begins. */
interface Rows {
  readonly known: readonly Row[];
  readonly fresh: readonly Row[];
}

const named = (rows: readonly Row[], { field }: Pick<Row, "field">): Row | undefined => rows.find((row) => row.field === field);

/** What of a bridge's rows in the file could not be carried out. */
export function fieldProblems(path: ConfigPath, wanted: ConfigBridge, rows: Rows): readonly ConfigProblem[] {
  const { kind, fields } = wanted;
  const twice = fields.flatMap(({ field }, index) =>
    fields.slice(0, index).some((row) => row.field === field)
      ? [{ path: [...path, index, "field"], says: `${field} stands in this mapping twice` }]
      : [],
  );
  const moved = fields.flatMap((row, index) => movedProblems([...path, index], row, named(rows.known, row)));
  return [...twice, ...moved, ...(isMappedEntity(kind) ? chosenProblems(path, { ...wanted, kind }, rows) : fixedProblems(path, wanted, rows))];
}

/** A field keeps its kind and its places. */
function movedProblems(path: ConfigPath, row: ConfigField, known: Row | undefined): readonly ConfigProblem[] {
  if (known === undefined) return [];
  const fixed = [
    ["kind", known.kind, row.kind],
    ["highlevel", known.left, row.highlevel],
    ["incident", known.right, row.incident],
  ] as const;
  return fixed
    .filter(([, here, given]) => here !== given)
    .map(([key, here]) => ({ path: [...path, key], says: `${row.field} has the ${key} ${here}; for another one add a row under another field` }));
}

/** What hangs on incidents is told in fixed words: no row comes or goes, and none flows further than it can. */
function fixedProblems(path: ConfigPath, { kind, fields }: ConfigBridge, { known, fresh }: Rows): readonly ConfigProblem[] {
  const missing = known.filter((row) => fields.every(({ field }) => field !== row.field));
  return [
    ...fields.flatMap((row, index): readonly ConfigProblem[] => {
      if (named(known, row) === undefined) return [{ path: [...path, index, "field"], says: `${entityWords[kind]} have no field ${row.field}` }];
      const reach = named(fresh, row)?.direction ?? "both";
      const beyond = (["direction", "creates"] as const).filter((way) => reach !== "both" && row[way] !== reach && row[way] !== "off");
      return beyond.map((way) => ({ path: [...path, index, way], says: `${row.field} flows only ${reach}` }));
    }),
    ...missing.map(({ field }) => ({ path, says: `${field} cannot be left out` })),
  ];
}

/** A mapping that people choose is judged as on its own page, between the places that are known without asking the vendors. */
function chosenProblems(path: ConfigPath, wanted: ConfigBridge & { readonly kind: MappedEntity }, { known, fresh }: Rows): readonly ConfigProblem[] {
  const { kind, country, fields } = wanted;
  const places = placesIn(wanted, known);
  const rows = fields.map((row) => draftRow(row, known));
  return [
    ...mappingIssues({ entity: kind, fields: known, defaultCountry: country }, rows, places).map((issue) => problemOf(path, issue)),
    ...fields.flatMap((row, index) => {
      const wants = named(known, row) === undefined && named(fresh, row)?.kind !== row.kind ? kindBetween(row, places) : row.kind;
      return wants === row.kind ? [] : [{ path: [...path, index, "kind"], says: `between these two places, ${row.field} is of the kind ${wants}` }];
    }),
  ];
}

const custom = /^customField:[\w-]{1,64}$/u;
const attribute = /^attribute:[\w-]{1,64}$/u;

/** HighLevel's own fields, and whatever mapping and file name as a custom field or an attribute. */
function placesIn({ kind, fields }: ConfigBridge & { readonly kind: MappedEntity }, known: readonly Row[]): Places {
  const given = fields.map(({ highlevel, incident, label, kind: of }) => ({ left: highlevel, right: incident, label, kind: of }));
  return {
    left: mappedLeftPlaces({ entity: kind, fields: [...known, ...given.filter(({ left }) => kind === "contact" && custom.test(left))] }),
    right: mappedRightPlaces({ fields: [...known, ...given.filter(({ right }) => attribute.test(right))] }),
  };
}

const draftRow = ({ highlevel, incident, wins, kind: _kind, field, ...row }: ConfigField, known: readonly Row[]): DraftRow => ({
  ...row,
  field: named(known, { field }) === undefined ? null : field,
  left: highlevel,
  right: incident,
  policy: wins,
});

function kindBetween({ highlevel, incident, kind }: ConfigField, places: Places): Row["kind"] {
  const [left, right] = [places.left.find(({ place }) => place === highlevel), places.right.find(({ place }) => place === incident)];
  const fit = left === undefined || right === undefined ? null : compatibilityOf(left, right);
  return fit === null || fit.light === "never" ? kind : fit.kind;
}

/** Rows call some things otherwise than the file does. */
const keys: Readonly<Record<string, string>> = { left: "highlevel", right: "incident", policy: "wins" };
const hints: Readonly<Record<string, string>> = {
  left: "; a custom field is named customField:<id>",
  right: "; an attribute is named attribute:<key>",
};

/** As far down as the row's key: transforms are judged in the order in which they are carried out, which need not be the file's. */
function problemOf(path: ConfigPath, issue: MappingIssue): ConfigProblem {
  const [, index, part = ""] = /^fields\[(\d+)\]\.(\w+)/u.exec(issue.path) ?? [];
  const hint = issue.fault === "place-unknown" ? (hints[part] ?? "") : "";
  return { path: index === undefined ? path : [...path, Number(index), keys[part] ?? part], says: faultWords(issue) + hint };
}

import { badges, type CatalogItem, type JsonSchema, type Operation, type Trigger } from "#core/catalog/operation.ts";
import { countCatalog, searchCatalog, type CatalogSearch } from "#core/catalog/search-catalog.ts";
import { counted } from "#lib/counted.ts";
import { openCatalog } from "#main/catalog/open-catalog.ts";
import { neededArg, numberFlag, textFlag, usage, type Run } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Output } from "../output.ts";

const vendorWords: Readonly<Record<CatalogItem["vendor"], string>> = { highlevel: "HighLevel", incident: "incident.io", highwire: "Highwire" };

export const search: Run = async ({ output }, given) => {
  const limit = numberFlag(given, "limit", "--limit", 20, [1, 10_000]);
  const words = given.args.flat().join(" ");
  const asked = { words, vendor: textFlag(given, "vendor"), kind: textFlag(given, "kind"), effect: textFlag(given, "effect") };
  const wanted = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as CatalogSearch;
  const found = searchCatalog(await openCatalog().items(), wanted);
  const items = found.slice(0, limit);
  output.document("catalog", { found: found.length, items });
  if (items.length === 0) {
    output.note("Nothing in the catalog fits; try fewer or other words.");
    return exitCodes.done;
  }
  output.table(
    ["ID", "VENDOR", "WHAT", "DOES", "PROVEN"],
    items.map(({ id, vendor, title, kind, effect, badge }) => [id, vendorWords[vendor], title, effect ?? kind, badge]),
  );
  if (found.length > items.length) output.note(`${counted(found.length, "entry", "entries")} fit; --limit ${String(found.length)} shows them all.`);
  return exitCodes.done;
};

export const show: Run = async ({ output }, given) => {
  const id = neededArg(given, 0, "<id>");
  const catalog = openCatalog();
  const entry = (await catalog.operation(id)) ?? (await catalog.trigger(id));
  if (entry === null) throw usage(`<id>: the catalog has no ${JSON.stringify(id)}; \`highwire catalog search\` lists what there is`);
  output.document("entry", { entry });
  told(output, commonLines(entry));
  if (entry.kind === "action") told(output, actionLines(entry));
  else told(output, [["Gives", fieldsOf(entry.output).join(", ") || "nothing"]]);
  return exitCodes.done;
};

export const count: Run = async ({ output }) => {
  const counts = countCatalog(await openCatalog().items());
  const sum = (of: "total" | (typeof badges)[number] | "curated"): number => counts.reduce((so, row) => so + row[of], 0);
  const total = { total: sum("total"), tested: sum("tested"), validated: sum("validated"), documented: sum("documented"), curated: sum("curated") };
  output.document("catalog-count", { counts, total });
  const figures = (row: typeof total): readonly string[] => [row.total, ...badges.map((badge) => row[badge]), row.curated].map(String);
  output.table(
    ["VENDOR", "KIND", "ALL", "TESTED", "VALIDATED", "DOCUMENTED", "WRITTEN UP"],
    [...counts.map((row) => [vendorWords[row.vendor], row.kind, ...figures(row)]), ["all", "", ...figures(total)]],
  );
  return exitCodes.done;
};

type Line = readonly [name: string, text: string];

function told(output: Output, lines: readonly Line[]): void {
  for (const [name, text] of lines) output.data(output.style.plain ? `${name}\t${text}` : `${output.paint("dim", name.padEnd(10))}${text}`);
}

const commonLines = ({ id, title, sentence, vendor, object, scopes, badge }: Operation | Trigger): readonly Line[] => [
  ["Id", id],
  ["What", title],
  ...(sentence === null ? [] : [["", sentence] as const]),
  ["Vendor", `${vendorWords[vendor]}, ${object}`],
  ["Needs", scopes.join(", ") || "no scope that the document names"],
  ["Proven", badge],
];

function actionLines({ effect, method, path, input, cost, repeat, example, notRunnable }: Operation): readonly Line[] {
  return [
    ["Does", effect],
    ["Call", `${method} ${path}`],
    ["Takes", fieldsOf(input).join(", ") || "nothing"],
    ["Costs", cost],
    ["Twice", repeat],
    ...(notRunnable === null ? [] : [["Not run", notRunnable] as const]),
    ...(example === null ? [] : [["Example", JSON.stringify(example)] as const]),
  ];
}

/** Fields two levels deep; those that are needed have a star. */
function fieldsOf({ properties = {} }: JsonSchema): readonly string[] {
  return Object.entries(properties).flatMap(([place, schema]) => {
    const inner = Object.keys(schema.properties ?? {});
    if (inner.length === 0) return [place];
    return inner.map((name) => `${place}.${name}${schema.required?.includes(name) === true ? "*" : ""}`);
  });
}

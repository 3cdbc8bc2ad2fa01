/**
 * Writes the facts behind the operations catalog: every operation of both vendors that is not deprecated, with parameters, schemas of request and
 * answer, scopes and version, and every webhook event with its schema. HighLevel's newest documents come first; of the dated ones only what
 * the newest lack. Facts only, no vendor sentences. One file for each area, so that what nobody asks for is never read.
 * Reads HIGHWIRE_FACTS and HIGHWIRE_SPECS (default ../shared/facts, ../shared/specs); without them it says so and changes nothing, and fails
 * only when the missing one was named. `--check` fails when the committed files are stale.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { highlevelEvents, incidentEvents, type HighLevelEventFacts, type IncidentEventFacts } from "./catalog-events.ts";
import type { AreaFacts } from "../src/catalog/operation-facts.ts";
import { catalogFile, type Published } from "./catalog-operations.ts";
import { laterDocument, type OperationFacts } from "./later-operations.ts";
import { Documents, type Json } from "./open-api-documents.ts";

const facts = process.env["HIGHWIRE_FACTS"] ?? "../shared/facts";
const specs = process.env["HIGHWIRE_SPECS"] ?? "../shared/specs";
const check = process.argv.includes("--check");
const folder = join(import.meta.dirname, "..", "src", "vendors", "generated", "operations");

for (const [name, place] of Object.entries({ HIGHWIRE_FACTS: facts, HIGHWIRE_SPECS: specs })) {
  if (existsSync(place)) continue;
  // The vendors' texts are not part of the project, so their absence is an error only where somebody has said that they are there.
  const isNamed = process.env[name] !== undefined;
  process.stdout.write(`operations catalog: ${isNamed ? "failed" : "skipped"}, ${place} is not here (${name} names it)\n`);
  process.exit(isNamed ? 1 : 0);
}

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
const LATER = "incidentio/later.json";

interface Found {
  readonly document: string;
  readonly area: string;
  readonly method: Published["method"];
  readonly path: string;
  readonly operation: Json;
}

/** Each operation of a document, with the area that its id begins with. */
function operationsIn(documents: Documents, document: string, areaOf: (operation: Json) => string): readonly Found[] {
  return Object.entries(documents.document(document)["paths"] as Json).flatMap(([path, described]) =>
    methods.flatMap((method) => {
      const operation = (described as Json)[method.toLowerCase()] as Json | undefined;
      return operation === undefined ? [] : [{ document, area: areaOf(operation), method, path, operation }];
    }),
  );
}

/** `getContactTasks`, `Follow-ups V3#List` and `fb-get-reporting` alike. */
const kebab = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/gu, "$1-$2")
    .replaceAll(/[^A-Za-z0-9]+/gu, "-")
    .replaceAll(/^-+|-+$/gu, "")
    .toLowerCase();

/**
 * Operations with ids that nothing else has. Where an area names two things alike, the newest document keeps the short id; else the end of the path
 * tells them apart, and then the method.
 */
function identified(vendor: string, found: readonly Found[], nameOf: (found: Found) => string): readonly (Found & { readonly id: string })[] {
  const isDated = (one: Found): boolean => one.document.includes("/v2/");
  const ways: readonly ((one: Found) => string)[] = [
    (one) => `${vendor}.${one.area}.${kebab(nameOf(one))}`,
    (one) => `${vendor}.${one.area}.${kebab(nameOf(one))}${isDated(one) ? "-dated" : ""}`,
    (one) => `${vendor}.${one.area}.${kebab(nameOf(one))}-${kebab(wordsOf(one.path).slice(-2).join("-"))}`,
    (one) => `${vendor}.${one.area}.${kebab(nameOf(one))}-${one.method.toLowerCase()}`,
  ];
  const counts = ways.map((way) => Map.groupBy(found, way));
  return found.map((one) => {
    const best = ways.findIndex((way, index) => counts[index]?.get(way(one))?.length === 1);
    const way = ways[best];
    if (way === undefined) throw new Error(`${one.method} ${one.path} cannot be told apart from its namesakes`);
    return { ...one, id: way(one) };
  });
}

const wordsOf = (path: string): readonly string[] =>
  path
    .replaceAll(/\{\w+\}/gu, "")
    .split("/")
    .filter((word) => word !== "");

function highlevelOperations(documents: Documents): readonly Published[] {
  const within = (version: string): readonly string[] =>
    readdirSync(join(specs, "highlevel", version))
      .filter((file) => file.endsWith(".json"))
      .toSorted()
      .map((file) => `highlevel/${version}/${file}`);
  const area = (file: string): string => basename(file, ".json").replace(/-v3$/u, "");
  const all = (version: string): readonly Found[] => within(version).flatMap((file) => operationsIn(documents, file, () => area(file)));
  const newest = all("v3");
  const known = new Set(newest.map(({ method, path }) => `${method} ${path}`));
  const older = all("v2").filter(({ method, path }) => !known.has(`${method} ${path}`));
  const living = [...newest, ...older].filter(({ operation }) => operation["deprecated"] !== true);
  return identified("highlevel", living, ({ operation }) => String(operation["operationId"])).map((one) => ({
    ...one,
    version: one.document.includes("/v3/") ? "v3" : "2021-07-28",
  }));
}

function incidentOperations(documents: Documents): readonly Published[] {
  const area = (operation: Json): string => kebab(String(operation["operationId"]).split("#")[0] ?? "");
  const found = ["incidentio/openapi3.json", LATER].flatMap((file) => operationsIn(documents, file, area));
  const living = found.filter(({ operation }) => operation["deprecated"] !== true);
  return identified("incident", living, ({ operation }) => String(operation["operationId"]).split("#")[1] ?? "");
}

const read = <Shape>(file: string): Shape => JSON.parse(readFileSync(join(facts, file), "utf8")) as Shape;

/** Files of one vendor by area. */
function filesOf(documents: Documents, published: readonly Published[]): ReadonlyMap<string, AreaFacts> {
  const areas = Map.groupBy(published, ({ id }) => id.split(".")[1] ?? "");
  return new Map(
    [...areas].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([area, operations]) => [area, catalogFile(documents, operations)]),
  );
}

/** What is needed to list an operation. */
const rowsOf = (files: ReadonlyMap<string, AreaFacts>): readonly Json[] =>
  [...files.values()].flatMap(({ operations }) =>
    operations.map(({ id, method, path, scopes, encoding }) => ({ id, method, path, scopes, ...(encoding !== undefined && { encoding }) })),
  );

/** One value of a list or object a line, so that a change of one is a change of one line. */
function lines(value: readonly unknown[] | Json): string {
  if (Array.isArray(value)) return `[\n${value.map((item) => JSON.stringify(item)).join(",\n")}\n]`;
  return `{\n${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}:${JSON.stringify(item)}`)
    .join(",\n")}\n}`;
}

const fileText = ({ operations, defs }: AreaFacts): string => `{\n"operations":${lines(operations)},\n"defs":${lines(defs)}\n}\n`;

const documents = new Documents(specs);
documents.add(LATER, laterDocument(read<OperationFacts>("incidentio-operations.json")));
const vendors = { highlevel: filesOf(documents, highlevelOperations(documents)), incident: filesOf(documents, incidentOperations(documents)) };
const outputs = new Map<string, string>();
for (const [vendor, files] of Object.entries(vendors)) {
  outputs.set(`${vendor}.json`, `${lines(rowsOf(files))}\n`);
  for (const [area, file] of files) outputs.set(`${vendor}/${area}.json`, fileText(file));
}
outputs.set("highlevel-events.json", `${lines(highlevelEvents(read<HighLevelEventFacts>("highlevel-webhooks.json")))}\n`);
outputs.set("incident-events.json", `${lines(incidentEvents(read<IncidentEventFacts>("incidentio-webhooks.json")))}\n`);

const committed = existsSync(folder) ? (readdirSync(folder, { recursive: true }) as string[]).filter((file) => file.endsWith(".json")) : [];
const stale = new Set([
  ...committed.filter((file) => !outputs.has(file)),
  ...[...outputs].flatMap(([file, text]) => (committed.includes(file) && readFileSync(join(folder, file), "utf8") === text ? [] : [file])),
]);
for (const file of stale) {
  const text = outputs.get(file);
  if (check) process.stderr.write(`operations/${file} is stale: run \`npm run gen\`\n`);
  else if (text === undefined) rmSync(join(folder, file));
  else {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}
process.exit(check && stale.size > 0 ? 1 : 0);

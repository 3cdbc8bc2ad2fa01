import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { laterDocument, type OperationFacts } from "../../tools/later-operations.ts";
import { factsFolder, specsFolder } from "./openapi.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * `highlevel GET /contacts/{contactId}`: every operation of the official documents that is not deprecated, read here anew and apart from the
 * script that makes the catalog. Of HighLevel's dated documents only what the newest do not have.
 */
export function publishedOperations(): readonly string[] {
  const newest = highlevel("v3");
  const known = new Set(newest.all);
  const older = highlevel("v2").living.filter((name) => !known.has(name));
  const incident = operationsIn(read(join(specsFolder, "incidentio", "openapi3.json"))).living;
  const later = operationsIn(laterDocument(read(join(factsFolder, "incidentio-operations.json")) as unknown as OperationFacts)).living;
  return [
    ...[...newest.living, ...older].map((name) => `highlevel ${name}`),
    ...[...new Set([...incident, ...later])].map((name) => `incident ${name}`),
  ];
}

const read = (file: string): Json => JSON.parse(readFileSync(file, "utf8")) as Json;

function highlevel(version: string): Named {
  const folder = join(specsFolder, "highlevel", version);
  const documents = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const found = documents.map((file) => operationsIn(read(join(folder, file))));
  return { all: found.flatMap(({ all }) => all), living: found.flatMap(({ living }) => living) };
}

interface Named {
  readonly all: readonly string[];
  readonly living: readonly string[];
}

function operationsIn(document: Json): Named {
  const rows = Object.entries(document["paths"] as Readonly<Record<string, Json>>).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) =>
      /^(?:get|post|put|patch|delete)$/u.test(method)
        ? [{ name: `${method.toUpperCase()} ${path}`, isGone: (operation as Json)["deprecated"] === true }]
        : [],
    ),
  );
  return { all: rows.map(({ name }) => name), living: rows.filter(({ isGone }) => !isGone).map(({ name }) => name) };
}

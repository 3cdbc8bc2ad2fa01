import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { isObject } from "#lib/json.ts";
import { must } from "#lib/must.ts";
import { laterDocument, type OperationFacts } from "../../tools/later-operations.ts";
import { projectRoot } from "../support/project-files.ts";
import { mapValues, toJsonSchema, type Json } from "./json-schema.ts";

export type Vendor = "highlevel" | "incident";

/** What is wrong with a value; nothing when it is as described. */
export type Validate = (value: unknown) => readonly ErrorObject[];

/** One query, path or header parameter. */
export interface Parameter {
  readonly name: string;
  readonly in: "query" | "path" | "header";
  readonly required: boolean;
  readonly validate: Validate;
}

/** One operation of an official document. */
export interface Operation {
  readonly vendor: Vendor;
  /** Method and path template: `GET /contacts/{contactId}`. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Null where the document names none. */
  readonly body: { readonly encoding: string; readonly required: boolean; readonly validate: Validate | null } | null;
  /** By status. Null where the document describes no body. */
  readonly answers: ReadonlyMap<number, Validate | null>;
  readonly needsToken: boolean;
}

export interface OfficialDocuments {
  /** The operation that a call means; HighLevel has two documents for one path, told apart by the version header. Null for none. */
  find(vendor: Vendor, method: string, path: string, version?: string): Operation | null;
  /** What describes the body of an incident.io event. Null for an event that the document does not have. */
  event(eventType: string): Validate | null;
  /** The vendor's documents of the flows as they were read, by file; references lead from file to file. */
  readonly sources: Readonly<Record<Vendor | "shared", Readonly<Record<string, Json>>>>;
}

/** Documents of HighLevel that the flows need, each once for the dated versions and once for v3. */
const areas = ["contacts", "locations", "oauth", "users", "calendars", "businesses", "opportunities", "workflows", "campaigns"];
const files = {
  dated: areas.map((area) => `highlevel/v2/${area}.json`),
  v3: areas.map((area) => `highlevel/v3/${area}-v3.json`),
  shared: ["highlevel/common/common-schemas.json", "highlevel/v3/common/common-schemas.json"],
  incident: ["incidentio/openapi3.json"],
};

/** Where the official documents are: `HIGHWIRE_SPECS`, else beside the project. They are not part of it, because their texts are the vendors'. */
export const specsFolder: string = process.env["HIGHWIRE_SPECS"] ?? join(projectRoot, "..", "shared", "specs");

/** Where the facts about the vendors are: `HIGHWIRE_FACTS`, else beside the project. */
export const factsFolder: string = process.env["HIGHWIRE_FACTS"] ?? join(projectRoot, "..", "shared", "facts");
/** Not a file: operations of incident.io that came after its document, as the facts have them. */
const LATER = "incidentio/later.json";

/** Throws when a document that the flows need is missing. */
export function openOfficialDocuments(folder = specsFolder, facts = factsFolder): OfficialDocuments {
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, coerceTypes: false, logger: false });
  addFormats.default(ajv);
  const parsed = new Map<string, Json>();
  for (const file of Object.values(files).flat()) {
    const document = JSON.parse(readFileSync(join(folder, file), "utf8")) as Json;
    parsed.set(file, document);
    ajv.addSchema(schemasOf(file, document));
  }
  const later = laterDocument(JSON.parse(readFileSync(join(facts, "incidentio-operations.json"), "utf8")) as OperationFacts);
  parsed.set(LATER, later);
  ajv.addSchema(schemasOf(LATER, later));
  const compiled = (set: "dated" | "v3" | "incident", vendor: Vendor): readonly Compiled[] =>
    files[set].flatMap((file) => operationsOf(ajv, vendor, file, must(parsed.get(file), file)));
  const operations = {
    dated: compiled("dated", "highlevel"),
    v3: compiled("v3", "highlevel"),
    incident: [...compiled("incident", "incident"), ...operationsOf(ajv, "incident", LATER, later)],
  };
  const incidentFile = must(files.incident[0], "incident.io's document");
  const read = (names: readonly string[]): Record<string, Json> => Object.fromEntries(names.map((file) => [file, must(parsed.get(file), file)]));
  return {
    find(vendor, method, path, version) {
      const set = vendor === "incident" ? "incident" : version === "v3" ? "v3" : "dated";
      const fits = operations[set].filter((operation) => operation.method === method && operation.pattern.test(path));
      // A literal path wins over one with a parameter: /contacts/search over /contacts/{contactId}.
      return fits.toSorted((one, other) => one.parameterCount - other.parameterCount)[0]?.operation ?? null;
    },
    event(eventType) {
      const events = must(parsed.get(incidentFile), incidentFile)["x-webhooks"];
      return isObject(events) && `/x-webhooks/${eventType}` in events ? lazily(ajv, incidentFile, ["events", eventType]) : null;
    },
    sources: { highlevel: read([...files.dated, ...files.v3]), incident: read(files.incident), shared: read(files.shared) },
  };
}

const baseOf = (file: string): string => `https://documents.test/${file}`;
const escaped = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");

/** A document's schemas at the places to which references lead, and those of its operations under names of ours. */
function schemasOf(file: string, document: Json): Json {
  const components = isObject(document["components"]) ? document["components"] : {};
  const schemas = isObject(components["schemas"]) ? components["schemas"] : {};
  const events = isObject(document["x-webhooks"]) ? document["x-webhooks"] : {};
  return {
    $id: baseOf(file),
    components: { schemas: mapValues(schemas, toJsonSchema) },
    operations: Object.fromEntries(eachOperation(document).map(([name, operation]) => [name, operationSchemas(operation)])),
    events: Object.fromEntries(
      Object.entries(events)
        .filter(([path]) => path.startsWith("/x-webhooks/"))
        .map(([path, described]) => [path.slice("/x-webhooks/".length), eventSchema(described)]),
    ),
  };
}

const eventSchema = (described: unknown): Json => toJsonSchema(dig(described, "get", "responses", "200", "content", "application/json", "schema"));

function operationSchemas(operation: Json): Json {
  const [encoding] = Object.keys((dig(operation, "requestBody", "content") ?? {}) as Json);
  return {
    body: toJsonSchema(dig(operation, "requestBody", "content", encoding ?? "", "schema")),
    answers: mapValues((operation["responses"] ?? {}) as Json, (answer) => toJsonSchema(answerSchema(answer))),
    parameters: ((operation["parameters"] ?? []) as readonly Json[]).map((parameter) => toJsonSchema(parameter["schema"])),
  };
}

const answerSchema = (answer: unknown): unknown => dig(answer, "content", "application/json", "schema");

interface Compiled {
  readonly method: string;
  readonly pattern: RegExp;
  readonly parameterCount: number;
  readonly operation: Operation;
}

function operationsOf(ajv: Ajv, vendor: Vendor, file: string, document: Json): readonly Compiled[] {
  return eachOperation(document).map(([name, operation]) => {
    const [method = "", path = ""] = name.split(" ");
    const at = (...rest: readonly string[]): Validate => lazily(ajv, file, ["operations", name, ...rest]);
    const content = dig(operation, "requestBody", "content");
    const [encoding] = Object.keys(isObject(content) ? content : {});
    const security = operation["security"];
    return {
      method,
      pattern: new RegExp(`^${path.replaceAll(/[.*+?^$()|[\]\\]/gu, String.raw`\$&`).replaceAll(/\{[^}]+\}/gu, "([^/]+)")}$`, "u"),
      parameterCount: path.split("{").length - 1,
      operation: {
        vendor,
        name,
        parameters: ((operation["parameters"] ?? []) as readonly Json[]).map((parameter, index) => ({
          name: String(parameter["name"]),
          in: parameter["in"] as Parameter["in"],
          required: parameter["required"] === true,
          validate: at("parameters", String(index)),
        })),
        body:
          encoding === undefined
            ? null
            : {
                encoding,
                required: dig(operation, "requestBody", "required") === true,
                validate: dig(content, encoding, "schema") === undefined ? null : at("body"),
              },
        answers: new Map(
          Object.entries((operation["responses"] ?? {}) as Json).map(([status, answer]) => [
            Number(status),
            answerSchema(answer) === undefined ? null : at("answers", status),
          ]),
        ),
        // incident.io names no security scheme: every call but those of the open address list takes a key (facts, section 1).
        needsToken: vendor === "incident" || (Array.isArray(security) && security.length > 0),
      },
    };
  });
}

/** Compiled at first use: the documents describe hundreds of operations and a run touches few. */
function lazily(ajv: Ajv, file: string, path: readonly string[]): Validate {
  const ref = `${baseOf(file)}#${path.map((key) => `/${encodeURIComponent(escaped(key))}`).join("")}`;
  let compiled: ValidateFunction | null = null;
  return (value) => {
    compiled ??= ajv.compile({ $ref: ref });
    return compiled(value) ? [] : (compiled.errors ?? []);
  };
}

const methods = ["get", "post", "put", "patch", "delete"];

/** Operations of a document with their names: `GET /contacts/{contactId}`. */
export function eachOperation(document: Json): readonly (readonly [name: string, operation: Json])[] {
  const paths = (document["paths"] ?? {}) as Readonly<Record<string, Json>>;
  return Object.entries(paths).flatMap(([path, described]) =>
    Object.entries(described)
      .filter(([method]) => methods.includes(method))
      .map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation as Json] as const),
  );
}

/** The value below nested keys, or undefined. */
export function dig(from: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((place, key) => (isObject(place) ? place[key] : undefined), from);
}

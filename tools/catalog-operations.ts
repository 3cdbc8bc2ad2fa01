import type { AreaFacts, OperationFacts } from "../src/catalog/operation-facts.ts";
import { CatalogSchemas } from "./catalog-schema.ts";
import type { Documents, Json } from "./open-api-documents.ts";

/** One operation of a document, and by what it is known here. */
export interface Published {
  readonly document: string;
  readonly method: OperationFacts["method"];
  readonly path: string;
  readonly operation: Json;
  readonly id: string;
  /** HighLevel: the version of documents that name none in a header. */
  readonly version?: string;
}

/** Everything that the catalog keeps of these operations. */
export function catalogFile(documents: Documents, published: readonly Published[]): AreaFacts {
  const schemas = new CatalogSchemas(documents);
  const operations = published.map((one) => catalogOperation(documents, schemas, one));
  return { operations, defs: schemas.defs };
}

function catalogOperation(
  documents: Documents,
  schemas: CatalogSchemas,
  { document: file, method, path, operation, id, version }: Published,
): OperationFacts {
  const parameters = ((operation["parameters"] ?? []) as readonly Json[]).map((schema) => documents.resolve({ schema, file }).schema);
  const header = parameters.find((parameter) => parameter["in"] === "header" && String(parameter["name"]).toLowerCase() === "version");
  const named = ((header?.["schema"] as Json | undefined)?.["enum"] as readonly string[] | undefined)?.[0] ?? version;
  const media = ((operation["requestBody"] as Json | undefined)?.["content"] ?? {}) as Json;
  const [encoding] = Object.keys(media);
  const answers = Object.keys(operation["responses"] as Json).filter((status) => /^2\d\d$/u.test(status));
  const [status = "200"] = answers.toSorted();
  const answer = answerSchema(documents, { schema: (operation["responses"] as Json)[status] as Json, file });
  return {
    id,
    method,
    path,
    ...(named !== undefined && { version: named }),
    scopes: scopesOf(operation),
    ...(encoding !== undefined && encoding !== "application/json" && { encoding }),
    status: Number(status),
    params: [...unnamedParams(path, parameters), ...namedParams(schemas, file, parameters)],
    ...(encoding !== undefined && {
      body: {
        required: (operation["requestBody"] as Json)["required"] !== false,
        schema: schemas.of({ schema: ((media[encoding] as Json)["schema"] ?? {}) as Json, file }),
      },
    }),
    ...(answer !== null && { answer: schemas.of(answer) }),
  };
}

function namedParams(schemas: CatalogSchemas, file: string, parameters: readonly Json[]): OperationFacts["params"] {
  return parameters.flatMap((parameter): OperationFacts["params"] => {
    const place = parameter["in"];
    // A credential in an address would end up in logs.
    if ((place !== "path" && place !== "query") || parameter["name"] === "token") return [];
    const schema = schemas.of({ schema: (parameter["schema"] ?? {}) as Json, file });
    return [{ name: String(parameter["name"]), in: place, required: parameter["required"] === true || place === "path", schema }];
  });
}

/** Parts of the path that the document forgot to name among the parameters. */
function unnamedParams(path: string, parameters: readonly Json[]): OperationFacts["params"] {
  const known = new Set(parameters.filter((parameter) => parameter["in"] === "path").map((parameter) => parameter["name"]));
  const names = [...path.matchAll(/\{(\w+)\}/gu)].map(([, name = ""]) => name).filter((name) => !known.has(name));
  return names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } }));
}

function answerSchema(
  documents: Documents,
  located: { readonly schema: Json | undefined; readonly file: string },
): { schema: Json; file: string } | null {
  if (located.schema === undefined) return null;
  const { schema, file } = documents.resolve({ schema: located.schema, file: located.file });
  const media = (schema["content"] ?? {}) as Json;
  const described = (media["application/json"] as Json | undefined)?.["schema"];
  return described === undefined ? null : { schema: described as Json, file };
}

/** Scopes, or the roles of incident.io's keys, that the document asks for. */
export function scopesOf(operation: Json): readonly string[] {
  const rbac = operation["x-rbac-scopes"];
  if (Array.isArray(rbac)) return (rbac as readonly string[]).toSorted();
  const security = (operation["security"] ?? []) as readonly Json[];
  return [...new Set(security.flatMap((scheme) => Object.values(scheme).flatMap((scopes) => scopes as readonly string[])))].toSorted();
}

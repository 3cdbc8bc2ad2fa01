import { dirname, join, normalize } from "node:path/posix";
import { isObject } from "#lib/json.ts";
import { must } from "#lib/must.ts";
import type { Json } from "./json-schema.ts";
import { dig, eachOperation, type OfficialDocuments, type Vendor } from "./openapi.ts";

/** What a vendor shows as a request or an answer of one operation. */
export interface PublishedValue {
  readonly operation: string;
  readonly file: string;
  readonly half: "request" | "answer";
  readonly value: unknown;
}

const MAX_DEPTH = 12;

/** Every request and success answer of JSON that the vendor's documents show: whole examples, else put together from those of the parts. */
export function publishedValues(documents: OfficialDocuments, vendor: Vendor): readonly PublishedValue[] {
  return Object.entries(documents.sources[vendor]).flatMap(([file, document]) =>
    eachOperation(document).flatMap(([operation, described]) => {
      const answers = Object.entries((described["responses"] ?? {}) as Json).filter(([status]) => Number(status) < 300);
      return [
        ...mediaValues(documents, file, dig(described, "requestBody")).map((value) => ({ operation, file, half: "request" as const, value })),
        ...answers.flatMap(([, answer]) =>
          mediaValues(documents, file, answer).map((value) => ({ operation, file, half: "answer" as const, value })),
        ),
      ];
    }),
  );
}

/** The bodies of incident.io's events that its document shows. */
export function publishedEvents(documents: OfficialDocuments): readonly Json[] {
  return Object.values(documents.sources.incident).flatMap((document) =>
    Object.entries((document["x-webhooks"] ?? {}) as Json)
      .filter(([path]) => path.startsWith("/x-webhooks/"))
      .map(([, described]) => dig(described, "get", "responses", "200", "content", "application/json", "example") as Json),
  );
}

function mediaValues(documents: OfficialDocuments, file: string, holder: unknown): readonly unknown[] {
  const media = Object.values((dig(holder, "content") ?? {}) as Json);
  return media.flatMap((described) => {
    const named = dig(described, "examples");
    const whole = [dig(described, "example"), ...(isObject(named) ? Object.values(named).map((example) => dig(example, "value")) : [])];
    const shown = whole.filter((value) => value !== undefined);
    if (shown.length > 0) return shown;
    const schema = dig(described, "schema");
    return schema === undefined ? [] : [compose(documents, file, schema, 0)];
  });
}

/** A schema's own example, else one of its parts' examples, else something of its type. */
function compose(documents: OfficialDocuments, file: string, schema: unknown, depth: number): unknown {
  if (!isObject(schema) || depth > MAX_DEPTH) return null;
  if (typeof schema["$ref"] === "string") return followed(documents, file, schema["$ref"], depth);
  if (isObject(schema["properties"]))
    return Object.fromEntries(Object.entries(schema["properties"]).map(([name, part]) => [name, compose(documents, file, part, depth + 1)]));
  if (schema["example"] !== undefined) return schema["example"];
  const alternatives = ["anyOf", "oneOf", "allOf"].flatMap((keyword) => (schema[keyword] ?? []) as readonly unknown[]);
  if (schema["type"] === "array" || schema["items"] !== undefined) {
    const items = schema["items"];
    // Each alternative once, so that every kind of custom field is shown.
    const kinds = (dig(items, "anyOf") ?? dig(items, "oneOf") ?? [items]) as readonly unknown[];
    return kinds.map((kind) => compose(documents, file, kind, depth + 1));
  }
  if (alternatives.length > 0) return compose(documents, file, alternatives[0], depth + 1);
  return plain(schema);
}

function followed(documents: OfficialDocuments, file: string, ref: string, depth: number): unknown {
  const [path = "", pointer = ""] = ref.split("#");
  const target = path === "" ? file : normalize(join(dirname(file), path));
  const { highlevel, incident, shared } = documents.sources;
  const document = must({ ...highlevel, ...incident, ...shared }[target], target);
  return compose(documents, target, dig(document, ...pointer.split("/").slice(1)), depth + 1);
}

function plain(schema: Json): unknown {
  const values: Json = { string: "text", number: 1, integer: 1, boolean: true, object: {} };
  return Array.isArray(schema["enum"]) ? schema["enum"][0] : (values[String(schema["type"])] ?? null);
}

/** Objects anywhere in a value that look like what is sought. */
export function objectsIn(value: unknown, isSought: (candidate: Json) => boolean): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap((element: unknown) => objectsIn(element, isSought));
  if (!isObject(value)) return [];
  return [...(isSought(value) ? [value] : []), ...Object.values(value).flatMap((child) => objectsIn(child, isSought))];
}

import { Validator, type Schema as ValidatorSchema } from "@cfworker/json-schema";
import type { Documented } from "./documented-operations.ts";
import type { SandboxRequest, SandboxResponse } from "./http-app.ts";
import type { KeptResources } from "./kept-resources.ts";
import type { Prng } from "./prng.ts";

type Schema = Readonly<Record<string, unknown>>;
type Values = Readonly<Record<string, unknown>>;

/** Header by which an answer says that it was made up from the vendor's document, and that nothing is kept of the call. */
const GENERIC_HEADER = "x-sandbox-generic";

export interface GenericParts {
  readonly prng: Prng;
  /** ISO. */
  readonly now: string;
  /** How the vendor refuses a request that does not fit. */
  readonly refuse: (problems: readonly string[]) => SandboxResponse;
  /** How the vendor answers an id of nothing. */
  readonly missing: () => SandboxResponse;
  readonly kept: KeptResources;
}

/**
 * Holds a call to the vendor's document, and answers in the shape that the document promises, with what the call itself named. Rows of some
 * resources are kept; all other answers are marked as made up.
 */
export function genericAnswer(documented: Documented, request: SandboxRequest, body: unknown, parts: GenericParts): SandboxResponse {
  const { operation, defs } = documented;
  const problems = [...queryProblems(operation, request, defs), ...bodyProblems(operation, body, defs)];
  if (problems.length > 0) return marked(parts.refuse(problems));
  const ids = pathValues(operation.path, request.path);
  const given = body as Values;
  const made = inShape(documented, { ...Object.fromEntries(request.query), ...ids, ...given }, parts);
  const id = String(Object.values(ids).at(-1) ?? "");
  const call = { operation: `${operation.method} ${operation.path}`, query: request.query, body: given, id, shaped: made };
  return parts.kept.answer(call, parts.missing) ?? marked(made);
}

const marked = (response: SandboxResponse): SandboxResponse => ({ ...response, headers: { ...response.headers, [GENERIC_HEADER]: "1" } });

function inShape({ operation, defs }: Documented, named: Values, parts: GenericParts): SandboxResponse {
  if (operation.answer === undefined) return { status: operation.status };
  const made = shaped(operation.answer, { ...parts, defs, named, depth: 0 });
  // A text alone is JSON as well.
  return { status: operation.status, body: typeof made === "string" ? JSON.stringify(made) : (made ?? {}) };
}

function queryProblems({ params }: Documented["operation"], { query }: SandboxRequest, defs: Documented["defs"]): readonly string[] {
  return params
    .filter((param) => param.in === "query")
    .flatMap(({ name, required, schema }) => {
      const given = query.getAll(name);
      const isDeep = [...query.keys()].some((key) => key.startsWith(`${name}[`));
      if (given.length === 0 && !isDeep) return required ? [`${name} is required`] : [];
      return isDeep || readings(given).some((value) => fits(schema, value, defs)) ? [] : [`${name} has the wrong form`];
    });
}

/** The wire knows texts only, so a number or a yes is what its text spells. */
function readings(texts: readonly string[]): readonly unknown[] {
  const [first = ""] = texts;
  const spelled = first === "true" || first === "false" ? [first === "true"] : first !== "" && Number.isFinite(Number(first)) ? [Number(first)] : [];
  return [first, ...spelled, texts];
}

function bodyProblems({ body }: Documented["operation"], given: unknown, defs: Documented["defs"]): readonly string[] {
  if (body === undefined || (!body.required && Object.keys(Object(given) as object).length === 0)) return [];
  const { valid, errors } = new Validator(withDefs(body.schema, defs), "2020-12", false).validate(given);
  if (valid) return [];
  return [...new Set(errors.filter(({ keyword }) => keyword !== "$ref" && keyword !== "properties").map((error) => wordsOf(error)))].slice(0, 10);
}

/** Names the place and the rule, never the value. */
function wordsOf({
  keyword,
  instanceLocation,
  error,
}: {
  readonly keyword: string;
  readonly instanceLocation: string;
  readonly error: string;
}): string {
  const place = instanceLocation.replace(/^#\/?/u, "").replaceAll("/", ".");
  if (keyword === "required") return `${[place, /"([^"]+)"/u.exec(error)?.[1] ?? ""].filter((part) => part !== "").join(".")} is required`;
  return `${place === "" ? "the body" : place} breaks the rule ${keyword}`;
}

const fits = (schema: Schema, value: unknown, defs: Documented["defs"]): boolean =>
  new Validator(withDefs(schema, defs), "2020-12").validate(value).valid;

const withDefs = (schema: Schema, defs: Documented["defs"]): ValidatorSchema => orNull({ ...schema, defs }) as ValidatorSchema;

/** `nullable` is OpenAPI's word; JSON Schema lists the type. */
function orNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(orNull);
  if (typeof value !== "object" || value === null) return value;
  const { nullable, ...schema } = value as Schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, item]) => [key, orNull(item)]));
  return nullable === true ? { anyOf: [inner, { type: "null" }] } : inner;
}

function pathValues(template: string, path: string): Values {
  const words = path.split("/");
  const named = template.split("/").flatMap((part, index) => (part.startsWith("{") ? [[part.slice(1, -1), words[index] ?? ""] as const] : []));
  return Object.fromEntries(named);
}

interface Making extends Pick<GenericParts, "prng" | "now"> {
  readonly defs: Documented["defs"];
  /** What the call named: the same names in the answer have the same values. */
  readonly named: Values;
  readonly depth: number;
}

/** Nesting below which only what must be there is made, and below which nothing is. */
const FULL_DEPTH = 4;
const MOST_DEPTH = 8;

function shaped(schema: Schema, making: Making, name = ""): unknown {
  const ref = schema["$ref"];
  if (typeof ref === "string") {
    const target = making.defs[ref.replace("#/defs/", "")];
    return target === undefined || making.depth > MOST_DEPTH ? {} : shaped(target, { ...making, depth: making.depth + 1 }, name);
  }
  if (Array.isArray(schema["enum"])) return schema["enum"].find((value) => value !== null) ?? null;
  if (Array.isArray(schema["allOf"]))
    return (schema["allOf"] as readonly Schema[]).reduce<unknown>((made, part) => together(made, shaped(part, making, name)), {});
  if (Array.isArray(schema["anyOf"])) return shaped((schema["anyOf"] as readonly Schema[])[0] ?? {}, making, name);
  return plain(schema, making, name);
}

const together = (one: unknown, other: unknown): unknown =>
  typeof one === "object" && typeof other === "object" ? { ...(one as object), ...(other as object) } : (other ?? one);

function plain(schema: Schema, making: Making, name: string): unknown {
  switch (schema["type"]) {
    case "object":
      return objectOf(schema, making);
    case "array":
      return making.depth > FULL_DEPTH
        ? []
        : Array.from({ length: Math.max(1, Number(schema["minItems"] ?? 1)) }, () => shaped((schema["items"] ?? {}) as Schema, deeper(making), name));
    case "boolean":
      return typeof making.named[name] === "boolean" ? making.named[name] : true;
    case "number":
    case "integer":
      return typeof making.named[name] === "number" ? making.named[name] : Number(schema["minimum"] ?? 1);
    case "string":
      return textOf(schema, making, name);
    default:
      return making.named[name] ?? {};
  }
}

const deeper = (making: Making): Making => ({ ...making, depth: making.depth + 1 });

function objectOf(schema: Schema, making: Making): unknown {
  const required = new Set((schema["required"] ?? []) as readonly string[]);
  const properties = Object.entries((schema["properties"] ?? {}) as Readonly<Record<string, Schema>>);
  const wanted = making.depth > FULL_DEPTH ? properties.filter(([name]) => required.has(name)) : properties;
  return Object.fromEntries(wanted.map(([name, inner]) => [name, shaped(inner, deeper(making), name)]));
}

function textOf({ format, minLength }: Schema, { named, prng, now }: Making, name: string): string {
  const given = named[name];
  if (typeof given === "string" && given !== "") return given;
  if (format === "date-time" || /(?:At|_at|date|time|Date|Time)$/u.test(name)) return now;
  if (format === "date") return now.slice(0, 10);
  if (format === "email" || /email/iu.test(name)) return "sam@example.com";
  if (format === "uri" || /url$/iu.test(name)) return "https://sandbox.example/";
  if (/id$/iu.test(name)) return prng.text(20, "ABCDEFGHJKMNPQRSTVWXYZ0123456789");
  return "sandbox".padEnd(Number(minLength ?? 0), "x");
}

import { Validator, type OutputUnit, type Schema } from "@cfworker/json-schema";
import type { SchemaIssue } from "#core/catalog/operation-port.ts";
import type { JsonSchema } from "#core/catalog/operation.ts";

/** Problems that are told at most: who mends the first of them sees the next. */
const MOST = 20;

/** Where a value does not fit a schema, in plain words and without the value. Nothing is compiled: the schema is walked. */
export function issuesOf(schema: JsonSchema, value: unknown): readonly SchemaIssue[] {
  const { valid, errors } = validatorOf(schema).validate(value);
  if (valid) return [];
  const told = errors.flatMap((error) => issueOf(schema, value, error));
  const issues = told.length > 0 ? told : [{ field: "", problem: "does not fit any of the forms that the document allows" }];
  return [...new Map(issues.map((issue) => [`${issue.field} ${issue.problem}`, issue])).values()].slice(0, MOST);
}

const validators = new WeakMap<JsonSchema, Validator>();

/** One for each schema, because making one walks the whole of it. */
function validatorOf(schema: JsonSchema): Validator {
  const validator = validators.get(schema) ?? new Validator(schema as Schema, "2020-12", false);
  validators.set(schema, validator);
  return validator;
}

/** Keywords that only say that something within them is wrong. */
const wrappers: ReadonlySet<string> = new Set(["properties", "items", "prefixItems", "additionalProperties", "$ref", "allOf", "oneOf"]);

function issueOf(schema: JsonSchema, whole: unknown, { keyword, keywordLocation, instanceLocation }: OutputUnit): readonly SchemaIssue[] {
  if (wrappers.has(keyword)) return [];
  const field = pathOf(instanceLocation).join(".");
  const rule = at(schema, pathOf(keywordLocation));
  if (keyword === "required") {
    const there = at(whole, pathOf(instanceLocation));
    const missing = (rule as readonly string[]).filter((name) => !Object.hasOwn(Object(there) as object, name));
    return missing.map((name) => ({ field: field === "" ? name : `${field}.${name}`, problem: "is missing" }));
  }
  return [{ field, problem: problemOf(keyword, rule) }];
}

function problemOf(keyword: string, rule: unknown): string {
  const value = String(rule);
  switch (keyword) {
    case "type":
      return `must be ${[rule]
        .flat()
        .map((name) => typeWords[String(name)] ?? String(name))
        .join(" or ")}`;
    case "enum":
      return `must be one of: ${(rule as readonly unknown[]).map(String).join(", ")}`;
    case "false":
      return "is not a field of this operation";
    case "format":
      return `must be written as ${formatWords[value] ?? value}`;
    case "minLength":
      return `must have at least ${value} characters`;
    case "maxLength":
      return `may have at most ${value} characters`;
    case "minimum":
      return `must be ${value} or more`;
    case "maximum":
      return `must be ${value} or less`;
    case "minItems":
      return `must have at least ${value} entries`;
    case "maxItems":
      return `may have at most ${value} entries`;
    case "anyOf":
      return "does not fit any of the forms that the document allows";
    default:
      return "does not have the form that the document asks for";
  }
}

const typeWords: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  integer: "a whole number",
  boolean: "yes or no",
  object: "a set of fields",
  array: "a list",
  null: "empty",
};
const formatWords: Readonly<Record<string, string>> = {
  "date-time": "a date with time, such as 2026-01-31T09:30:00Z",
  date: "a date, such as 2026-01-31",
  email: "an e-mail address",
  uri: "a web address",
  uuid: "a UUID",
};

const pathOf = (pointer: string): readonly string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"));

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((place, key) => (typeof place === "object" && place !== null ? (place as Record<string, unknown>)[key] : undefined), value);

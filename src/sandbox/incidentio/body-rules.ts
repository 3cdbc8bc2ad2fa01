import type { SandboxResponse } from "../kit/http-app.ts";
import { problems, type FieldProblem } from "./envelope.ts";

export type Body = Readonly<Record<string, unknown>>;

/** What the vendor's document says about one field of a payload. */
export interface FieldRule {
  readonly kind: "text" | "texts" | "boolean" | "integer" | "object" | "objects" | "text-map";
  readonly required?: true;
  readonly oneOf?: readonly string[];
  /** Length of a text or a list, or size of a number. */
  readonly min?: number;
  readonly max?: number;
}

export type BodyRules = Readonly<Record<string, FieldRule>>;

/** Checks a payload field by field. Null and absent are the same; unknown fields pass. */
export function refuseBody(body: Body, rules: BodyRules, prefix = ""): SandboxResponse | null {
  const found = Object.entries(rules).flatMap(([name, rule]) => fieldProblem(body[name], rule, prefix + name));
  return found.length === 0 ? null : problems(422, found);
}

function fieldProblem(value: unknown, rule: FieldRule, field: string): readonly FieldProblem[] {
  if (value === undefined || value === null)
    return rule.required === true ? [{ code: "is_required", message: `A value is required for ${field}`, field }] : [];
  if (!hasKind(value, rule.kind)) return [{ code: "invalid_value", message: `${field} has the wrong type`, field }];
  if (value === "" && rule.required === true && rule.min !== 0) return [{ code: "is_required", message: `A value is required for ${field}`, field }];
  const texts = typeof value === "string" ? [value] : rule.kind === "texts" ? (value as readonly string[]) : [];
  const { oneOf } = rule;
  if (oneOf !== undefined && !texts.every((text) => oneOf.includes(text)))
    return [{ code: "invalid_value", message: `${field} is not one of the known values`, field }];
  const size = typeof value === "number" ? value : typeof value === "string" ? [...value].length : Array.isArray(value) ? value.length : 0;
  const isOutside = size < (rule.min ?? Number.NEGATIVE_INFINITY) || size > (rule.max ?? Number.POSITIVE_INFINITY);
  return isOutside ? [{ code: "invalid_value", message: `${field} is out of range`, field }] : [];
}

function hasKind(value: unknown, kind: FieldRule["kind"]): boolean {
  switch (kind) {
    case "text":
      return typeof value === "string";
    case "boolean":
      return typeof value === "boolean";
    case "integer":
      return Number.isInteger(value);
    case "object":
      return isPlainObject(value);
    case "texts":
      return Array.isArray(value) && value.every((item) => typeof item === "string");
    case "objects":
      return Array.isArray(value) && value.every(isPlainObject);
    case "text-map":
      return isPlainObject(value) && Object.values(value).every((item) => typeof item === "string");
  }
}

export function isPlainObject(value: unknown): value is Body {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text of a field, or undefined when it is absent or null. */
export function textOf(body: Body, field: string): string | undefined {
  const value = body[field];
  return typeof value === "string" ? value : undefined;
}

/** The texts of a field, or undefined when it is absent or null. */
export function textsOf(body: Body, field: string): readonly string[] | undefined {
  const value = body[field];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : undefined;
}

/** The objects of a field; none when it is absent. */
export function objectsOf(body: Body, field: string): readonly Body[] {
  const value = body[field];
  return Array.isArray(value) ? value.filter(isPlainObject) : [];
}

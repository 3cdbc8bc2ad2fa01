import type { SandboxResponse } from "../kit/http-app.ts";
import { refuse } from "./access.ts";
import type { Body } from "./contact-write.ts";

/** Says what is wrong with a property's value, each a sentence in the vendor's style; nothing for a sound one. */
export type Rule = (key: string, value: unknown) => readonly string[];

export interface Property {
  readonly rule: Rule;
  readonly required: boolean;
  /** The documents say that null is taken. */
  readonly nullable: boolean;
}
/** Properties that an operation takes; anything else is refused by name (facts, section 6). */
export type Shape = Readonly<Record<string, Property>>;

export const optional = (rule: Rule): Property => ({ rule, required: false, nullable: false });
export const nullable = (rule: Rule): Property => ({ rule, required: false, nullable: true });
export const required = (rule: Rule): Property => ({ rule, required: true, nullable: false });

const rule =
  (isSound: (value: unknown) => boolean, sentence: string): Rule =>
  (key, value) =>
    isSound(value) ? [] : [`${key} ${sentence}`];

const isText = (value: unknown): value is string => typeof value === "string";

export const text: Rule = rule(isText, "must be a string");
export const filledText: Rule = (key, value) => (isText(value) && value.trim() === "" ? [`${key} should not be empty`] : text(key, value));
export const number: Rule = rule((value) => typeof value === "number" && Number.isFinite(value), "must be a number");
export const trueOrFalse: Rule = rule((value) => typeof value === "boolean", "must be a boolean value");
export const instant: Rule = rule((value) => isText(value) && instantOf(value) !== null, "must be a valid ISO 8601 date string");
export const colour: Rule = rule((value) => isText(value) && /^#[0-9a-f]{6}$/iu.test(value), "must be a hexadecimal color");
export const oneOf = (...values: readonly string[]): Rule => rule((value) => isText(value) && values.includes(value), "must be a valid enum value");
export const atMost =
  (characters: number, inner: Rule): Rule =>
  (key, value) =>
    isText(value) && [...value].length > characters
      ? [`${key} must be shorter than or equal to ${String(characters)} characters`]
      : inner(key, value);
export const email: Rule = (key, value) =>
  isText(value) && value.trim() !== "" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/u.test(value.trim()) ? [`${key} must be an email`] : text(key, value);
export const texts: Rule = (key, value) => {
  if (!Array.isArray(value)) return [`${key} must be an array`];
  return value.every(isText) ? [] : [`each value in ${key} must be a string`];
};

/** The 422 for a body that breaks the shape, each broken rule a sentence; null for a sound one. */
export function checkShape(body: Body, shape: Shape, takesNull = false): SandboxResponse | null {
  const wrong = Object.entries(body).flatMap(([key, value]) => {
    const property = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (property === undefined) return [`property ${key} should not exist`];
    return value === null && (property.nullable || (takesNull && !property.required)) ? [] : property.rule(key, value);
  });
  const missing = Object.entries(shape).flatMap(([key, property]) =>
    property.required && body[key] === undefined ? property.rule(key, undefined) : [],
  );
  return wrong.length + missing.length > 0 ? refuse(422, [...wrong, ...missing]) : null;
}

/** Epoch milliseconds of an ISO 8601 date or instant; a date alone is its first moment, and without an offset it is UTC. Null for anything else. */
export function instantOf(value: string): number | null {
  const [, date, time = "00:00", offset = "Z"] =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:\d{2})?)?$/u.exec(value) ?? [];
  const at = date === undefined ? Number.NaN : Date.parse(`${date}T${time}${offset}`);
  return Number.isNaN(at) ? null : at;
}

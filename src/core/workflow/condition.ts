import { fill, type Expression, type Json, type Scope } from "./expression.ts";

/** When something holds: named operators joined by all, any and not. Nothing of it is code, and none can run long. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly value: Expression; readonly is: Operator; readonly than?: Expression };

/** Operators that look at one value only. */
export const loneOperators = ["there", "missing", "true", "false", "empty"] as const;
/** Operators that hold one value against another. Texts are compared without regard to case and to space around them. */
export const pairOperators = [
  "equal",
  "different",
  "containing",
  "not-containing",
  "starting-with",
  "ending-with",
  "one-of",
  "none-of",
  "more",
  "at-least",
  "less",
  "at-most",
  "before",
  "after",
] as const;
export type Operator = (typeof loneOperators)[number] | (typeof pairOperators)[number];

/** Conditions of one tree, at any depth. */
export const MAX_CONDITIONS = 100;
/** Conditions inside each other. */
export const MAX_CONDITION_DEPTH = 8;

/** Whether a condition holds. What is not there equals nothing but another that is not there, and is neither more nor less than anything. */
export function holds(condition: Condition, scope: Scope): boolean {
  if ("all" in condition) return condition.all.every((one) => holds(one, scope));
  if ("any" in condition) return condition.any.some((one) => holds(one, scope));
  if ("not" in condition) return !holds(condition.not, scope);
  return compare(condition.is, fill(condition.value, scope), fill(condition.than ?? null, scope));
}

function compare(operator: Operator, value: Json, than: Json): boolean {
  switch (operator) {
    case "there":
      return value !== null;
    case "missing":
      return value === null;
    case "true":
      return value === true || value === "true";
    case "false":
      return value === false || value === "false";
    case "empty":
      return isEmpty(value);
    case "equal":
      return isSame(value, than);
    case "different":
      return !isSame(value, than);
    case "containing":
      return contains(value, than);
    case "not-containing":
      return !contains(value, than);
    case "starting-with":
      return textOf(value)?.startsWith(textOf(than) ?? "\u0000") === true;
    case "ending-with":
      return textOf(value)?.endsWith(textOf(than) ?? "\u0000") === true;
    case "one-of":
      return listOf(than).some((one) => isSame(value, one));
    case "none-of":
      return !listOf(than).some((one) => isSame(value, one));
    default:
      return measure(operator, value, than);
  }
}

type Measure = "more" | "at-least" | "less" | "at-most" | "before" | "after";

/** Compares by size or by time. */
function measure(operator: Measure, value: Json, than: Json): boolean {
  switch (operator) {
    case "more":
      return ordered(numberOf, value, than, (one, other) => one > other);
    case "at-least":
      return ordered(numberOf, value, than, (one, other) => one >= other);
    case "less":
      return ordered(numberOf, value, than, (one, other) => one < other);
    case "at-most":
      return ordered(numberOf, value, than, (one, other) => one <= other);
    case "before":
      return ordered(momentOf, value, than, (one, other) => one < other);
    case "after":
      return ordered(momentOf, value, than, (one, other) => one > other);
  }
}

function isEmpty(value: Json): boolean {
  if (value === null) return true;
  if (typeof value === "string") return value.trim() === "";
  return typeof value === "object" && Object.keys(value).length === 0;
}

function isSame(one: Json, other: Json): boolean {
  if (one === null || other === null) return one === other;
  if (typeof one === "object" || typeof other === "object") return JSON.stringify(one) === JSON.stringify(other);
  const [left, right] = [numberOf(one), numberOf(other)];
  return (left !== null && left === right) || textOf(one) === textOf(other);
}

function contains(value: Json, than: Json): boolean {
  if (Array.isArray(value)) return (value as readonly Json[]).some((one) => isSame(one, than));
  const [text, part] = [textOf(value), textOf(than)];
  return text !== null && part !== null && text.includes(part);
}

/** A list as it is; a text between commas, as people type one; anything else as its only item. */
function listOf(value: Json): readonly Json[] {
  if (Array.isArray(value)) return value as readonly Json[];
  return typeof value === "string" ? value.split(",").map((part) => part.trim()) : [value];
}

function textOf(value: Json): string | null {
  if (value === null || typeof value === "object") return null;
  return String(value).trim().toLowerCase();
}

/** A number, or a text that is one as JSON writes them; dates and words are none. */
function numberOf(value: Json): number | null {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^\s*-?\d+(?:\.\d+)?\s*$/u.test(value) ? Number(value) : null;
}

/** Milliseconds of a time: a number, or a text in ISO form. One without a zone is read as UTC, so that no machine's own zone matters. */
function momentOf(value: Json): number | null {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return null;
  const text = value.trim();
  if (!/^\d{4}-\d{2}-\d{2}/u.test(text)) return null;
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/iu.test(text) || text.length === 10;
  const at = Date.parse(hasZone ? text : `${text}Z`);
  return Number.isNaN(at) ? null : at;
}

function ordered(read: (value: Json) => number | null, value: Json, than: Json, fits: (one: number, other: number) => boolean): boolean {
  const [one, other] = [read(value), read(than)];
  return one !== null && other !== null && fits(one, other);
}

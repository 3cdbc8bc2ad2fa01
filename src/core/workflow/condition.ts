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

/** Characters, or what takes as long, that the comparisons of one look at a run may go through: some 50 milliseconds on a slow machine. */
const MOST_EFFORT = 5_000_000;
/** What comparing with one item of a list takes, in characters. */
const ITEM = 100;
/** Texts longer than this are made comparable once. */
const LONG = 256;

/** Thrown when comparing would hold everybody else up. */
export class EffortSpent extends Error {}

/** What comparisons have taken so far. However large the values are and however many the conditions, nobody else waits long for them. */
export class Effort {
  #left = MOST_EFFORT;
  readonly #texts = new Map<string, string>();

  /** Throws `EffortSpent`. */
  spend(characters: number): void {
    this.#left -= characters;
    if (this.#left < 0) throw new EffortSpent();
  }

  /** A text as it is compared: without regard to case and to space around it. */
  text(value: Json): string | null {
    if (value === null || typeof value === "object") return null;
    const text = String(value);
    if (text.length <= LONG) return text.trim().toLowerCase();
    const known = this.#texts.get(text);
    this.spend(known === undefined ? text.length : text.length / 8);
    if (known !== undefined) return known;
    const made = text.trim().toLowerCase();
    this.#texts.set(text, made);
    return made;
  }

  /** A whole value as one text. */
  whole(value: Json): string {
    const text = JSON.stringify(value);
    this.spend(text.length);
    return text;
  }

  /** A list as it is; a text between commas, as people type one; anything else as its only item. */
  list(value: Json): readonly Json[] {
    if (typeof value !== "string") {
      const items = Array.isArray(value) ? (value as readonly Json[]) : [value];
      this.spend(items.length * ITEM);
      return items;
    }
    // Counted before they are made.
    let parts = 1;
    for (let at = value.indexOf(","); at !== -1; at = value.indexOf(",", at + 1)) parts += 1;
    this.spend(value.length + parts * ITEM);
    return value.split(",").map((part) => part.trim());
  }
}

/**
 * Whether a condition holds. What is not there equals nothing but another that is not there, and is neither more nor less than anything. Throws
 * `EffortSpent` when the values are too large for so many comparisons.
 */
export function holds(condition: Condition, scope: Scope, effort: Effort = new Effort()): boolean {
  if ("all" in condition) return condition.all.every((one) => holds(one, scope, effort));
  if ("any" in condition) return condition.any.some((one) => holds(one, scope, effort));
  if ("not" in condition) return !holds(condition.not, scope, effort);
  effort.spend(ITEM);
  return compare(effort, condition.is, fill(condition.value, scope), fill(condition.than ?? null, scope));
}

function compare(effort: Effort, operator: Operator, value: Json, than: Json): boolean {
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
      return isSame(effort, value, than);
    case "different":
      return !isSame(effort, value, than);
    case "containing":
      return contains(effort, value, than);
    case "not-containing":
      return !contains(effort, value, than);
    case "starting-with":
      return effort.text(value)?.startsWith(effort.text(than) ?? "\u0000") === true;
    case "ending-with":
      return effort.text(value)?.endsWith(effort.text(than) ?? "\u0000") === true;
    case "one-of":
      return effort.list(than).some((one) => isSame(effort, value, one));
    case "none-of":
      return !effort.list(than).some((one) => isSame(effort, value, one));
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

function isSame(effort: Effort, one: Json, other: Json): boolean {
  if (one === null || other === null) return one === other;
  if (typeof one === "object" || typeof other === "object") return effort.whole(one) === effort.whole(other);
  const [left, right] = [numberOf(one), numberOf(other)];
  return (left !== null && left === right) || effort.text(one) === effort.text(other);
}

function contains(effort: Effort, value: Json, than: Json): boolean {
  if (Array.isArray(value)) return effort.list(value as readonly Json[]).some((one) => isSame(effort, one, than));
  const [text, part] = [effort.text(value), effort.text(than)];
  return text !== null && part !== null && text.includes(part);
}

/** A number, or a text that is one as JSON writes them; dates, words and long texts are none. */
function numberOf(value: Json): number | null {
  if (typeof value === "number") return value;
  return typeof value === "string" && value.length <= LONG && /^\s*-?\d+(?:\.\d+)?\s*$/u.test(value) ? Number(value) : null;
}

/** Milliseconds of a time: a number, or a text in ISO form. One without a zone is read as UTC, so that no machine's own zone matters. */
function momentOf(value: Json): number | null {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return null;
  if (value.length > LONG) return null;
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

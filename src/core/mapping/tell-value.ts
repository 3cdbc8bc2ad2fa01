import { canonicalise, type CanonicalContext } from "../record/canonicalise.ts";
import type { CanonicalValue, Side } from "../record/canonical.ts";
import type { FieldMap } from "./field-map.ts";
import type { TablePair, Transform } from "./transform.ts";

type Told = Pick<FieldMap, "transforms">;

/**
 * A side's canonical value in the form in which both are compared (M9): incident.io's words, cleaned. Both sides are cleaned alike, so that a
 * difference that cleaning removes is none and overwrites nothing (M5). Values that are no text pass.
 */
export function readThrough({ transforms }: Told, side: Side, value: CanonicalValue, context: CanonicalContext): CanonicalValue {
  if (transforms === undefined || typeof value !== "string") return value;
  const text = cleaned(transforms, value, context);
  if (text === null || isFallback(transforms, side, text, context)) return null;
  const pair = pairsOf(transforms).find((one) => cleaned(transforms, side === "highlevel" ? one.left : one.right, context) === text);
  return pair === undefined ? text : pair.right;
}

/** The inverse of `readThrough`: what is written on a side so that it reads back as this value. Of several that do, the first in the table. */
export function writeThrough({ transforms }: Told, side: Side, value: CanonicalValue): CanonicalValue {
  if (transforms === undefined) return value;
  if (value === null) return fallbackOn(transforms, side);
  if (side === "incident") return value;
  return pairsOf(transforms).find(({ right }) => right === value)?.left ?? value;
}

/** A value of HighLevel on its way: before, as incident.io shows it, and as it would come back (M5). */
export interface RoundTrip {
  readonly before: CanonicalValue;
  readonly after: CanonicalValue;
  readonly back: CanonicalValue;
}

export function roundTrip(map: Told, before: CanonicalValue, context: CanonicalContext): RoundTrip {
  const after = writeThrough(map, "incident", readThrough(map, "highlevel", before, context));
  return { before, after, back: writeThrough(map, "highlevel", readThrough(map, "incident", after, context)) };
}

function cleaned(transforms: readonly Transform[], text: string, context: CanonicalContext): string | null {
  const value = transforms.reduce<CanonicalValue>(
    (current, { op }) => (typeof current === "string" ? cleanedBy(op, current, context) : current),
    text,
  );
  return typeof value === "string" ? value : null;
}

function cleanedBy(op: Transform["op"], text: string, context: CanonicalContext): CanonicalValue {
  switch (op) {
    case "trim":
      return canonicalise("name", text, context);
    case "e164":
      return canonicalise("phone", text, context);
    case "utc":
      return canonicalise("date", text, context);
    case "lowercase":
      return canonicalise("email", text, context);
    default:
      return text;
  }
}

const pairsOf = (transforms: readonly Transform[]): readonly TablePair[] =>
  transforms.flatMap((transform) => (transform.op === "table" ? transform.pairs : []));

function fallbackOn(transforms: readonly Transform[], side: Side): string | null {
  const found = transforms.find((transform) => transform.op === "fallback" && transform.side === side);
  return found?.op === "fallback" ? found.value : null;
}

function isFallback(transforms: readonly Transform[], side: Side, text: string, context: CanonicalContext): boolean {
  const fallback = fallbackOn(transforms, side);
  return fallback !== null && cleaned(transforms, fallback, context) === text;
}

import type { Instant } from "../ids.ts";
import type { FieldMap } from "../mapping/field-map.ts";
import { elementsOf, sameValue } from "../record/canonicalise.ts";
import type { CanonicalValue } from "../record/canonical.ts";
import { scalarFingerprint, type Fingerprint } from "./merge-field.ts";

/** Ten minutes, in milliseconds: the window in which flips are counted (E3). */
export const FLIP_WINDOW_MS = 600_000;
/** Flips that freeze a field (E3). */
export const FLIP_LIMIT = 3;

type History = readonly { readonly at: Instant; readonly value: string }[];

/**
 * Adds a write to a field's history: the value it moves away from (once, at the start) and the value it moves to. Entries older than the
 * window leave.
 */
export function noteFlip(
  history: History,
  map: Pick<FieldMap, "kind">,
  current: { left: CanonicalValue; right: CanonicalValue },
  target: { left: CanonicalValue; right: CanonicalValue },
  now: Instant,
  fingerprint: Fingerprint,
): History {
  const recent = history.filter((entry) => now - entry.at < FLIP_WINDOW_MS);
  const moved = !sameValue(target.right, current.right) ? { from: current.right, to: target.right } : { from: current.left, to: target.left };
  const mark = (value: CanonicalValue): string => valueMark(map, value, fingerprint);
  const start = recent.length === 0 ? [{ at: now, value: mark(moved.from) }] : recent;
  return [...start, { at: now, value: mark(moved.to) }];
}

function valueMark(map: Pick<FieldMap, "kind">, value: CanonicalValue, fingerprint: Fingerprint): string {
  return map.kind === "set" ? fingerprint(elementsOf(value).join("\n")) : scalarFingerprint(value, fingerprint);
}

/** True when the field came back to a value it had held before, three times within the window. */
export function isOscillating(history: History, now: Instant): boolean {
  const recent = history.filter((entry) => now - entry.at < FLIP_WINDOW_MS);
  const flips = recent.filter((entry, index) => recent.slice(0, index).some((earlier) => earlier.value === entry.value));
  return flips.length >= FLIP_LIMIT;
}

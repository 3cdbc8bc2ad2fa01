import type { Bridge } from "../bridge.ts";
import { asText } from "./check-mapping.ts";
import { compatibilityOf } from "./compatibility.ts";
import type { DraftRow } from "./draft-row.ts";
import type { FieldMap } from "./field-map.ts";
import type { Places } from "./places.ts";
import { wordOf } from "./word-of.ts";
import { transformOps, type Transform } from "./transform.ts";

/**
 * The fields of a mapping that has no issues. A field keeps its name for as long as it is mapped; one that is mapped anew, moved, or turned on
 * again begins another era, in which nothing is agreed yet (M9). `ever` are all fields that the bridge has had, in any version.
 */
export function remap(bridge: Pick<Bridge, "fields">, rows: readonly DraftRow[], places: Places, ever: readonly FieldMap[]): readonly FieldMap[] {
  const names = new Set([...bridge.fields, ...ever].map(({ field }) => field));
  return rows.map((row) => {
    const stored = bridge.fields.find(({ field }) => field === row.field);
    if (stored !== undefined) return keptRow(stored, row, places, ever);
    const known = ever.findLast(({ left, right }) => left === row.left && right === row.right);
    const field = known?.field ?? newName(row, names);
    names.add(field);
    return withRow({ field, kind: kindOf(row, places) }, row, eraAfter(field, ever));
  });
}

function keptRow(stored: FieldMap, row: DraftRow, places: Places, ever: readonly FieldMap[]): FieldMap {
  const isMoved = stored.left !== row.left || stored.right !== row.right;
  const isTurnedOn = stored.direction === "off" && row.direction !== "off";
  const { field, kind, drift, once, leftovers, emptied, era } = stored;
  const kept = {
    field,
    kind: isMoved ? kindOf(row, places) : kind,
    ...(drift !== undefined && { drift }),
    ...(once !== undefined && { once }),
    ...(leftovers !== undefined && { leftovers }),
    ...(emptied !== undefined && { emptied }),
  };
  return withRow(kept, row, isMoved || isTurnedOn ? eraAfter(field, [...ever, stored]) : era);
}

function withRow(
  kept: Pick<FieldMap, "field" | "kind"> & Partial<FieldMap>,
  { left, right, label, direction, creates, policy, personal, transforms }: DraftRow,
  era: number | undefined,
): FieldMap {
  const through = asKept(transforms);
  return {
    ...kept,
    direction,
    ...(creates !== direction && { creates }),
    ...(through.length > 0 && { transforms: through }),
    ...(era !== undefined && { era }),
    policy,
    personal,
    left,
    right,
    label: label.trim(),
  };
}

/** Transforms as a mapping keeps them: in the order in which they are carried out, with their values as values are compared. */
export const asKept = (transforms: readonly Transform[]): readonly Transform[] =>
  transforms.map(inCanonicalForm).toSorted((one, other) => transformOps.indexOf(one.op) - transformOps.indexOf(other.op));

/** Values that people typed, as values are compared. */
function inCanonicalForm(transform: Transform): Transform {
  if (transform.op === "fallback") return { ...transform, value: asText(transform.value) ?? "" };
  if (transform.op !== "table") return transform;
  return { op: "table", pairs: transform.pairs.map(({ left, right }) => ({ left: asText(left) ?? "", right: asText(right) ?? "" })) };
}

function kindOf({ left, right }: DraftRow, places: Places): FieldMap["kind"] {
  const [one, other] = [places.left.find(({ place }) => place === left), places.right.find(({ place }) => place === right)];
  const fit = one === undefined || other === undefined ? null : compatibilityOf(one, other);
  return fit === null || fit.light === "never" ? "text" : fit.kind;
}

/** One further than any era in which the field has been mapped; undefined for one that never was. */
export function eraAfter(field: string, ever: readonly FieldMap[]): number | undefined {
  const eras = ever.filter((map) => map.field === field).map(({ era = 0 }) => era);
  return eras.length === 0 ? undefined : Math.max(...eras) + 1;
}

/** A name that no field of the bridge has or had. */
function newName({ label, left }: DraftRow, taken: ReadonlySet<string>): string {
  const stem = left.includes(":") ? `custom_${wordOf(label)}` : left;
  let name = stem;
  for (let copy = 2; taken.has(name); copy += 1) name = `${stem}_${String(copy)}`;
  return name;
}

import type { Bridge } from "../bridge.ts";
import { canonicalise } from "../record/canonicalise.ts";
import { compatibilityOf } from "./compatibility.ts";
import type { DraftRow, MappingFault, MappingIssue } from "./draft-row.ts";
import type { Direction, FieldMap } from "./field-map.ts";
import { isKeyField, mayWritePlace, type Place, type Places } from "./places.ts";
import { readThrough } from "./tell-value.ts";
import type { Transform } from "./transform.ts";

type About = Pick<Bridge, "entity" | "fields" | "defaultCountry">;

/** Everything that is wrong with a mapping, in the order of its rows; empty for one that can be used. */
export function mappingIssues(bridge: About, rows: readonly DraftRow[], places: Places): readonly MappingIssue[] {
  const ofRows = rows.flatMap((row, index) => new RowCheck(bridge, rows, places, index).issues(row));
  const missing = bridge.fields.filter(({ field }) => isKeyField(bridge, field) && rows.every((row) => row.field !== field));
  const isNamed = rows.some(({ right }) => right === "name");
  return [
    ...ofRows,
    ...missing.map(({ label }): MappingIssue => ({ path: "fields", fault: "key-field-missing", about: label })),
    ...(isNamed ? [] : [{ path: "fields", fault: "name-missing", about: "name" } as const]),
  ];
}

const flowsTo = (direction: Direction, way: "to-highlevel" | "to-incident"): boolean => direction === "both" || direction === way;

class RowCheck {
  readonly #bridge: About;
  readonly #rows: readonly DraftRow[];
  readonly #places: Places;
  readonly #index: number;
  readonly #found: MappingIssue[] = [];

  constructor(bridge: About, rows: readonly DraftRow[], places: Places, index: number) {
    this.#bridge = bridge;
    this.#rows = rows;
    this.#places = places;
    this.#index = index;
  }

  issues(row: DraftRow): readonly MappingIssue[] {
    const stored = row.field === null ? null : (this.#bridge.fields.find(({ field }) => field === row.field) ?? null);
    if (row.field !== null && stored === null) this.#note("field", "field-unknown", row.field);
    if (row.label.trim() === "") this.#note("label", "label-missing", row.left);
    const left = this.#place(row, "left", stored);
    const right = this.#place(row, "right", stored);
    if (stored !== null && isKeyField(this.#bridge, stored.field)) this.#checkKey(row, stored);
    if (left !== null) this.#checkWays(row, left);
    if (left !== null && right !== null) this.#checkTransforms(row, left, right, stored);
    return this.#found;
  }

  #note(part: string, fault: MappingFault, about: string): void {
    this.#found.push({ path: `fields[${String(this.#index)}].${part}`, fault, about });
  }

  /** A place that a stored row has had all along is not asked about: it may have gone at the vendor, and then its row can still be turned off. */
  #place(row: DraftRow, side: "left" | "right", stored: FieldMap | null): Place | null {
    const found = this.#places[side].find(({ place }) => place === row[side]) ?? null;
    if (found === null && stored?.[side] !== row[side]) this.#note(side, "place-unknown", row[side]);
    const isTaken = this.#rows.some((other, index) => index < this.#index && other[side] === row[side]);
    if (isTaken) this.#note(side, "place-taken", found?.label ?? row[side]);
    return found;
  }

  #checkKey(row: DraftRow, stored: FieldMap): void {
    const { label } = stored;
    if (row.left !== stored.left || row.right !== stored.right) this.#note(row.left === stored.left ? "right" : "left", "key-field-moved", label);
    if (row.direction === "off") this.#note("direction", "key-field-off", label);
    if (row.creates === "off") this.#note("creates", "key-field-off", label);
    if (row.transforms.length > 0) this.#note("transforms", "key-field-transformed", label);
    if (row.personal !== stored.personal) this.#note("personal", "key-field-personal", label);
  }

  /** Consent is never written (P3), nor what the vendor takes only when a record is made. */
  #checkWays(row: DraftRow, left: Place): void {
    const fault = left.place === "dnd" ? "consent" : "not-writable";
    if (flowsTo(row.creates, "to-highlevel") && !mayWritePlace(left, "create")) this.#note("creates", fault, left.label);
    if (flowsTo(row.direction, "to-highlevel") && !mayWritePlace(left, "update"))
      this.#note("direction", left.writable === "on-create" ? "only-on-create" : fault, left.label);
  }

  #checkTransforms(row: DraftRow, left: Place, right: Place, stored: FieldMap | null): void {
    const fit = compatibilityOf(left, right);
    const isOld = stored !== null && stored.left === row.left && stored.right === row.right;
    if (fit.light === "never" && !isOld) return this.#note("right", "never-compatible", right.label);
    const kind = isOld ? stored.kind : fit.light === "never" ? "text" : fit.kind;
    if (row.transforms.length > 0 && kind !== "text" && kind !== "name") this.#note("transforms", "transform-needs-text", left.label);
    const ops = row.transforms.map((transform) => (transform.op === "fallback" ? `${transform.op} ${transform.side}` : transform.op));
    row.transforms.forEach((transform, at) => {
      const part = `transforms[${String(at)}]`;
      if (ops.indexOf(ops[at] ?? "") < at) this.#note(part, "transform-twice", transform.op);
      if (transform.op === "table") this.#checkTable(part, row.transforms, transform.pairs);
      if (transform.op === "fallback") this.#checkFallback(part, row.transforms, transform);
    });
  }

  #checkTable(part: string, transforms: readonly Transform[], pairs: Extract<Transform, { op: "table" }>["pairs"]): void {
    if (pairs.length === 0) this.#note(`${part}.pairs`, "table-empty", "table");
    // As the table finds them: by what cleaning makes of them.
    const cleaned = (text: string): unknown =>
      readThrough({ transforms: transforms.filter(({ op }) => op !== "table" && op !== "fallback") }, "highlevel", asText(text), this.#bridge);
    const [lefts, rights] = [pairs.map(({ left }) => cleaned(left)), pairs.map(({ right }) => cleaned(right))];
    pairs.forEach((pair, at) => {
      for (const side of ["left", "right"] as const)
        if (asText(pair[side]) === null) this.#note(`${part}.pairs[${String(at)}].${side}`, "table-value-missing", "table");
      if (lefts.indexOf(lefts[at]) < at) this.#note(`${part}.pairs[${String(at)}].left`, "table-repeats", "table");
      const twin = pairs[rights.indexOf(rights[at])];
      if (twin !== undefined && twin.right !== pair.right) this.#note(`${part}.pairs[${String(at)}].right`, "table-repeats", "table");
    });
  }

  #checkFallback(part: string, transforms: readonly Transform[], { value, side }: Extract<Transform, { op: "fallback" }>): void {
    if (asText(value) === null) this.#note(`${part}.value`, "fallback-empty", "fallback");
    const taken = transforms.flatMap((transform) =>
      transform.op === "table" ? transform.pairs.map((pair) => asText(side === "highlevel" ? pair.left : pair.right)) : [],
    );
    if (taken.includes(asText(value))) this.#note(`${part}.value`, "fallback-in-table", "fallback");
  }
}

/** A typed value in canonical form; null for an empty one. */
export function asText(value: string): string | null {
  const text = canonicalise("text", value, { defaultCountry: "US" });
  return typeof text === "string" ? text : null;
}

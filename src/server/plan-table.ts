import type { FieldMap } from "#core/mapping/field-map.ts";
import type { KeptItem } from "#core/ports/plan-store.ts";
import type { CanonicalValue } from "#core/record/canonical.ts";
import type { Operation } from "#core/sync/sync-plan.ts";
import { vendorName } from "#core/vendor-name.ts";
import { csvRow } from "#lib/csv.ts";

const heading = ["group", "record", "HighLevel id", "incident.io id", "why", "picked", "outcome", "where", "what", "field", "before", "after"];

/** A plan as CSV: one row a written field, or one row for an item that writes none. */
export async function* planTable(pages: AsyncIterable<readonly KeptItem[]>, fields: readonly FieldMap[]): AsyncGenerator<string> {
  const labels = new Map(fields.map(({ field, label }) => [field, label]));
  yield csvRow(heading);
  for await (const items of pages) yield items.flatMap((kept) => rowsOf(kept, labels)).join("");
}

function rowsOf({ item, picked, outcome }: KeptItem, labels: ReadonlyMap<string, string>): readonly string[] {
  const { symbol, title, leftId, rightId, because, operations } = item;
  const first = [symbol, title, leftId, rightId, because, operations.length === 0 ? null : picked ? "yes" : "no", outcome];
  const writes = operations.flatMap((operation) => writesOf(operation, labels));
  return writes.length === 0 ? [csvRow([...first, null, null, null, null, null])] : writes.map((write) => csvRow([...first, ...write]));
}

type Cells = readonly (string | number | null)[];

function writesOf(operation: Operation, labels: ReadonlyMap<string, string>): readonly Cells[] {
  const { kind } = operation;
  const where = vendorName(operation.side);
  const named = (field: string): string => labels.get(field) ?? field;
  if (kind === "create") return Object.entries(operation.fields).map(([field, value]) => [where, kind, named(field), null, cellOf(value)]);
  if (kind === "update") return operation.changes.map(({ field, before, value }) => [where, kind, named(field), cellOf(before), cellOf(value)]);
  return [[where, kind, null, null, null]];
}

const cellOf = (value: CanonicalValue): string | null => (value === null ? null : Array.isArray(value) ? value.join("; ") : String(value));

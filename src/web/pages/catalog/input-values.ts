import type { OperationInputView } from "#contract/operations.ts";
import type { JsonSchema } from "#core/catalog/operation.ts";

/** As people read JSON. */
export const asJson = (value: unknown): string => JSON.stringify(value, null, 2);

export type Place = readonly (string | number)[];

/** The value at a place of an input. */
export const valueAt = (input: unknown, place: Place): unknown =>
  place.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[String(key)] : undefined),
    input,
  );

/** The input with another value at a place; undefined takes it away, and with it whatever holds nothing any more. */
export function withValueAt(input: OperationInputView, place: Place, value: unknown): OperationInputView {
  return (changed(input, place, value) ?? {}) as OperationInputView;
}

function changed(within: unknown, [key, ...rest]: Place, value: unknown): unknown {
  if (key === undefined) return value;
  const inner = changed(valueAt(within, [key]), rest, value);
  if (typeof key === "number") {
    const list = Array.isArray(within) ? [...(within as unknown[])] : [];
    if (inner === undefined && rest.length === 0) list.splice(key, 1);
    else list[key] = inner ?? {};
    return list;
  }
  const fields = { ...(within as Readonly<Record<string, unknown>> | undefined) };
  if (inner === undefined) delete fields[key];
  else fields[key] = inner;
  return Object.keys(fields).length === 0 ? undefined : fields;
}

/** How a field is asked for. */
export type FieldKind =
  | "picker"
  | "choice"
  | "choices"
  | "yes-no"
  | "number"
  | "moment"
  | "day"
  | "email"
  | "web-address"
  | "text"
  | "long-text"
  | "texts"
  | "group"
  | "rows"
  | "json";

/** Names under which people write more than a line. */
const long = /^(?:body|description|content|message|summary|html|notes?|text|updateMessage)$/iu;
/** Nesting below which JSON is easier than boxes in boxes. */
const DEPTH = 2;

export function kindOf(name: string, schema: JsonSchema, depth: number, hasPicker: boolean): FieldKind {
  const type = plainType(schema);
  if (type === "array") return listKind(schema.items ?? {}, depth, hasPicker);
  if (hasPicker) return "picker";
  if (schema.enum !== undefined) return "choice";
  switch (type) {
    case "boolean":
      return "yes-no";
    case "number":
    case "integer":
      return "number";
    case "object":
      return schema.properties !== undefined && depth < DEPTH ? "group" : "json";
    case "string":
      return textKind(name, schema);
    default:
      return "json";
  }
}

function listKind(items: JsonSchema, depth: number, hasPicker: boolean): FieldKind {
  if (items.enum !== undefined && !hasPicker) return "choices";
  if (plainType(items) === "string") return "texts";
  return items.properties !== undefined && depth < DEPTH ? "rows" : "json";
}

function textKind(name: string, { format }: JsonSchema): FieldKind {
  if (format === "date-time") return "moment";
  if (format === "date") return "day";
  if (format === "email") return "email";
  if (format === "uri") return "web-address";
  return long.test(name) ? "long-text" : "text";
}

/** The type of a field, leaving aside that it may be empty. */
const plainType = ({ type }: JsonSchema): string | undefined => [type].flat().find((one) => one !== "null");

/** `dueDate`, `incident_id` as people read them. */
export function fieldLabel(name: string): string {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/gu, "$1 $2")
    .replaceAll(/[_-]+/gu, " ")
    .trim()
    .toLowerCase()
    .replaceAll(/\bid(s?)\b/gu, "ID$1");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The schema of a field by its name in groups and pickers: `body.title`. */
export const schemaAt = (schema: JsonSchema, field: string): JsonSchema =>
  field.split(".").reduce<JsonSchema>((place, key) => place.properties?.[key] ?? {}, schema);

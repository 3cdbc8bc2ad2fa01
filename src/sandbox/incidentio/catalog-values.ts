import type { SandboxResponse } from "../kit/http-app.ts";
import { isPlainObject, type Body } from "./body-rules.ts";
import type { Attribute, CatalogType, StoredValue } from "./catalog-store.ts";
import { problem } from "./envelope.ts";
import type { IncidentState, Quirks } from "./state.ts";

export const primitiveTypes: ReadonlySet<string> = new Set(["String", "Text", "Number", "Bool", 'Image["avatar"]']);
/** Modes whose values somebody may write; all other modes are derived or belong to the vendor. */
const writableModes: ReadonlySet<string> = new Set(["", "api", "dashboard"]);

/** Refuses attribute values that the schema does not take: unknown ids, modes without write access, wrong shapes. */
export function refuseValues(state: IncidentState, type: CatalogType, values: Body, path = "attribute_values"): SandboxResponse | null {
  for (const [id, raw] of Object.entries(values)) {
    const field = `${path}.${id}`;
    const attribute = type.schema.attributes.find((known) => known.id === id);
    if (attribute === undefined) return problem(422, "invalid_value", "The type has no such attribute", field);
    if (!mayApiWrite(attribute, state.quirks))
      return problem(422, "invalid_value", `Attributes of mode ${attribute.mode} are not written by the API`, field);
    const complaint = isPlainObject(raw) ? shapeComplaint(attribute, raw) : "A value is an object";
    if (complaint !== null) return problem(422, "invalid_value", complaint, field);
  }
  return null;
}

export const mayApiWrite = (attribute: Attribute, quirks: Quirks): boolean =>
  writableModes.has(attribute.mode) && (attribute.mode !== "dashboard" || quirks.dashboardWrites);

export const mayPersonWrite = (attribute: Attribute, quirks: Quirks): boolean =>
  writableModes.has(attribute.mode) && (attribute.mode !== "api" || !quirks.apiModeLocksPeople);

function shapeComplaint(attribute: Attribute, raw: Body): string | null {
  const list = raw["array_value"] ?? null;
  const one = raw["value"] ?? null;
  if (attribute.array && one !== null) return "A list is expected";
  if (!attribute.array && list !== null) return "One value is expected";
  if (list !== null && !Array.isArray(list)) return "A list is expected";
  const items: readonly unknown[] = list ?? (one === null ? [] : [one]);
  return items.map((item) => literalComplaint(attribute, item)).find((complaint) => complaint !== null) ?? null;
}

function literalComplaint(attribute: Attribute, item: unknown): string | null {
  const literal: unknown = isPlainObject(item) ? (item["literal"] ?? "") : null;
  if (typeof literal !== "string") return "A literal is text";
  if (literal === "") return null;
  if (attribute.type === "Number" && !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/u.test(literal)) return "Not a number";
  return attribute.type === "Bool" && literal !== "true" && literal !== "false" ? "Not true or false" : null;
}

/**
 * The values of an entry after a write. Without `updateAttributes` everything is replaced; with it only the listed ids, and
 * a listed id that was not sent is cleared.
 */
export function valuesAfter(
  state: IncidentState,
  type: CatalogType,
  before: Readonly<Record<string, StoredValue>>,
  sent: Body,
  updateAttributes: readonly string[] | null,
): Record<string, StoredValue> {
  const isWritten = (id: string): boolean => {
    const attribute = type.schema.attributes.find((known) => known.id === id);
    return attribute !== undefined && mayApiWrite(attribute, state.quirks) && (updateAttributes === null || updateAttributes.includes(id));
  };
  const kept = Object.entries(before).filter(([id]) => !isWritten(id));
  const written = Object.entries(sent).flatMap(([id, raw]) => {
    const value = isWritten(id) ? storedValue(state.quirks, raw as Body) : null;
    return value === null ? [] : [[id, value] as const];
  });
  return Object.fromEntries([...kept, ...written]);
}

function storedValue(quirks: Quirks, raw: Body): StoredValue | null {
  const items = (raw["array_value"] ?? [raw["value"] ?? {}]) as readonly Body[];
  const literals = items.map((item) => normalised(quirks, String(item["literal"] ?? ""))).filter((literal) => literal !== "");
  if (literals.length === 0) return null;
  return Array.isArray(raw["array_value"]) ? literals : (literals[0] ?? null);
}

/** Text as the sandbox keeps it: as sent, unless a quirk says otherwise. */
export function normalised(quirks: Quirks, text: string): string {
  const formed = quirks.unicodeForm === "as-sent" ? text : text.normalize(quirks.unicodeForm);
  const trimmed = quirks.trimValues ? formed.trim() : formed;
  return quirks.truncateValuesAt === null ? trimmed : [...trimmed].slice(0, quirks.truncateValuesAt).join("");
}

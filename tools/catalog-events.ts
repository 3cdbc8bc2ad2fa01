import type { EventFacts } from "../src/catalog/operation-facts.ts";
import type { Json } from "./open-api-documents.ts";

interface HighLevelField {
  readonly name: string;
  readonly type: string;
  readonly fields?: readonly HighLevelField[];
}
export interface HighLevelEventFacts {
  /** `wireType` is null for pages whose examples show no type: there the page's name is what the vendor sends. */
  readonly events: readonly {
    readonly page: string;
    readonly wireType: string | null;
    readonly scopeListed: string | null;
    readonly fields: readonly HighLevelField[];
  }[];
  /** Events that the vendor sends and has no page for. */
  readonly notInSnapshot: readonly string[];
}

/** HighLevel's events, by name. Nothing is said to be required: pages are examples, and none promises a field. */
export function highlevelEvents({ events, notInSnapshot }: HighLevelEventFacts): readonly EventFacts[] {
  const told = events.map(({ page, wireType, scopeListed, fields }) => ({
    event: wireType ?? page,
    scopes: scopeListed === null ? [] : [scopeListed],
    schema: objectOf(fields),
  }));
  const untold = notInSnapshot.map((event) => ({
    event,
    scopes: [],
    schema: objectOf([
      { name: "type", type: "string" },
      { name: "locationId", type: "string" },
      { name: "id", type: "string" },
    ]),
  }));
  return [...told, ...untold].toSorted((one, other) => (one.event < other.event ? -1 : 1));
}

const objectOf = (fields: readonly HighLevelField[]): Json => ({
  type: "object",
  properties: Object.fromEntries(fields.map((field) => [field.name, highlevelType(field)])),
});

function highlevelType({ type, fields }: HighLevelField): Json {
  const plain = type.toLowerCase();
  const isList = plain.startsWith("array") || plain.endsWith("[]");
  const inner: Json = fields === undefined ? {} : objectOf(fields);
  if (isList) return { type: "array", ...(fields !== undefined && { items: inner }) };
  if (fields !== undefined) return inner;
  if (plain.startsWith("date")) return { type: "string" };
  return ["string", "number", "boolean", "object", "integer"].includes(plain) ? { type: plain } : {};
}

interface IncidentField {
  readonly type: string;
  readonly required?: boolean;
  readonly nullable?: boolean;
  readonly enum?: readonly string[];
  readonly fields?: Readonly<Record<string, IncidentField>>;
}
export interface IncidentEventFacts {
  readonly events: readonly { readonly event_type: string; readonly schema: string }[];
  readonly schemas: Readonly<Record<string, Readonly<Record<string, IncidentField>>>>;
}

/** incident.io's events, by name: what a run begins with is the object under the event's own name. */
export const incidentEvents = ({ events, schemas }: IncidentEventFacts): readonly EventFacts[] =>
  events
    .map(({ event_type: event, schema }) => ({ event, scopes: [], schema: incidentObject(schemas[schema] ?? {}) }))
    .toSorted((one, other) => (one.event < other.event ? -1 : 1));

function incidentObject(fields: Readonly<Record<string, IncidentField>>): Json {
  const required = Object.entries(fields).flatMap(([name, field]) => (field.required === true ? [name] : []));
  return {
    type: "object",
    properties: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, incidentType(field)])),
    ...(required.length > 0 && { required }),
  };
}

function incidentType({ type, fields, enum: values, nullable }: IncidentField): Json {
  if (type.startsWith("[")) return { type: "array", items: incidentType({ type: type.slice(1, -1), ...(fields !== undefined && { fields }) }) };
  if (type.startsWith("{")) return { type: "object", additionalProperties: true };
  if (fields !== undefined) return { ...incidentObject(fields), ...(nullable === true && { nullable: true }) };
  const [plain = "", format] = type.split(":");
  const isPlain = ["string", "number", "boolean", "integer"].includes(plain);
  return {
    ...(isPlain ? { type: plain } : plain === "enum" ? { type: "string" } : { type: "object" }),
    ...(format === "date-time" && { format }),
    ...(values !== undefined && { enum: values }),
    ...(nullable === true && { nullable: true }),
  };
}

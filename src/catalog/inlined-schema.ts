import type { JsonSchema } from "#core/catalog/operation.ts";
import type { OperationFacts, RawSchema } from "./operation-facts.ts";

type Mutable = Record<string, unknown>;
type Defs = Readonly<Record<string, RawSchema>>;
/** `closed`: an object takes only the names that the document has, as HighLevel does with what it is sent. */
type Names = "open" | "closed";

/** Names that a schema has already been entered by: one that holds itself is anything from there on. */
type Within = ReadonlySet<string>;

/** A schema without references, `allOf` and `nullable`, as forms and checks read it. */
export function inlinedSchema(schema: RawSchema, defs: Defs, names: Names): JsonSchema {
  return inlined(schema, { defs, names, within: new Set() });
}

interface Place {
  readonly defs: Defs;
  readonly names: Names;
  readonly within: Within;
}

function inlined(schema: RawSchema, place: Place): JsonSchema {
  const ref = schema["$ref"];
  if (typeof ref === "string") return referred(ref.replace("#/defs/", ""), place);
  const { allOf, nullable, ...own } = schema;
  const parts = Array.isArray(allOf) ? (allOf as readonly RawSchema[]).map((part) => inlined(part, place)) : [];
  const whole = [...parts, plain(own, place)].reduce(together, {});
  return nullable === true ? orNull(whole) : whole;
}

function referred(name: string, place: Place): JsonSchema {
  const schema = place.defs[name];
  if (schema === undefined || place.within.has(name)) return {};
  return inlined(schema, { ...place, within: new Set([...place.within, name]) });
}

function plain(own: RawSchema, place: Place): JsonSchema {
  const schema: Mutable = { ...own };
  const properties = own["properties"] as Readonly<Record<string, RawSchema>> | undefined;
  if (properties !== undefined) schema["properties"] = mapped(properties, (inner) => inlined(inner, place));
  if (own["items"] !== undefined) schema["items"] = inlined(own["items"] as RawSchema, place);
  if (Array.isArray(own["anyOf"])) schema["anyOf"] = (own["anyOf"] as readonly RawSchema[]).map((inner) => inlined(inner, place));
  const more = own["additionalProperties"];
  if (typeof more === "object" && more !== null) schema["additionalProperties"] = inlined(more as RawSchema, place);
  else if (more === undefined && properties !== undefined && place.names === "closed") schema["additionalProperties"] = false;
  return schema;
}

/** What fits both. */
function together(one: JsonSchema, other: JsonSchema): JsonSchema {
  const properties = { ...one.properties, ...other.properties };
  const required = [...new Set([...(one.required ?? []), ...(other.required ?? [])])];
  return {
    ...one,
    ...other,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
  };
}

function orNull(schema: JsonSchema): JsonSchema {
  if (typeof schema.type !== "string") return Object.keys(schema).length === 0 ? schema : { anyOf: [schema, { type: "null" }] };
  return { ...schema, type: [schema.type, "null"], ...(schema.enum !== undefined && { enum: [...schema.enum, null] }) };
}

const mapped = <Value>(from: Readonly<Record<string, RawSchema>>, change: (schema: RawSchema) => Value): Record<string, Value> =>
  Object.fromEntries(Object.entries(from).map(([name, schema]) => [name, change(schema)]));

/** What an operation takes and what it answers, as forms and checks read them. */
export interface OperationSchemas {
  readonly input: JsonSchema;
  /** Null where the document shows none. */
  readonly output: JsonSchema | null;
}

const made = new WeakMap<OperationFacts, OperationSchemas>();

/** The schemas of an operation: made when they are first asked for, because every step of every run asks. */
export function schemasOf(facts: OperationFacts, defs: Defs): OperationSchemas {
  const known = made.get(facts);
  if (known !== undefined) return known;
  const schemas = { input: inputSchema(facts, defs), output: facts.answer === undefined ? null : inlinedSchema(facts.answer, defs, "open") };
  made.set(facts, schemas);
  return schemas;
}

/** Schema of an operation's whole input: what is in the path, the query and the body. */
function inputSchema(facts: OperationFacts, defs: Defs): JsonSchema {
  const places: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const place of ["path", "query"] as const) {
    const params = facts.params.filter((param) => param.in === place);
    if (params.length === 0) continue;
    const needed = params.filter((param) => param.required).map((param) => param.name);
    places[place] = {
      type: "object",
      properties: Object.fromEntries(params.map((param) => [param.name, inlinedSchema(param.schema, defs, "closed")])),
      ...(needed.length > 0 && { required: needed }),
      additionalProperties: false,
    };
    if (needed.length > 0) required.push(place);
  }
  if (facts.body !== undefined) {
    places["body"] = inlinedSchema(facts.body.schema, defs, "closed");
    if (facts.body.required) required.push("body");
  }
  return { type: "object", properties: places, ...(required.length > 0 && { required }), additionalProperties: false };
}

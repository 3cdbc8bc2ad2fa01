import { isObject } from "#lib/json.ts";

export type Json = Readonly<Record<string, unknown>>;

/** Keywords that mean the same in OpenAPI 3.0 and in JSON Schema, and whose value is no schema. */
const plain = ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "multipleOf", "pattern", "format"] as const;

/**
 * A schema of OpenAPI 3.0 as JSON Schema: `nullable`, boolean exclusive limits; examples, discriminators and vendors' own keywords left out.
 * An object with named properties is closed, so that a name the documents do not have is found: HighLevel refuses such requests with 422,
 * and in an answer it is an invention of the sandbox. References stay as they are.
 */
export function toJsonSchema(schema: unknown): Json {
  if (!isObject(schema)) return {};
  if (typeof schema["$ref"] === "string") return { $ref: schema["$ref"] };
  const converted: Json = { ...kept(schema), ...limits(schema), ...children(schema) };
  if (schema["nullable"] !== true) return converted;
  // A member of `enum` would still refuse null, so the schema stands beside it.
  return { anyOf: [converted, { type: "null" }] };
}

function kept(schema: Json): Json {
  return {
    ...Object.fromEntries(plain.flatMap((keyword) => (schema[keyword] === undefined ? [] : [[keyword, schema[keyword]]]))),
    ...(typeof schema["type"] === "string" && { type: schema["type"] }),
    ...(Array.isArray(schema["enum"]) && { enum: schema["enum"] }),
    // Some documents mark one property as required inside itself; only the list is JSON Schema.
    ...(Array.isArray(schema["required"]) && { required: schema["required"] }),
  };
}

function limits(schema: Json): Json {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  return {
    ...(typeof minimum === "number" && { [exclusiveMinimum === true ? "exclusiveMinimum" : "minimum"]: minimum }),
    ...(typeof maximum === "number" && { [exclusiveMaximum === true ? "exclusiveMaximum" : "maximum"]: maximum }),
  };
}

function children(schema: Json): Json {
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  const more = schema["additionalProperties"];
  const isClosed = Object.keys(properties).length > 0 && more === undefined;
  return {
    ...(Object.keys(properties).length > 0 && { properties: mapValues(properties, toJsonSchema) }),
    ...(isClosed && { additionalProperties: false }),
    ...(more !== undefined && { additionalProperties: typeof more === "boolean" ? more : toJsonSchema(more) }),
    ...(schema["items"] !== undefined && { items: toJsonSchema(schema["items"]) }),
    ...(schema["not"] !== undefined && { not: toJsonSchema(schema["not"]) }),
    ...Object.fromEntries(
      ["allOf", "anyOf", "oneOf"].flatMap((keyword) => {
        const parts = schema[keyword];
        return Array.isArray(parts) ? [[keyword, parts.map(toJsonSchema)]] : [];
      }),
    ),
  };
}

export function mapValues<Value>(from: Json, convert: (value: unknown) => Value): Record<string, Value> {
  return Object.fromEntries(Object.entries(from).map(([key, value]) => [key, convert(value)]));
}

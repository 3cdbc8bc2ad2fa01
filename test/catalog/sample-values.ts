import type { JsonSchema } from "#core/catalog/operation.ts";

/** The smallest value that a schema takes: what must be there, and nothing else. */
export function smallestValue(schema: JsonSchema): unknown {
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.anyOf?.[0] !== undefined) return smallestValue(schema.anyOf[0]);
  const type = Array.isArray(schema.type) ? (schema.type as readonly string[])[0] : schema.type;
  switch (type) {
    case "object":
      return Object.fromEntries((schema.required ?? []).map((name) => [name, smallestValue(schema.properties?.[name] ?? {})]));
    case "array":
      return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () => smallestValue(schema.items ?? {}));
    case "boolean":
      return true;
    case "integer":
    case "number":
      return schema.minimum ?? 1;
    case "null":
      return null;
    default:
      return textFor(schema);
  }
}

function textFor({ format, pattern, minLength = 1 }: JsonSchema): string {
  // The documents have patterns of two kinds of texts that requests need: times of day and time zones.
  if (pattern !== undefined) return pattern.includes(":") ? "10:00" : "Europe/London";
  if (format === "date-time") return "2026-01-15T10:00:00Z";
  if (format === "date") return "2026-01-15";
  if (format === "email") return "sam@example.com";
  if (format === "uri") return "https://example.com/";
  if (format === "uuid") return "00000000-0000-7000-8000-000000000001";
  return "x".repeat(Math.max(1, minLength));
}

/** A whole value of a schema: everything that it names, three levels deep. */
export function wholeValue(schema: JsonSchema, depth = 0): unknown {
  if (schema.properties === undefined || depth > 3) return smallestValue(schema);
  return Object.fromEntries(Object.entries(schema.properties).map(([name, inner]) => [name, wholeValue(inner, depth + 1)]));
}

import { z } from "zod";

interface Shape {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly minimum?: number;
}

/** The smallest body that the schema takes, as JSON; an empty object for a route that needs none. */
export function soundBody(schema: z.ZodType | undefined): string {
  return schema === undefined ? "{}" : JSON.stringify(smallest(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Shape));
}

function smallest(shape: Shape): unknown {
  if (shape.const !== undefined) return shape.const;
  if (shape.enum !== undefined) return shape.enum[0];
  const [choice] = shape.oneOf ?? shape.anyOf ?? [];
  if (choice !== undefined) return smallest(choice);
  const { required = [], properties = {} } = shape;
  switch (shape.type) {
    case "object":
      return Object.fromEntries(required.map((name) => [name, smallest(properties[name] ?? {})]));
    case "array":
      return Array.from({ length: shape.minItems ?? 0 }, () => smallest(shape.items ?? {}));
    case "boolean":
      return true;
    case "integer":
    case "number":
      return shape.minimum ?? 0;
    default:
      return "x".repeat(shape.minLength ?? 1);
  }
}

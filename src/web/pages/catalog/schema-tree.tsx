import type { ReactElement } from "react";
import type { JsonSchema } from "#core/catalog/operation.ts";

/** Nesting that is shown; what lies deeper is rarely what people look for. */
const DEPTH = 4;

/** The names in an answer with their types, as a list that can be folded. */
export function SchemaTree({ schema, depth = 0 }: { readonly schema: JsonSchema; readonly depth?: number }): ReactElement {
  const fields = Object.entries(fieldsOf(schema));
  return (
    <ul className="schema-tree">
      {fields.map(([name, inner]) => (
        <li key={name}>
          {depth < DEPTH && Object.keys(fieldsOf(inner)).length > 0 ? (
            <details open={depth === 0 && fields.length === 1}>
              <summary>
                <code>{name}</code> <span className="muted">{typeOf(inner)}</span>
              </summary>
              <SchemaTree schema={inner} depth={depth + 1} />
            </details>
          ) : (
            <span>
              <code>{name}</code> <span className="muted">{typeOf(inner)}</span>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Fields of an object, or of what a list holds. */
const fieldsOf = ({ properties, items }: JsonSchema): Readonly<Record<string, JsonSchema>> => properties ?? items?.properties ?? {};

function typeOf({ type, items, enum: choices, format }: JsonSchema): string {
  if (choices !== undefined) return choices.slice(0, 6).map(String).join(" | ");
  const own = [type ?? "any"].flat().join(" | ");
  if (items !== undefined) return `${own} of ${[items.type ?? "any"].flat().join(" | ")}`;
  return format === undefined ? own : `${own}, ${format}`;
}

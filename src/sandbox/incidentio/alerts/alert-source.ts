import { isPlainObject, objectsOf, textOf, type Body } from "../body-rules.ts";

/** A source that takes events over HTTP; the other kinds are not emulated. */
export interface AlertSource {
  readonly id: string;
  name: string;
  /** What events must carry. */
  readonly secretToken: string;
  /** As written: title, description, attributes with their bindings, expressions. */
  template: Body;
}

export const isPrivateSource = ({ template }: AlertSource): boolean => template["is_private"] === true;

/** A source as the API shows it; every binding carries a label, which a payload leaves out. */
export function sourceShape({ id, name, secretToken, template }: AlertSource): Record<string, unknown> {
  const teams = template["visible_to_teams"];
  return {
    id,
    name,
    source_type: "http",
    secret_token: secretToken,
    alert_events_url: `https://api.example.com/v2/alert_events/http/${id}`,
    template: {
      title: labelled(template["title"]),
      description: labelled(template["description"]),
      is_private: template["is_private"] === true,
      attributes: objectsOf(template, "attributes").map((attribute) => ({
        alert_attribute_id: textOf(attribute, "alert_attribute_id") ?? "",
        binding: labelledBinding(attribute["binding"]),
      })),
      expressions: objectsOf(template, "expressions").map(expressionShape),
      ...(isPlainObject(teams) && { visible_to_teams: labelledBinding(teams) }),
    },
  };
}

function labelled(raw: unknown): Body {
  const value = isPlainObject(raw) ? raw : {};
  return { ...value, label: textOf(value, "literal") ?? textOf(value, "reference") ?? "" };
}

function labelledBinding(raw: unknown): Body {
  const binding = isPlainObject(raw) ? raw : {};
  return {
    ...binding,
    ...(binding["value"] !== undefined && { value: labelled(binding["value"]) }),
    ...(Array.isArray(binding["array_value"]) && { array_value: binding["array_value"].map(labelled) }),
  };
}

function expressionShape(expression: Body): Body {
  const operations = objectsOf(expression, "operations").map((operation) => ({ ...operation, returns: parseOf(operation)["returns"] }));
  return { ...expression, operations, returns: operations.at(-1)?.returns };
}

const parseOf = (operation: Body): Body => (isPlainObject(operation["parse"]) ? operation["parse"] : {});

/** An expression that the sandbox can evaluate: one that takes a value out of the event. */
export function isEmulated(expression: Body): boolean {
  const operations = objectsOf(expression, "operations");
  const [first] = operations;
  const isParse = first !== undefined && first["operation_type"] === "parse" && textOf(parseOf(first), "source") !== undefined;
  return isParse && operations.length === 1 && expression["else_branch"] === undefined;
}

/** What an event says for each attribute of the source's template, as texts; attributes of which it says nothing are left out. */
export function valuesOf({ template }: AlertSource, event: Body): Readonly<Record<string, readonly string[]>> {
  const values = objectsOf(template, "attributes").map((attribute): [string, readonly string[]] => {
    const binding = isPlainObject(attribute["binding"]) ? attribute["binding"] : {};
    const bound = [binding["value"], ...objectsOf(binding, "array_value")].filter(isPlainObject);
    return [textOf(attribute, "alert_attribute_id") ?? "", bound.flatMap((value) => boundTexts(template, value, event))];
  });
  return Object.fromEntries(values.filter(([, texts]) => texts.length > 0));
}

/** A literal is what it says; a reference names a field of the alert or an expression. */
export function boundTexts(template: Body, value: Body, event: Body): readonly string[] {
  const literal = textOf(value, "literal");
  if (literal !== undefined) return [literal];
  const reference = textOf(value, "reference") ?? "";
  const [, name] = /^expressions\["([^"]+)"\]$/u.exec(reference) ?? [];
  if (name === undefined) return reference.startsWith("alert.") ? textsIn(event[reference.slice("alert.".length)]) : [];
  const expression = objectsOf(template, "expressions").find((known) => known["reference"] === name);
  const source = textOf(parseOf(objectsOf(expression ?? {}, "operations")[0] ?? {}), "source") ?? "";
  return textsIn(valueAt(event, source));
}

/** Follows `metadata.email`, `$.metadata.email` or `metadata["e-mail"]`. */
function valueAt(event: Body, path: string): unknown {
  const keys = [...path.replace(/^\$\.?/u, "").matchAll(/\["([^"]+)"\]|([A-Za-z_]\w*)/gu)].map(([, quoted, plain]) => quoted ?? plain ?? "");
  return keys.reduce<unknown>((place, key) => (isPlainObject(place) ? place[key] : undefined), event);
}

function textsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? [String(value)] : [];
}

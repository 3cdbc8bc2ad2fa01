import type { Documents, Json, Located } from "./open-api-documents.ts";

const copied = ["format", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "pattern"] as const;
/** Formats that say how wide a number is, which JSON does not know, or that the documents use for what is none. */
const usefulFormats: ReadonlySet<unknown> = new Set(["date-time", "date", "email", "uri", "uuid", "binary"]);

/**
 * Schemas of OpenAPI 3.0 as compact JSON Schema: types, names, limits, no sentences. Named ones go to `defs`, once a file; a name that two
 * documents give to different things gets a number.
 */
export class CatalogSchemas {
  readonly #documents: Documents;
  readonly defs: Record<string, Json> = {};
  readonly #names = new Map<string, string>();

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  of(located: Located): Json {
    const target = this.#documents.target(located);
    if (target === null) return this.#plain(located);
    const key = `${target.file}#${target.name}`;
    const known = this.#names.get(key);
    if (known !== undefined) return { $ref: `#/defs/${known}` };
    const name = this.#freeName(target.name);
    this.#names.set(key, name);
    this.defs[name] = {};
    this.defs[name] = this.of(target);
    return { $ref: `#/defs/${name}` };
  }

  #freeName(name: string): string {
    if (!(name in this.defs)) return name;
    let number = 2;
    while (`${name}${String(number)}` in this.defs) number += 1;
    return `${name}${String(number)}`;
  }

  #plain({ schema, file }: Located): Json {
    const at = (inner: unknown): Json => this.of({ schema: inner as Json, file });
    const parts = (keyword: string): readonly Json[] => ((schema[keyword] ?? []) as readonly unknown[]).map(at);
    const either = [...parts("anyOf"), ...parts("oneOf")];
    const whole = parts("allOf");
    const more = schema["additionalProperties"];
    const properties = Object.entries((schema["properties"] ?? {}) as Json);
    const plain: Json = {
      ...typeAndChoices(schema),
      ...Object.fromEntries(copied.flatMap((keyword) => (keeps(schema, keyword) ? [[keyword, schema[keyword]]] : []))),
      ...(properties.length > 0 && { properties: Object.fromEntries(properties.map(([name, inner]) => [name, at(inner)])) }),
      ...requiredOf(schema),
      ...(schema["items"] !== undefined && { items: isListOfAnything(schema["items"]) ? {} : at(schema["items"]) }),
      ...(typeof more === "object" && more !== null && { additionalProperties: at(more) }),
      ...(more === true && { additionalProperties: true }),
      ...(either.length > 0 && { anyOf: either }),
      ...(whole.length > 0 && { allOf: whole }),
    };
    return schema["nullable"] === true ? { ...simplified(plain), nullable: true } : simplified(plain);
  }
}

function typeOf(schema: Json): Json {
  if (typeof schema["type"] === "string") return { type: schema["type"] };
  return schema["properties"] === undefined ? {} : { type: "object" };
}

/** HighLevel's documents write a list of objects that they do not describe as a list of lists. */
const isListOfAnything = (items: unknown): boolean =>
  (items as Json)["type"] === "array" && ((items as Json)["items"] as Json | undefined)?.["type"] === undefined;

/** Some documents list the choices within another list, and call texts numbers. */
function typeAndChoices(schema: Json): Json {
  if (!Array.isArray(schema["enum"])) return typeOf(schema);
  const choices = [...new Set((schema["enum"] as readonly unknown[]).flat())];
  const isNumber = schema["type"] === "number" || schema["type"] === "integer";
  return { ...(isNumber && choices.some((choice) => typeof choice === "string") ? { type: "string" } : typeOf(schema)), enum: choices };
}

const keeps = (schema: Json, keyword: (typeof copied)[number]): boolean => {
  const value = schema[keyword];
  if (keyword === "format") return usefulFormats.has(value);
  if (keyword === "pattern") return typeof value === "string";
  return typeof value === "number";
};

/** Some documents mark a property as required inside itself; only the list counts, and of that only what is described. */
function requiredOf(schema: Json): Json {
  const listed = Array.isArray(schema["required"]) ? [...new Set(schema["required"] as readonly string[])] : [];
  const described = schema["properties"] as Json | undefined;
  const required = described === undefined || schema["allOf"] !== undefined ? listed : listed.filter((name) => name in described);
  return required.length > 0 ? { required } : {};
}

/** `allOf` of one thing is that thing. */
function simplified(schema: Json): Json {
  const whole = schema["allOf"] as readonly Json[] | undefined;
  const others = Object.keys(schema).filter((key) => key !== "allOf" && key !== "type");
  return whole?.length === 1 && others.length === 0 ? (whole[0] as Json) : schema;
}

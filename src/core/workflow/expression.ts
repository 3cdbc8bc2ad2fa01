export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** True for a group of named values: an object that is no list. */
export const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * A value with places to fill. `{ pick: "trigger.contact.id" }` becomes the value there, of whatever type it is; `{ text: "Hello {{ item.name }}" }`
 * becomes the rendered text; `{ literal: … }` stays as it stands, whatever keys it has; everything else means itself, filled at any depth.
 */
export type Expression = Json;

/** What expressions can speak of. `item` and `event` are there where a for-each or a wait gives them. */
export interface Scope {
  readonly trigger: Json;
  readonly steps: Readonly<Record<string, Json>>;
  readonly run: { readonly id: string; readonly startedAt: string };
  readonly item?: Json;
  readonly event?: Json;
}

export const scopeRoots = ["trigger", "steps", "run", "item", "event"] as const;

type Form =
  | { readonly kind: "pick"; readonly path: string }
  | { readonly kind: "text"; readonly template: string }
  | { readonly kind: "literal"; readonly value: Json }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [string, Expression])[] };

/** What an expression is, at its top. */
export function formOf(expression: Expression): Form {
  if (Array.isArray(expression)) return { kind: "list", items: expression as readonly Json[] };
  if (!isGroup(expression)) return { kind: "literal", value: expression };
  const entries = Object.entries(expression as Readonly<Record<string, Json>>);
  const [only] = entries;
  if (only !== undefined && entries.length === 1) {
    const [key, value] = only;
    if (key === "pick" && typeof value === "string") return { kind: "pick", path: value };
    if (key === "text" && typeof value === "string") return { kind: "text", template: value };
    if (key === "literal") return { kind: "literal", value };
  }
  return { kind: "object", entries };
}

/** True when the text has places that a renderer must fill. */
export const hasPlaces = (template: string): boolean => template.includes("{{") || template.includes("{%");

/** A value's place in a text, with the path that it shows, whatever is done to it there. */
const place = /\{\{-?\s*([a-z][\w.-]*)(?![\w.-])[^{}]*\}\}/gu;

/** The paths whose values a text shows, each once. */
export const pathsIn = (template: string): readonly string[] => [...new Set([...template.matchAll(place)].map(([, path = ""]) => path))];

/** A text with words in place of its values. */
export const worded = (template: string, wordsOf: (path: string) => string): string =>
  template.replaceAll(place, (_whole, path: string) => wordsOf(path));

/** The templates of an expression with places to fill, in the order in which `fill` asks for them. */
export function templatesIn(expression: Expression): readonly string[] {
  const form = formOf(expression);
  if (form.kind === "text") return hasPlaces(form.template) ? [form.template] : [];
  if (form.kind === "list") return form.items.flatMap(templatesIn);
  return form.kind === "object" ? form.entries.flatMap(([, value]) => templatesIn(value)) : [];
}

/** The paths that an expression picks, each with where in the expression it stands. */
export function picksIn(expression: Expression, at = ""): readonly { readonly path: string; readonly at: string }[] {
  const form = formOf(expression);
  if (form.kind === "pick") return [{ path: form.path, at: `${at}.pick` }];
  if (form.kind === "list") return form.items.flatMap((item, index) => picksIn(item, `${at}[${String(index)}]`));
  return form.kind === "object" ? form.entries.flatMap(([key, value]) => picksIn(value, `${at}.${key}`)) : [];
}

/** The value of an expression. `texts` are its rendered templates, in the order of `templatesIn`; what is not there is null. */
export function fill(expression: Expression, scope: Scope, texts: readonly string[] = []): Json {
  const rendered = [...texts];
  const go = (part: Expression): Json => {
    const form = formOf(part);
    switch (form.kind) {
      case "pick":
        return pick(scope, form.path);
      case "text":
        return hasPlaces(form.template) ? (rendered.shift() ?? "") : form.template;
      case "literal":
        return form.value;
      case "list":
        return form.items.map(go);
      case "object":
        return Object.fromEntries(form.entries.map(([key, value]) => [key, go(value)]));
    }
  };
  return go(expression);
}

/**
 * The value at a path such as `steps.find.contacts.0.id`; null where the way ends. Only what a value itself holds is found, never what its
 * prototype brings.
 */
export function pick(scope: Scope, path: string): Json {
  let value: Json = scope as unknown as Json;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return null;
    value = (value as Readonly<Record<string, Json>>)[key] ?? null;
  }
  return value;
}

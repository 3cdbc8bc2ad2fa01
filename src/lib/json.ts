/** Deepest nesting that anything here accepts; deeper text is refused before a parser touches it. */
export const MAX_JSON_DEPTH = 64;

export type ParsedJson = { readonly kind: "parsed"; readonly value: unknown } | { readonly kind: "refused"; readonly reason: JsonRefusal };
export type JsonRefusal = "too-deep" | "not-utf8" | "not-json";

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Parses JSON of at most 64 levels. Expected failures are values. Keys named `__proto__` are dropped. */
export function parseJson(source: Uint8Array | string): ParsedJson {
  let text: string;
  try {
    text = typeof source === "string" ? source : decoder.decode(source);
  } catch {
    return { kind: "refused", reason: "not-utf8" };
  }
  if (nestingDepth(text) > MAX_JSON_DEPTH) return { kind: "refused", reason: "too-deep" };
  try {
    // A reviver makes parsing several times slower, so only a text that may need it gets one; escapes may spell the name too.
    const value: unknown = /__proto__|\\u/u.test(text) ? JSON.parse(text, dropProto) : JSON.parse(text);
    return { kind: "parsed", value };
  } catch {
    return { kind: "refused", reason: "not-json" };
  }
}

function dropProto(this: unknown, key: string, value: unknown): unknown {
  return key === "__proto__" ? undefined : value;
}

/** Deepest bracket nesting outside strings, without parsing; stops counting just past the limit. */
export function nestingDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charCodeAt(index);
    if (char === 0x22) index = endOfString(text, index);
    else if (char === 0x7b || char === 0x5b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
      if (deepest > MAX_JSON_DEPTH) return deepest;
    } else if (char === 0x7d || char === 0x5d) depth -= 1;
  }
  return deepest;
}

function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text.charCodeAt(index) !== 0x22) index += text.charCodeAt(index) === 0x5c ? 2 : 1;
  return index;
}

/** The object that a text holds as JSON; an empty one for anything else. */
export function objectIn(text: string): Readonly<Record<string, unknown>> {
  const parsed = parseJson(text);
  return parsed.kind === "parsed" && isObject(parsed.value) ? parsed.value : {};
}

/** JSON with keys in order, so that equal values give equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  return `{${inOrder(value)
    .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`)
    .join(",")}}`;
}

/** The same text of an object in pieces, one for each element of the lists that it holds: those may be long, and the whole need not stand in memory. */
export function* canonicalPieces(value: Readonly<Record<string, unknown>>): Generator<string, void> {
  let before = "{";
  for (const [key, item] of inOrder(value)) {
    yield `${before}${JSON.stringify(key)}:`;
    if (Array.isArray(item)) yield* piecesOfList(item);
    else yield canonicalJson(item);
    before = ",";
  }
  yield before === "{" ? "{}" : "}";
}

function* piecesOfList(items: readonly unknown[]): Generator<string, void> {
  for (const [index, item] of items.entries()) yield `${index === 0 ? "[" : ","}${canonicalJson(item ?? null)}`;
  yield items.length === 0 ? "[]" : "]";
}

const inOrder = (value: object): readonly (readonly [string, unknown])[] =>
  Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));

/** True for a plain object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

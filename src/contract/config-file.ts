import { isAlias, isMap, isNode, isScalar, LineCounter, parseDocument, stringify, visit, type Document, type ErrorCode, type YAMLMap } from "yaml";
import type { z } from "zod";
import type { ConfigDocument, ConfigPath } from "#core/config/config-document.ts";
import { entityWords } from "#core/entity-words.ts";
import { configDocument, MAX_CONFIG_CHARS, type ConfigProblemView } from "./config.ts";

/** Problems that are told at once: who mends one sees the next. */
const MOST_PROBLEMS = 20;

/** Brackets that may be open at once: far more than a file of ours has, and few enough that the parser does not toil. */
const MOST_BRACKETS = 1_000;
/** Lists that begin on one line, each inside the one before. */
const manyLists = /^(?:[ \t]*[-?:][ \t]){65}/mu;

/** A file that could be read, or what is wrong with it, in the order of the text. */
export type ReadConfig =
  | { readonly kind: "read"; readonly document: ConfigDocument; readonly placeOf: (path: ConfigPath) => Place }
  | { readonly kind: "refused"; readonly problems: readonly ConfigProblemView[] };

type Place = Pick<ConfigProblemView, "line" | "column">;

const heading = `# Highwire's configuration. No token, key or secret stands in this file.
# Compare: highwire flows diff <file>    Apply: highwire flows push <file>
`;

/** One line a value, and what an older reader would take for `true`, a number or a time in quotes. */
const yamlStyle = { lineWidth: 0, blockQuote: false, compat: "yaml-1.1", aliasDuplicateObjects: false } as const;

/** The document as the text of a file. */
export const writeConfig = ({ bridges, ...document }: ConfigDocument): string =>
  heading + stringify({ ...document, bridges: bridges.map(({ kind, ...bridge }) => ({ kind: entityWords[kind], ...bridge })) }, yamlStyle);

/**
 * Reads a file strictly: YAML 1.2 without anchors, aliases, tags, directives and repeated keys, and of exactly the keys that are known. Never throws
 * for what is wrong with the text.
 */
export function readConfig(text: string): ReadConfig {
  if (text.length > MAX_CONFIG_CHARS) return wholly(`the file is longer than ${String(MAX_CONFIG_CHARS)} characters`);
  return isTooDeep(text) ? wholly("the file is nested too deeply") : readYaml(text);
}

/** Told before the parser sees the text, for it takes seconds over one that only opens and never closes. */
export function isTooDeep(text: string): boolean {
  let open = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (char === "[" || char === "{") open += 1;
    else if (char === "]" || char === "}") open = Math.max(0, open - 1);
    if (open > MOST_BRACKETS) return true;
  }
  return manyLists.test(text);
}

const wholly = (says: string): ReadConfig => ({ kind: "refused", problems: [{ line: null, column: null, says }] });

function readYaml(text: string): ReadConfig {
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: "1.2", schema: "core", uniqueKeys: false, stringKeys: true });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const placeOf = (path: ConfigPath): Place => at(offsetOf(yaml, path));
  const troubles = [
    ...[...yaml.errors, ...yaml.warnings].map(({ code, pos: [start] }) => ({
      ...at(start),
      says: yamlWords[code] ?? "this is not YAML that can be read",
    })),
    ...oddities(yaml).map(({ offset, says }) => ({ ...at(offset), says })),
  ];
  if (troubles.length > 0) return refused(troubles);
  const parsed = configDocument.safeParse(yaml.toJS());
  if (parsed.success) return { kind: "read", document: parsed.data, placeOf };
  return refused(parsed.error.issues.flatMap((issue) => issueWords(issue, yaml)).map(({ path, says }) => ({ ...placeOf(path), says })));
}

const refused = (problems: readonly ConfigProblemView[]): ReadConfig => ({
  kind: "refused",
  problems: problems.toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0)).slice(0, MOST_PROBLEMS),
});

const yamlWords: Readonly<Partial<Record<ErrorCode, string>>> = {
  MULTIPLE_DOCS: "the file holds more than one document",
  BAD_ALIAS: "aliases are not taken; write the value out",
  TAB_AS_INDENT: "indent with spaces, not with tabs",
  BAD_INDENT: "this is indented differently from what it belongs to",
  MISSING_CHAR: "a sign is missing here, such as a quote, a bracket or a colon",
  NON_STRING_KEY: "a key is a word",
  TAG_RESOLVE_FAILED: "tags are not taken",
};

/** What YAML knows and a configuration has no use for. */
function oddities(yaml: Document.Parsed): readonly { readonly offset: number; readonly says: string }[] {
  const found: { offset: number; says: string }[] = [];
  if (yaml.directives.yaml.explicit === true || Object.keys(yaml.directives.tags).length > 1)
    found.push({ offset: 0, says: "directives are not taken" });
  visit(yaml, (_key, node) => {
    if (!isNode(node)) return;
    const offset = node.range?.[0] ?? 0;
    if (isAlias(node)) found.push({ offset, says: "aliases are not taken; write the value out" });
    else if (node.anchor !== undefined) found.push({ offset, says: "anchors are not taken" });
    else if (node.tag !== undefined) found.push({ offset, says: "tags are not taken" });
    if (isMap(node)) found.push(...repeatedKeys(node));
  });
  return found;
}

/** The parser's own look at this compares each key with each other one. */
function repeatedKeys({ items }: YAMLMap): readonly { readonly offset: number; readonly says: string }[] {
  const seen = new Set<unknown>();
  return items.flatMap(({ key }) => {
    if (!isScalar(key)) return [];
    const isNew = !seen.has(key.value);
    seen.add(key.value);
    return isNew ? [] : [{ offset: key.range?.[0] ?? 0, says: "this key stands there twice" }];
  });
}

/** Where in the text the value of a path stands; for a key that is not there, what it is missing in. */
function offsetOf(yaml: Document.Parsed, path: ConfigPath): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent: unknown = length === 1 ? yaml.contents : yaml.getIn(path.slice(0, length - 1), true);
    const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === path[length - 1]) : undefined;
    if (pair !== undefined && isNode(pair.key)) return pair.key.range?.[0] ?? 0;
    const node = yaml.getIn(path.slice(0, length), true);
    if (isNode(node)) return node.range?.[0] ?? 0;
  }
  return yaml.contents?.range[0] ?? 0;
}

/** One issue of the schema in words; an unknown key is pointed at itself. */
function issueWords(issue: z.core.$ZodIssue, yaml: Document.Parsed): readonly { readonly path: ConfigPath; readonly says: string }[] {
  const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
  const name = path.length === 0 ? "the file" : String(path.findLast((step) => typeof step === "string"));
  if (issue.code === "unrecognized_keys")
    return issue.keys.slice(0, MOST_PROBLEMS).map((key) => ({ path: [...path, key], says: `${JSON.stringify(key)} is no key that is known here` }));
  if (!yaml.hasIn(path)) return [{ path, says: `${name} is missing` }];
  return [{ path, says: `${name} ${ruleWords(issue)}` }];
}

const typeWords: Readonly<Record<string, string>> = {
  string: "must be text; put it in quotes",
  boolean: "must be true or false",
  int: "must be a whole number",
  number: "must be a whole number",
  array: "must be a list",
  object: "must hold keys with values",
  record: "must hold keys with values",
};

function ruleWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return typeWords[issue.expected] ?? "has the wrong kind of value";
    case "invalid_value":
      return `must be one of: ${issue.values.map(String).join(", ")}`;
    case "too_big":
      return `is more than ${String(issue.maximum)}`;
    case "too_small":
      return `is less than ${String(issue.minimum)}`;
    default:
      return "has a value that is not taken";
  }
}

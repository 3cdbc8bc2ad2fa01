import type { ErrorObject } from "ajv";
import { must } from "#lib/must.ts";
import type { OfficialDocuments, Operation, Parameter, Validate, Vendor } from "./openapi.ts";

/** One request and its answer, as they crossed the wire. */
export interface RecordedExchange {
  readonly vendor: Vendor;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly status: number;
  readonly answer: string;
}

/** One point in which an exchange differs from the official document. */
export interface Violation {
  /** `GET /contacts/{contactId}`, with ` v3` behind it under that version. */
  readonly operation: string;
  /** Which half, and where in it: `answer 200 /contact/dateUpdated`. Places in lists are `*`. */
  readonly at: string;
  readonly problem: string;
}

/** The operation's name, as exceptions and coverage spell it. Null when no document has it. */
export function operationOf(documents: OfficialDocuments, exchange: RecordedExchange): string | null {
  const found = documents.find(exchange.vendor, exchange.method, exchange.path, exchange.headers["version"]);
  return found === null ? null : found.name + (exchange.headers["version"] === "v3" ? " v3" : "");
}

/** Everything in which an exchange differs from what the vendor has published. */
export function checkExchange(documents: OfficialDocuments, exchange: RecordedExchange): readonly Violation[] {
  const { vendor, method, path, headers } = exchange;
  const operation = documents.find(vendor, method, path, headers["version"]);
  if (operation === null) return [{ operation: `${method} ${path}`, at: "request", problem: "no document has this operation" }];
  const name = must(operationOf(documents, exchange), "name");
  return [
    ...parameterProblems(operation, exchange),
    ...tokenProblems(operation, exchange),
    ...bodyProblems(operation, exchange),
    ...answerProblems(operation, exchange),
  ].map((problem) => ({ operation: name, ...problem }));
}

type Problem = Omit<Violation, "operation">;

function parameterProblems(operation: Operation, { query, headers }: RecordedExchange): readonly Problem[] {
  const declared = (where: Parameter["in"]): readonly Parameter[] => operation.parameters.filter((parameter) => parameter.in === where);
  const known = new Map(declared("query").map((parameter) => [parameter.name, parameter]));
  const unknown = [...new Set(query.keys())].filter((name) => !known.has(nameOf(name)));
  return [
    ...unknown.map((name) => ({ at: `query ${name}`, problem: "no such parameter" })),
    ...declared("query").flatMap((parameter) => valueProblems(parameter, queryValue(query, parameter.name))),
    ...declared("header").flatMap((parameter) => valueProblems(parameter, headers[parameter.name.toLowerCase()])),
  ];
}

/** `status[one_of]` is a member of `status`. */
const nameOf = (name: string): string => name.split("[")[0] ?? name;

/** A deep object when the name has brackets, of one level or two (`custom_field[id][one_of]`), else a text. */
function queryValue(query: URLSearchParams, name: string): unknown {
  const members = [...new Set(query.keys())].filter((key) => key.startsWith(`${name}[`));
  if (members.length === 0) return query.get(name) ?? undefined;
  const value: Record<string, unknown> = {};
  for (const key of members) {
    const [member = "", below] = key.slice(name.length + 1, -1).split("][");
    value[member] = below === undefined ? query.getAll(key) : { ...(value[member] as object | undefined), [below]: query.getAll(key) };
  }
  return value;
}

/** The wire knows texts only, so a number or a boolean is what its text spells. */
function valueProblems(parameter: Parameter, value: unknown): readonly Problem[] {
  const at = `${parameter.in} ${parameter.name}`;
  if (value === undefined) return parameter.required ? [{ at, problem: "missing" }] : [];
  const readings = typeof value === "string" ? [value, ...spelled(value)] : [value];
  const found = readings.map((reading) => parameter.validate(reading));
  return found.some((errors) => errors.length === 0)
    ? []
    : (found.at(-1) ?? []).map((error) => ({ at: at + placeOf(error), problem: wordsOf(error) }));
}

function spelled(text: string): readonly unknown[] {
  if (text === "true" || text === "false") return [text === "true"];
  return text !== "" && Number.isFinite(Number(text)) ? [Number(text)] : [];
}

function tokenProblems({ needsToken }: Operation, { headers }: RecordedExchange): readonly Problem[] {
  return needsToken && !/^Bearer \S+$/u.test(headers["authorization"] ?? "") ? [{ at: "header authorization", problem: "missing" }] : [];
}

function bodyProblems({ body }: Operation, { body: sent, headers }: RecordedExchange): readonly Problem[] {
  if (sent === null || sent === "") return body?.required === true ? [{ at: "request", problem: "the body is missing" }] : [];
  if (body === null) return [{ at: "request", problem: "no body is described" }];
  const type = (headers["content-type"] ?? "").split(";")[0];
  if (type !== body.encoding) return [{ at: "header content-type", problem: `${String(type)} instead of ${body.encoding}` }];
  const value: unknown = type === "application/json" ? JSON.parse(sent) : Object.fromEntries(new URLSearchParams(sent));
  return schemaProblems(body.validate, "request", value);
}

function answerProblems(operation: Operation, { status, answer }: RecordedExchange): readonly Problem[] {
  const at = `answer ${String(status)}`;
  const described = operation.answers.get(status);
  if (described === undefined) return [{ at, problem: "the status is not documented" }];
  if (answer === "") return described === null ? [] : [{ at, problem: "the body is missing" }];
  if (described === null) return [{ at, problem: "no body is described" }];
  return schemaProblems(described, at, JSON.parse(answer));
}

/** Differences between a value and its schema, once for each place. */
export function schemaProblems(validate: Validate | null, at: string, value: unknown): readonly Problem[] {
  const problems = (validate?.(value) ?? []).map((error) => ({ at: `${at} ${placeOf(error)}`, problem: wordsOf(error) }));
  return [...new Map(problems.map((problem) => [problem.at + problem.problem, problem])).values()];
}

function placeOf(error: ErrorObject): string {
  const named = error.keyword === "additionalProperties" ? `/${String(error.params["additionalProperty"])}` : "";
  return (error.instancePath + named).replaceAll(/\/\d+(?=\/|$)/gu, "/*");
}

const wordsOf = (error: ErrorObject): string => (error.keyword === "additionalProperties" ? "no such property" : (error.message ?? error.keyword));

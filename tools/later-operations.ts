/**
 * Operations of incident.io that its OpenAPI document of August 2026 lacks and its client library has: the facts hold them, row by row. Here
 * they become a document of the same form, so that whoever reads documents reads these as well. Where the facts name an answer and not its
 * parts, they follow the vendor's habit: the object under its own name, lists with their paging.
 */
type Json = Readonly<Record<string, unknown>>;

interface Field {
  readonly name?: string;
  readonly type: string;
  readonly required?: boolean;
  readonly nullable?: boolean;
  readonly enum?: readonly string[];
  readonly constraints?: Readonly<Record<string, unknown>>;
}
interface BodyField extends Field {
  readonly fields?: readonly BodyField[];
}
interface ObjectField extends Field {
  readonly fields?: Readonly<Record<string, ObjectField>>;
}
interface Row {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly scopes: readonly string[] | null;
  readonly source: string;
  readonly params: readonly (Field & { readonly in: string })[];
  readonly body: { readonly fields: readonly BodyField[] } | null;
  readonly success: Readonly<Record<string, readonly string[]>>;
}
export interface OperationFacts {
  readonly operations: readonly Row[];
  readonly objects: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Rows of this source are in the document itself. */
const PUBLISHED = "OpenAPI";

/** The rows that no document has, as an OpenAPI document. */
export function laterDocument({ operations, objects }: OperationFacts): Json {
  const schemas = schemasOf(objects);
  const paths: Record<string, Record<string, Json>> = {};
  for (const row of operations.filter(({ source }) => !source.startsWith(PUBLISHED))) {
    paths[row.path] = { ...paths[row.path], [row.method.toLowerCase()]: operationOf(row, schemas) };
  }
  return { openapi: "3.0.3", paths, components: { schemas } };
}

function operationOf(row: Row, schemas: Json): Json {
  const properties = row.body === null ? null : propertiesOf(row.body.fields.map((field) => [field.name ?? "", field]));
  return {
    operationId: row.operationId,
    "x-rbac-scopes": row.scopes ?? [],
    parameters: row.params.map((field) => ({ name: field.name, in: field.in, required: field.required === true, schema: schemaOf(field) })),
    ...(properties !== null && { requestBody: { required: true, content: { "application/json": { schema: properties } } } }),
    responses: Object.fromEntries(Object.entries(row.success).map(([status, [answer]]) => [status, answerOf(answer, row, schemas)])),
  };
}

/** `FollowUpsListResultV3` of `/v3/follow_ups`: `follow_ups` with objects of the name `FollowUpV3`, or of the version before where that is all. */
function answerOf(answer: string | undefined, { path, params }: Row, schemas: Json): Json {
  if (answer === undefined) return {};
  const [, plural = "", verb = "", version = ""] = /^(\w+?)(List|Show|Create|Update)Result(V\d)$/u.exec(answer) ?? [];
  const name = [version, "V2"].map((candidate) => singular(plural) + candidate).find((candidate) => candidate in schemas);
  if (name === undefined) return { content: { "application/json": { schema: {} } } };
  const key = path.split("/")[2] ?? "";
  const schema = { $ref: `#/components/schemas/${name}` };
  const meta = params.some((field) => field.name === "page_size") ? { pagination_meta: pagination } : {};
  const properties = verb === "List" ? { [key]: { type: "array", items: schema }, ...meta } : { [singular(key)]: schema };
  return { content: { "application/json": { schema: { type: "object", properties, required: Object.keys(properties) } } } };
}

const pagination = {
  type: "object",
  properties: { after: { type: "string" }, page_size: { type: "integer" }, total_record_count: { type: "integer" } },
  required: ["page_size"],
};
const singular = (plural: string): string => plural.replace(/ies$/u, "y").replace(/s$/u, "");

/** Every object that the facts describe, at the top or inside another, by its name. */
function schemasOf(objects: OperationFacts["objects"]): Record<string, Json> {
  const schemas: Record<string, Json> = {};
  const collect = (name: string, fields: Readonly<Record<string, ObjectField>>): void => {
    schemas[name] ??= propertiesOf(Object.entries(fields));
    for (const field of Object.values(fields)) if (field.fields !== undefined) collect(field.type.replaceAll(/[[\]]/gu, ""), field.fields);
  };
  for (const [name, described] of Object.entries(objects)) collect(name, fieldsIn(described));
  return schemas;
}

/** Notes stand beside the fields and are texts. */
const fieldsIn = (described: Readonly<Record<string, unknown>>): Readonly<Record<string, ObjectField>> =>
  Object.fromEntries(Object.entries(described).filter((entry): entry is [string, ObjectField] => typeof entry[1] === "object"));

function propertiesOf(fields: readonly (readonly [name: string, field: BodyField | ObjectField])[]): Json {
  return {
    type: "object",
    properties: Object.fromEntries(fields.map(([name, field]) => [name, schemaOf(field)])),
    required: fields.filter(([, field]) => field.required === true).map(([name]) => name),
  };
}

/** `string:date-time`, `[string]`, `{str:[string]}`, `integer:int64`, or the name of an object. */
function schemaOf({ type, nullable, enum: values, constraints = {} }: Field): Json {
  const { default: _default, format: _format, ...limits } = constraints;
  return { ...plainSchema(type), ...limits, ...(values !== undefined && { enum: values }), ...(nullable === true && { nullable }) };
}

function plainSchema(type: string): Json {
  if (type.startsWith("[")) return { type: "array", items: plainSchema(type.slice(1, -1)) };
  if (type.startsWith("{")) return { type: "object" };
  const [plain = "", format] = type.split(":");
  if (plain === "enum") return { type: "string" };
  return /^[a-z]+$/u.test(plain) ? { type: plain, ...(format !== undefined && { format }) } : { $ref: `#/components/schemas/${plain}` };
}

import type { SandboxResponse } from "../kit/http-app.ts";
import { objectsOf, refuseBody, textOf, type Body, type BodyRules } from "./body-rules.ts";
import type { Attribute, CatalogType } from "./catalog-store.ts";
import { answered, withType } from "./catalog-types.ts";
import { primitiveTypes } from "./catalog-values.ts";
import { problem } from "./envelope.ts";
import type { RouteCall } from "./route-call.ts";
import type { IncidentState } from "./state.ts";

const modes = ["", "api", "dashboard", "external", "internal", "dynamic", "backlink", "path"] as const;
const attributeRules: BodyRules = {
  id: { kind: "text" },
  name: { kind: "text", required: true },
  type: { kind: "text", required: true },
  array: { kind: "boolean", required: true },
  mode: { kind: "text", oneOf: modes },
  backlink_attribute: { kind: "text" },
  path: { kind: "objects" },
};
/** Primitives of which there are no lists. */
const neverLists: ReadonlySet<string> = new Set(["Bool", "Text", "Number"]);

/** Replaces all attributes under an optimistic version. Attribute ids may be the caller's own text. */
export function updateSchema(call: RouteCall): SandboxResponse {
  const { state, body } = call;
  return withType(call, "catalog_types.edit", (type) => {
    const bad = refuseBody(body, { version: { kind: "integer", required: true }, attributes: { kind: "objects", required: true } });
    if (bad !== null) return bad;
    if (type.powersTeams) return problem(422, "invalid_value", "Teams are read from this type: its attributes are locked", "attributes");
    if (body["version"] !== type.schema.version)
      return problem(state.quirks.staleSchemaStatus, "version_conflict", "The schema has another version by now", "version");
    const sent = objectsOf(body, "attributes");
    const refusal = sent.map((raw, index) => refuseAttribute(state, type, raw, `attributes.${String(index)}.`)).find((found) => found !== null);
    if (refusal !== undefined) return refusal;
    return replace(
      state,
      type,
      sent.map((raw) => attributeOf(state, raw)),
    );
  });
}

function replace(state: IncidentState, type: CatalogType, attributes: readonly Attribute[]): SandboxResponse {
  for (const key of ["id", "name"] as const) {
    if (new Set(attributes.map((attribute) => attribute[key])).size < attributes.length)
      return problem(422, "invalid_value", `Two attributes have the same ${key}`, "attributes");
  }
  const kept = new Set(attributes.map(({ id }) => id));
  const lost = new Set(type.schema.attributes.map(({ id }) => id).filter((id) => !kept.has(id)));
  if (lost.size > 0) state.catalog.dropValues(type.id, lost);
  type.schema = { version: type.schema.version + 1, attributes };
  type.updatedAt = state.stamps.after(type.updatedAt);
  return answered(state, type);
}

function refuseAttribute(state: IncidentState, owner: CatalogType, raw: Body, prefix: string): SandboxResponse | null {
  const bad = refuseBody(raw, attributeRules, prefix);
  if (bad !== null) return bad;
  const type = textOf(raw, "type") ?? "";
  if (!primitiveTypes.has(type) && state.catalog.typeNamed(type) === undefined)
    return problem(422, "invalid_value", "No such attribute type", `${prefix}type`);
  if (raw["array"] === true && neverLists.has(type)) return problem(422, "invalid_value", "There are no lists of that type", `${prefix}array`);
  if (raw["mode"] === "path" && objectsOf(raw, "path").length === 0) return problem(422, "is_required", "A path is required", `${prefix}path`);
  return raw["mode"] === "backlink" ? refuseBacklink(state, owner, raw, prefix) : null;
}

function refuseBacklink(state: IncidentState, owner: CatalogType, raw: Body, prefix: string): SandboxResponse | null {
  const through = state.catalog.typeNamed(textOf(raw, "type") ?? "")?.schema.attributes.find(({ id }) => id === raw["backlink_attribute"]);
  return through?.type === owner.typeName
    ? null
    : problem(422, "invalid_value", "The other type has no such attribute that points here", `${prefix}backlink_attribute`);
}

function attributeOf(state: IncidentState, raw: Body): Attribute {
  const backlinkAttribute = textOf(raw, "backlink_attribute");
  const path = objectsOf(raw, "path").flatMap((step) => textOf(step, "attribute_id") ?? []);
  const id = textOf(raw, "id") ?? "";
  return {
    id: id === "" ? state.stamps.id() : id,
    name: textOf(raw, "name") ?? "",
    type: textOf(raw, "type") ?? "",
    array: raw["array"] === true,
    mode: textOf(raw, "mode") ?? "",
    ...(backlinkAttribute !== undefined && { backlinkAttribute }),
    ...(path.length > 0 && { path }),
  };
}

const primitives = [
  ["String", "Text without line breaks"],
  ["Text", "Rich text"],
  ["Number", "A number"],
  ["Bool", "True or false"],
] as const;

/** What an attribute's type can be: the primitives and every catalog type. */
export function listResources({ state }: RouteCall): SandboxResponse {
  const plain = primitives.map(([type, description]) => ({
    category: "primitive",
    type,
    engine_resource_type: type,
    label: type,
    description,
    value_docstring: description,
  }));
  const custom = [...state.catalog.types.values()].map((type) => ({
    category: "custom",
    type: type.typeName,
    engine_resource_type: `CatalogEntry["${type.id}"]`,
    label: type.name,
    description: type.description,
    value_docstring: "Id, external id or alias of an entry",
  }));
  return { status: 200, body: { resources: [...plain, ...custom] } };
}

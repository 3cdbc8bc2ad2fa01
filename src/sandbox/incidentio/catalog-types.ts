import type { SandboxResponse } from "../kit/http-app.ts";
import { keyAllows } from "./api-keys.ts";
import { refuseBody, textOf, textsOf, type Body, type BodyRules } from "./body-rules.ts";
import { typeShape } from "./catalog-shapes.ts";
import type { CatalogType } from "./catalog-store.ts";
import { problem } from "./envelope.ts";
import type { RouteCall } from "./route-call.ts";
import type { IncidentState } from "./state.ts";

const categories = ["customer", "issue-tracker", "product-feature", "service", "on-call", "team", "user"] as const;
const colors = ["yellow", "green", "blue", "violet", "pink", "cyan", "orange"] as const;
const icons = [
  "alert",
  "bolt",
  "box",
  "briefcase",
  "browser",
  "bulb",
  "calendar",
  "clock",
  "cog",
  "components",
  "database",
  "doc",
  "email",
  "escalation-path",
  "files",
  "flag",
  "folder",
  "globe",
  "money",
  "server",
  "severity",
  "status-page",
  "store",
  "star",
  "tag",
  "user",
  "users",
] as const;

const typeRules: BodyRules = {
  name: { kind: "text", required: true },
  description: { kind: "text", required: true, min: 0 },
  type_name: { kind: "text" },
  categories: { kind: "texts", oneOf: categories },
  color: { kind: "text", oneOf: colors },
  icon: { kind: "text", oneOf: icons },
  annotations: { kind: "text-map" },
  ranked: { kind: "boolean" },
  use_name_as_identifier: { kind: "boolean" },
  owning_team_ids: { kind: "texts" },
  source_repo_url: { kind: "text" },
};

/** Unpaged. */
export function listTypes({ state }: RouteCall): SandboxResponse {
  return { status: 200, body: { catalog_types: [...state.catalog.types.values()].map((type) => typeShape(state, type)) } };
}

export function showType(call: RouteCall): SandboxResponse {
  return withType(call, null, (type) => answered(call.state, type));
}

/** Without a type name the sandbox makes one of the letters and digits of the name. */
export function createType({ state, body, key }: RouteCall): SandboxResponse {
  const bad = refuseBody(body, typeRules) ?? unknownTeam(state, body);
  if (bad !== null) return bad;
  const typeName = textOf(body, "type_name") ?? `Custom["${(textOf(body, "name") ?? "").replace(/[^a-zA-Z0-9]/gu, "")}"]`;
  if (!/^Custom\["[a-zA-Z0-9]+"\]$/u.test(typeName)) return problem(422, "invalid_value", "The type name has the wrong form", "type_name");
  if (state.catalog.typeNamed(typeName) !== undefined) return problem(422, "already_exists", "The type name is taken", "type_name");
  const owners = textsOf(body, "owning_team_ids") ?? [];
  if (!keyAllows(key, "catalog_types.create", owners)) return problem(403, "forbidden", "The key may not create this type");
  const type = newType(state, typeName);
  applyType(type, body);
  return answered(state, type, 201);
}

/** Adds an empty type with the vendor's defaults. */
export function newType(state: IncidentState, typeName: string): CatalogType {
  const at = state.stamps.now();
  const type: CatalogType = {
    id: state.stamps.id(),
    typeName,
    name: typeName,
    description: "",
    categories: [],
    color: "blue",
    icon: "bolt",
    annotations: {},
    ranked: false,
    useNameAsIdentifier: false,
    owningTeamIds: [],
    sourceRepoUrl: null,
    powersTeams: false,
    createdAt: at,
    updatedAt: at,
    schema: { version: 1, attributes: [] },
  };
  state.catalog.types.set(type.id, type);
  return type;
}

/** Optional fields that are absent stay as they are; the type name never changes. */
export function updateType(call: RouteCall): SandboxResponse {
  return withType(call, "catalog_types.edit", (type) => {
    const { type_name: _immutable, ...rules } = typeRules;
    const bad = refuseBody(call.body, rules) ?? unknownTeam(call.state, call.body);
    if (bad !== null) return bad;
    applyType(type, call.body);
    type.updatedAt = call.state.stamps.after(type.updatedAt);
    return answered(call.state, type);
  });
}

export function deleteType(call: RouteCall): SandboxResponse {
  return withType(call, "catalog_types.destroy", (type) => {
    if (type.powersTeams) return problem(422, "invalid_value", "Teams are read from this type");
    call.state.catalog.removeType(type.id);
    return { status: 204 };
  });
}

/** Runs `work` on the type in the path, if the key has the scope for it there. */
export function withType(call: RouteCall, scope: string | null, work: (type: CatalogType) => SandboxResponse): SandboxResponse {
  const type = call.state.catalog.types.get(call.params[0] ?? "");
  if (type === undefined) return problem(404, "not_found", "No such catalog type");
  return forbidden(call, scope, type) ?? work(type);
}

/** A refusal when the key lacks a scope for a type, by its own roles and by those it has within the owning teams. */
export function forbidden({ key }: RouteCall, scope: string | null, type: CatalogType): SandboxResponse | null {
  return scope === null || keyAllows(key, scope, type.owningTeamIds) ? null : problem(403, "forbidden", "The key may not change this type");
}

export function answered(state: IncidentState, type: CatalogType, status = 200): SandboxResponse {
  return { status, body: { catalog_type: typeShape(state, type) } };
}

function unknownTeam(state: IncidentState, body: Body): SandboxResponse | null {
  const isKnown = (id: string): boolean => state.organisation.teams.some((team) => team.id === id);
  return (textsOf(body, "owning_team_ids") ?? []).every(isKnown) ? null : problem(422, "invalid_value", "No such team", "owning_team_ids");
}

function applyType(type: CatalogType, body: Body): void {
  type.name = textOf(body, "name") ?? type.name;
  type.description = textOf(body, "description") ?? type.description;
  type.color = textOf(body, "color") ?? type.color;
  type.icon = textOf(body, "icon") ?? type.icon;
  type.categories = textsOf(body, "categories") ?? type.categories;
  type.owningTeamIds = textsOf(body, "owning_team_ids") ?? type.owningTeamIds;
  type.annotations = (body["annotations"] as Readonly<Record<string, string>> | null | undefined) ?? type.annotations;
  type.ranked = typeof body["ranked"] === "boolean" ? body["ranked"] : type.ranked;
  type.useNameAsIdentifier = typeof body["use_name_as_identifier"] === "boolean" ? body["use_name_as_identifier"] : type.useNameAsIdentifier;
  const url = textOf(body, "source_repo_url");
  if (url !== undefined) type.sourceRepoUrl = url === "" ? null : url;
}

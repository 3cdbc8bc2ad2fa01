import type { SandboxRequest, SandboxResponse } from "../kit/http-app.ts";
import type { Attribute, AttributeValue, CatalogEntry, CatalogType } from "./catalog-store.ts";
import { MAX_ENTRIES } from "./catalog-store.ts";
import { problem } from "./envelope.ts";
import type { ApiKey } from "./key-access.ts";
import type { IncidentState } from "./state.ts";

export type Body = Readonly<Record<string, unknown>>;

export interface RouteCall {
  readonly state: IncidentState;
  readonly request: SandboxRequest;
  readonly key: ApiKey;
  readonly body: Body;
  readonly params: readonly string[];
}

const MAX_PAGE = 250;
const MAX_BULK = 250;
const primitives = new Set(["String", "Text", "Number", "Bool"]);
const modes = new Set(["", "api", "dashboard", "external", "internal", "dynamic", "backlink", "path"]);

// ── types ────────────────────────────────────────────────────────────────────────────────────────────────────────

export function listTypes({ state }: RouteCall): SandboxResponse {
  return { status: 200, body: { catalog_types: [...state.catalog.types.values()].map((type) => typeShape(state, type)) } };
}

export function showType(call: RouteCall): SandboxResponse {
  return withType(call, (type) => ({ status: 200, body: { catalog_type: typeShape(call.state, type) } }));
}

export function createType({ state, body }: RouteCall): SandboxResponse {
  for (const field of ["name", "description"]) if (typeof body[field] !== "string" || body[field] === "") return problem(422, "is_required", "A value is required", field);
  const typeName = typeof body["type_name"] === "string" ? body["type_name"] : `Custom["${String(body["name"]).replace(/[^a-zA-Z0-9]/gu, "")}"]`;
  if (!/^Custom\["[a-zA-Z0-9]+"\]$/u.test(typeName)) return problem(422, "invalid_value", "The type name has the wrong form", "type_name");
  if ([...state.catalog.types.values()].some((type) => type.type_name === typeName)) return problem(422, "already_exists", "That type name is taken", "type_name");
  const at = state.catalog.stamp();
  const type: CatalogType = {
    id: state.catalog.id(), type_name: typeName, name: "", description: "", categories: [], color: "slate", icon: "bolt", annotations: {}, ranked: false,
    use_name_as_identifier: false, owning_team_ids: [], created_at: at, updated_at: at, schema: { version: 1, attributes: [] },
  };
  applyType(type, body);
  state.catalog.types.set(type.id, type);
  return { status: 201, body: { catalog_type: typeShape(state, type) } };
}

export function updateType(call: RouteCall): SandboxResponse {
  return withType(call, (type) => {
    applyType(type, call.body);
    type.updated_at = call.state.catalog.stamp();
    return { status: 200, body: { catalog_type: typeShape(call.state, type) } };
  });
}

export function deleteType(call: RouteCall): SandboxResponse {
  return withType(call, (type) => {
    call.state.catalog.types.delete(type.id);
    return { status: 204 };
  });
}

function applyType(type: CatalogType, body: Body): void {
  const text = (key: string, current: string): string => (typeof body[key] === "string" ? body[key] : current);
  type.name = text("name", type.name);
  type.description = text("description", type.description);
  type.color = text("color", type.color === "slate" ? "blue" : type.color);
  type.icon = text("icon", type.icon);
  if (Array.isArray(body["categories"])) type.categories = body["categories"] as readonly string[];
  if (typeof body["annotations"] === "object" && body["annotations"] !== null) type.annotations = body["annotations"] as Readonly<Record<string, string>>;
  if (typeof body["ranked"] === "boolean") type.ranked = body["ranked"];
  if (typeof body["use_name_as_identifier"] === "boolean") type.use_name_as_identifier = body["use_name_as_identifier"];
}

/** Full replacement of the attributes under an optimistic version; attribute ids may be the caller's own text. */
export function updateSchema(call: RouteCall): SandboxResponse {
  const { state, body } = call;
  return withType(call, (type) => {
    if (body["version"] !== type.schema.version) return problem(state.quirks.staleSchemaStatus, "conflict", "The schema has another version by now", "version");
    if (!Array.isArray(body["attributes"])) return problem(422, "is_required", "A value is required", "attributes");
    const attributes: Attribute[] = [];
    for (const raw of body["attributes"] as readonly Body[]) {
      const bad = attributeProblem(state, raw);
      if (bad !== null) return bad;
      const id = typeof raw["id"] === "string" && raw["id"] !== "" ? raw["id"] : state.catalog.id();
      attributes.push({ id, name: String(raw["name"]), type: String(raw["type"]), array: raw["array"] === true, mode: typeof raw["mode"] === "string" ? raw["mode"] : "" });
    }
    type.schema = { version: type.schema.version + 1, attributes };
    type.updated_at = state.catalog.stamp();
    return { status: 200, body: { catalog_type: typeShape(state, type) } };
  });
}

function attributeProblem(state: IncidentState, raw: Body): SandboxResponse | null {
  if (typeof raw["name"] !== "string" || raw["name"] === "") return problem(422, "is_required", "A value is required", "attributes.name");
  const type = String(raw["type"]);
  const isKnown = primitives.has(type) || [...state.catalog.types.values()].some((other) => other.type_name === type);
  if (!isKnown) return problem(422, "invalid_value", "No such attribute type", "attributes.type");
  if (raw["array"] === true && ["Bool", "Text", "Number"].includes(type)) return problem(422, "invalid_value", "That type cannot be a list", "attributes.array");
  return modes.has(String(raw["mode"] ?? "")) ? null : problem(422, "invalid_value", "No such mode", "attributes.mode");
}

function typeShape(state: IncidentState, type: CatalogType): Record<string, unknown> {
  return { ...type, engine_resource_type: type.type_name, is_editable: true, is_team_type: false, required_integrations: [], estimated_count: state.catalog.idsOf(type.id).length };
}

function withType(call: RouteCall, work: (type: CatalogType) => SandboxResponse): SandboxResponse {
  const type = call.state.catalog.types.get(call.params[0] ?? "");
  return type === undefined ? problem(404, "not_found", "No such catalog type") : work(type);
}

// ── entries ──────────────────────────────────────────────────────────────────────────────────────────────────────

export function listEntries({ state, request }: RouteCall): SandboxResponse {
  const { query } = request;
  const type = state.catalog.types.get(query.get("catalog_type_id") ?? "");
  if (query.get("catalog_type_id") === null) return problem(422, "is_required", "A value is required", "catalog_type_id");
  const size = Number(query.get("page_size") ?? "NaN");
  if (!Number.isInteger(size)) return problem(422, "is_required", "A value is required", "page_size");
  if (size < 1 || size > MAX_PAGE) return problem(422, "invalid_value", "The page size is out of range", "page_size");
  if (type === undefined) return problem(404, "not_found", "No such catalog type");
  const identifier = query.get("identifier");
  const all = identifier === null ? ordered(state, type.id) : state.catalog.identified(type.id, identifier).map((entry) => entry.id);
  const after = query.get("after");
  const page: CatalogEntry[] = [];
  let index = after === null ? 0 : all.indexOf(after) + 1;
  for (; index < all.length && page.length < size; index += 1) {
    const entry = state.catalog.entries.get(all[index] ?? "");
    if (entry !== undefined && entry.archived_at === null) page.push(entry);
  }
  const more = state.quirks.endByEmptyPage ? page.length > 0 : index < all.length;
  return {
    status: 200,
    body: {
      catalog_entries: page.map((entry) => entryShape(state, entry)), catalog_type: typeShape(state, type),
      pagination_meta: { page_size: size, total_record_count: state.catalog.liveCount(type.id), ...(more && page.length > 0 && { after: page.at(-1)?.id }) },
    },
  };
}

function ordered(state: IncidentState, typeId: string): readonly string[] {
  const ids = state.catalog.idsOf(typeId);
  return state.quirks.shuffledOrder ? ids.toSorted((one, other) => ([...one].reverse().join("") < [...other].reverse().join("") ? -1 : 1)) : ids;
}

export function showEntry(call: RouteCall): SandboxResponse {
  return withEntry(call, (entry, type) => ({ status: 200, body: { catalog_entry: entryShape(call.state, entry), catalog_type: typeShape(call.state, type) } }));
}

/** An upsert on type and external id; an archived entry under that id comes back to life. */
export function createEntry({ state, body }: RouteCall): SandboxResponse {
  const type = state.catalog.types.get(String(body["catalog_type_id"]));
  if (type === undefined) return problem(404, "not_found", "No such catalog type");
  const bad = entryProblem(state, type, body, null);
  if (bad !== null) return bad;
  const externalId = typeof body["external_id"] === "string" ? body["external_id"] : null;
  const existing = externalId === null ? undefined : state.catalog.byExternalId(type.id, externalId);
  if (existing !== undefined) {
    state.catalog.change(existing, (entry) => {
      entry.archived_at = null;
      applyEntry(state, entry, body, null);
    });
    return { status: 201, body: { catalog_entry: entryShape(state, existing) } };
  }
  if (state.catalog.liveCount(type.id) >= MAX_ENTRIES) return problem(422, "too_many", "The type is full");
  const at = state.catalog.stamp();
  const entry: CatalogEntry = {
    id: state.catalog.id(), catalog_type_id: type.id, name: "", external_id: null, aliases: [], rank: 0, values: {}, created_at: at, updated_at: at, archived_at: null,
  };
  applyEntry(state, entry, body, null);
  state.catalog.addEntry(entry);
  return { status: 201, body: { catalog_entry: entryShape(state, entry) } };
}

export function updateEntry(call: RouteCall): SandboxResponse {
  const { state, body } = call;
  return withEntry(call, (entry, type) => {
    const bad = entryProblem(state, type, body, entry);
    if (bad !== null) return bad;
    state.catalog.change(entry, (stored) => applyEntry(state, stored, body, listOf(body["update_attributes"])));
    return { status: 200, body: { catalog_entry: entryShape(state, entry), catalog_type: typeShape(state, type) } };
  });
}

export function deleteEntry(call: RouteCall): SandboxResponse {
  return withEntry(call, (entry) => {
    archive(call.state, entry);
    return { status: 204 };
  });
}

export function archive(state: IncidentState, entry: CatalogEntry): void {
  state.catalog.change(entry, (stored) => {
    stored.archived_at = new Date(state.clock.now()).toISOString();
  });
}

/** All or nothing, one type, at most 250; an omitted rank is reset, other omitted properties are kept. */
export function bulkUpdate({ state, body }: RouteCall): SandboxResponse {
  const type = state.catalog.types.get(String(body["catalog_type_id"]));
  if (type === undefined) return problem(404, "not_found", "No such catalog type");
  const rows = Array.isArray(body["entries"]) ? (body["entries"] as readonly Body[]) : [];
  if (rows.length === 0 || rows.length > MAX_BULK) return problem(422, "invalid_value", "Between 1 and 250 entries", "entries");
  const found = rows.map((row) => state.catalog.entries.get(String(row["entry_id"])));
  if (found.some((entry) => entry === undefined || entry.archived_at !== null || entry.catalog_type_id !== type.id)) return problem(404, "not_found", "An entry is not there", "entries.entry_id");
  for (const [index, row] of rows.entries()) {
    const bad = entryProblem(state, type, { name: found[index]?.name, ...row }, found[index] ?? null);
    if (bad !== null) return bad;
  }
  for (const [index, row] of rows.entries()) {
    state.catalog.change(found[index] as CatalogEntry, (entry) => {
      entry.rank = 0;
      applyEntry(state, entry, row, listOf(body["update_attributes"]));
    });
  }
  return { status: 204 };
}

const listOf = (value: unknown): readonly string[] | null => (Array.isArray(value) ? (value as readonly string[]) : null);

function entryProblem(state: IncidentState, type: CatalogType, body: Body, current: CatalogEntry | null): SandboxResponse | null {
  if (typeof body["name"] !== "string" || body["name"].trim() === "") return problem(422, "is_required", "A value is required", "name");
  const values = body["attribute_values"];
  if (typeof values !== "object" || values === null) return problem(422, "is_required", "A value is required", "attribute_values");
  for (const [id, raw] of Object.entries(values as Body)) {
    const attribute = type.schema.attributes.find((known) => known.id === id);
    if (attribute === undefined) return problem(422, "invalid_value", "No such attribute", `attribute_values.${id}`);
    if (attribute.mode === "dashboard" && !state.quirks.dashboardWrites) return problem(422, "invalid_value", "That attribute is edited in the dashboard", `attribute_values.${id}`);
    const bad = valueProblem(attribute, raw as Body);
    if (bad !== null) return bad;
  }
  const externalId = body["external_id"];
  const owner = typeof externalId === "string" ? state.catalog.byExternalId(type.id, externalId) : undefined;
  return current !== null && owner !== undefined && owner.id !== current.id ? problem(422, "already_exists", "That external id is taken", "external_id") : null;
}

function valueProblem(attribute: Attribute, raw: Body): SandboxResponse | null {
  const field = `attribute_values.${attribute.id}`;
  if (attribute.array && raw["array_value"] === undefined && raw["value"] !== undefined && raw["value"] !== null) return problem(422, "invalid_value", "A list is expected", field);
  const literal = (raw["value"] as Body | null | undefined)?.["literal"];
  if (literal !== undefined && literal !== null && typeof literal !== "string") return problem(422, "invalid_value", "A literal is text", field);
  if (attribute.type === "Number" && typeof literal === "string" && literal !== "" && Number.isNaN(Number(literal))) return problem(422, "invalid_value", "Not a number", field);
  if (attribute.type === "Bool" && typeof literal === "string" && !["true", "false", ""].includes(literal)) return problem(422, "invalid_value", "Not true or false", field);
  return null;
}

function applyEntry(state: IncidentState, entry: CatalogEntry, body: Body, updateAttributes: readonly string[] | null): void {
  if (typeof body["name"] === "string") entry.name = cut(state, body["name"].trim());
  if (typeof body["external_id"] === "string") entry.external_id = body["external_id"];
  if (Array.isArray(body["aliases"])) entry.aliases = body["aliases"] as readonly string[];
  if (typeof body["rank"] === "number") entry.rank = body["rank"];
  const sent = (body["attribute_values"] ?? {}) as Readonly<Record<string, AttributeValue>>;
  if (updateAttributes === null) entry.values = {};
  for (const id of updateAttributes ?? Object.keys(sent)) {
    const value = sent[id];
    if (value === undefined || isEmpty(value)) delete entry.values[id];
    else entry.values[id] = storedValue(state, value);
  }
}

function isEmpty(value: AttributeValue): boolean {
  if (value.array_value !== undefined) return value.array_value.length === 0;
  return value.value === undefined || value.value === null || (value.value.literal ?? "") === "";
}

function storedValue(state: IncidentState, value: AttributeValue): AttributeValue {
  if (value.array_value !== undefined) return { array_value: value.array_value.map(({ literal }) => ({ literal: cut(state, literal) })) };
  return { value: { literal: cut(state, value.value?.literal ?? "") } };
}

const cut = (state: IncidentState, text: string): string => (state.quirks.truncateValuesAt === null ? text : [...text].slice(0, state.quirks.truncateValuesAt).join(""));

export function entryShape(state: IncidentState, entry: CatalogEntry): Record<string, unknown> {
  const shown = ({ literal }: { readonly literal: string }): Record<string, unknown> => (state.quirks.literalEmpty ? { label: literal, sort_key: literal } : { label: literal, literal, sort_key: literal });
  const values = Object.fromEntries(
    Object.entries(entry.values).map(([id, value]) => [id, value.array_value !== undefined ? { array_value: value.array_value.map(shown) } : { value: shown(value.value ?? { literal: "" }) }]),
  );
  const { id, catalog_type_id, name, external_id, aliases, rank, created_at, updated_at, archived_at } = entry;
  return {
    id, catalog_type_id, name, aliases, rank, created_at, updated_at, attribute_values: values, ...(external_id !== null && { external_id }), ...(archived_at !== null && { archived_at }),
  };
}

function withEntry(call: RouteCall, work: (entry: CatalogEntry, type: CatalogType) => SandboxResponse): SandboxResponse {
  const entry = call.state.catalog.entries.get(call.params[0] ?? "");
  const type = entry === undefined ? undefined : call.state.catalog.types.get(entry.catalog_type_id);
  if (entry === undefined || type === undefined || entry.archived_at !== null) return problem(404, "not_found", "No such catalog entry");
  return work(entry, type);
}

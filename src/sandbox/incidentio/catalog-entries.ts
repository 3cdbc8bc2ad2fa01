import type { SandboxResponse } from "../kit/http-app.ts";
import { refuseBody, textOf, textsOf, type Body, type BodyRules } from "./body-rules.ts";
import { entryShape, typeShape } from "./catalog-shapes.ts";
import type { CatalogEntry, CatalogType } from "./catalog-store.ts";
import { forbidden } from "./catalog-types.ts";
import { normalised, refuseValues, valuesAfter } from "./catalog-values.ts";
import { problem } from "./envelope.ts";
import type { RouteCall } from "./route-call.ts";
import type { IncidentState } from "./state.ts";

const common: BodyRules = {
  aliases: { kind: "texts" },
  attribute_values: { kind: "object", required: true },
  external_id: { kind: "text" },
  rank: { kind: "integer" },
};
export const createRules: BodyRules = { ...common, catalog_type_id: { kind: "text", required: true }, name: { kind: "text", required: true } };
const updateRules: BodyRules = { ...common, name: { kind: "text", required: true }, update_attributes: { kind: "texts" } };
export const rowRules: BodyRules = { ...common, entry_id: { kind: "text", required: true }, name: { kind: "text" } };

/** With `expand=true` also links into the entry and paths through others. */
export function showEntry(call: RouteCall): SandboxResponse {
  const expand = call.request.query.get("expand");
  return withEntry(call, null, (entry, type) => answered(call.state, entry, type, expand === "true" || expand === ""));
}

/** An upsert on type and external id; an archived entry under that id comes back to life under its old id. */
export function createEntry(call: RouteCall): SandboxResponse {
  const { state, body } = call;
  const bad = refuseBody(body, createRules);
  if (bad !== null) return bad;
  const type = state.catalog.types.get(textOf(body, "catalog_type_id") ?? "");
  if (type === undefined) return problem(404, "not_found", "No such catalog type");
  const externalId = textOf(body, "external_id") ?? "";
  const existing = externalId === "" ? undefined : state.catalog.byExternalId(type.id, externalId);
  const refusal =
    forbidden(call, "catalog_entries.create", type) ??
    refuseValues(state, type, body["attribute_values"] as Body) ??
    refuseFull(state, type, existing);
  if (refusal !== null) return refusal;
  const entry = existing ?? state.catalog.addEntry({ typeId: type.id, name: "", externalId: null, aliases: [], rank: null, values: {} });
  const listed = existing === undefined || state.quirks.upsertClears ? null : Object.keys(body["attribute_values"] as Body);
  write(state, type, entry, body, listed, existing !== undefined);
  return { status: 201, body: { catalog_entry: entryShape(state, entry) } };
}

function refuseFull(state: IncidentState, type: CatalogType, existing: CatalogEntry | undefined): SandboxResponse | null {
  const takesRoom = existing === undefined || existing.archivedAt !== null;
  return takesRoom && state.catalog.liveCount(type.id) >= state.quirks.maxEntries
    ? problem(422, "limit_exceeded", "The type holds as many entries as it may", "catalog_type_id")
    : null;
}

/** Without `update_attributes` every value is replaced, with it only the listed ones. */
export function updateEntry(call: RouteCall): SandboxResponse {
  const { state, body } = call;
  return withEntry(call, "catalog_entries.edit", (entry, type) => {
    const listed = textsOf(body, "update_attributes") ?? null;
    const refusal = refuseBody(body, updateRules) ?? refuseWrite(state, type, entry, body, listed);
    if (refusal !== null) return refusal;
    write(state, type, entry, body, listed, true);
    return answered(state, entry, type);
  });
}

/** Refuses a change of one entry: bad values, unknown listed attributes, an external id that another entry has. */
export function refuseWrite(
  state: IncidentState,
  type: CatalogType,
  entry: CatalogEntry,
  body: Body,
  listed: readonly string[] | null,
): SandboxResponse | null {
  const isKnown = (id: string): boolean => type.schema.attributes.some((attribute) => attribute.id === id);
  if (listed?.every(isKnown) === false) return problem(422, "invalid_value", "The type has no such attribute", "update_attributes");
  const externalId = textOf(body, "external_id") ?? "";
  const owner = externalId === "" ? undefined : state.catalog.byExternalId(type.id, externalId);
  if (owner !== undefined && owner.id !== entry.id) return problem(422, "already_exists", "Another entry has that external id", "external_id");
  return refuseValues(state, type, body["attribute_values"] as Body);
}

/** Writes what the payload has; name, external id and aliases that it leaves out are kept. */
export function write(
  state: IncidentState,
  type: CatalogType,
  entry: CatalogEntry,
  body: Body,
  listed: readonly string[] | null,
  isChange: boolean,
): void {
  const apply = (stored: CatalogEntry): void => {
    const name = textOf(body, "name");
    if (name !== undefined) stored.name = normalised(state.quirks, name);
    const externalId = textOf(body, "external_id");
    if (externalId !== undefined) stored.externalId = externalId === "" ? null : externalId;
    stored.aliases = textsOf(body, "aliases") ?? stored.aliases;
    if (typeof body["rank"] === "number" || body["rank"] === null) stored.rank = body["rank"];
    stored.values = valuesAfter(state, type, stored.values, body["attribute_values"] as Body, listed);
    stored.archivedAt = null;
  };
  if (isChange) state.catalog.change(entry, apply);
  else state.catalog.fill(entry, apply);
}

export function deleteEntry(call: RouteCall): SandboxResponse {
  return withEntry(call, "catalog_entries.destroy", (entry) => {
    call.state.catalog.archive(entry);
    return { status: 204 };
  });
}

function withEntry(call: RouteCall, scope: string | null, work: (entry: CatalogEntry, type: CatalogType) => SandboxResponse): SandboxResponse {
  const entry = call.state.catalog.entry(call.params[0] ?? "");
  const type = call.state.catalog.types.get(entry?.typeId ?? "");
  if (entry === undefined || type === undefined || entry.archivedAt !== null) return problem(404, "not_found", "No such catalog entry");
  return forbidden(call, scope, type) ?? work(entry, type);
}

function answered(state: IncidentState, entry: CatalogEntry, type: CatalogType, expanded = false): SandboxResponse {
  return { status: 200, body: { catalog_entry: entryShape(state, entry, expanded), catalog_type: typeShape(state, type) } };
}

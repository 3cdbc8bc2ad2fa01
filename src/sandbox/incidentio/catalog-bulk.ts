import type { SandboxResponse } from "../kit/http-app.ts";
import { objectsOf, refuseBody, textOf, textsOf, type Body } from "./body-rules.ts";
import { refuseWrite, rowRules, write } from "./catalog-entries.ts";
import type { CatalogEntry, CatalogType } from "./catalog-store.ts";
import { forbidden } from "./catalog-types.ts";
import { problem } from "./envelope.ts";
import type { RouteCall } from "./route-call.ts";
import type { IncidentState } from "./state.ts";

/** Published: at most 250 entries a call. */
const MAX_BULK = 250;

interface Row {
  readonly body: Body;
  readonly entry: CatalogEntry;
}

/** All or nothing, entries of one type. A rank that is left out is reset; name, aliases and external id are kept. */
export function bulkUpdate(call: RouteCall): SandboxResponse {
  const { state, body } = call;
  const bad = refuseBody(body, {
    catalog_type_id: { kind: "text", required: true },
    entries: { kind: "objects", required: true, min: 1, max: MAX_BULK },
    update_attributes: { kind: "texts" },
  });
  if (bad !== null) return bad;
  const type = state.catalog.types.get(textOf(body, "catalog_type_id") ?? "");
  if (type === undefined) return problem(404, "not_found", "No such catalog type");
  const listed = textsOf(body, "update_attributes") ?? null;
  const rows = readRows(state, type, objectsOf(body, "entries"));
  if ("status" in rows) return rows;
  const refusal = forbidden(call, "catalog_entries.edit", type) ?? refuseTwins(rows.rows) ?? firstRefusal(state, type, rows.rows, listed);
  if (refusal !== null) return refusal;
  for (const row of rows.rows)
    write(state, type, row.entry, { ...row.body, ...(typeof row.body["rank"] !== "number" && { rank: null }) }, listed, true);
  return { status: 204 };
}

function readRows(state: IncidentState, type: CatalogType, sent: readonly Body[]): SandboxResponse | { readonly rows: readonly Row[] } {
  const rows: Row[] = [];
  for (const [index, body] of sent.entries()) {
    const prefix = `entries.${String(index)}.`;
    const bad = refuseBody(body, rowRules, prefix);
    if (bad !== null) return bad;
    const entry = state.catalog.entry(textOf(body, "entry_id") ?? "");
    if (entry === undefined || entry.archivedAt !== null || entry.typeId !== type.id)
      return problem(404, "not_found", "No such entry of this type", `${prefix}entry_id`);
    rows.push({ body, entry });
  }
  return { rows };
}

function refuseTwins(rows: readonly Row[]): SandboxResponse | null {
  const externalIds = rows.flatMap(({ body }) => textOf(body, "external_id") ?? []).filter((id) => id !== "");
  if (new Set(rows.map(({ entry }) => entry.id)).size < rows.length) return problem(422, "invalid_value", "An entry is there twice", "entries");
  return new Set(externalIds).size < externalIds.length ? problem(422, "already_exists", "Two entries would have one external id", "entries") : null;
}

function firstRefusal(state: IncidentState, type: CatalogType, rows: readonly Row[], listed: readonly string[] | null): SandboxResponse | null {
  for (const row of rows) {
    const refusal = refuseWrite(state, type, row.entry, row.body, listed);
    if (refusal !== null) return refusal;
  }
  return null;
}

import type { SandboxResponse } from "../kit/http-app.ts";
import { isPlainObject, objectsOf, refuseBody, textOf, type Body, type BodyRules } from "./body-rules.ts";
import { readFieldEntries } from "./custom-fields.ts";
import { problem } from "./envelope.ts";
import { maySee } from "./incident-access.ts";
import { changeIncident, openIncident } from "./incident-changes.ts";
import { readFilters } from "./incident-filters.ts";
import { refuseMove } from "./incident-moves.ts";
import { incidentShape } from "./incident-shape.ts";
import type { Incident, IncidentMode, Visibility } from "./incident-store.ts";
import { pageOf, readPage } from "./pages.ts";
import type { RouteCall } from "./route-call.ts";
import type { IncidentState } from "./state.ts";

/** The schema says 500 and the prose 250: the sandbox holds callers to the lower one. */
const MAX_PAGE = 250;

const common: BodyRules = {
  name: { kind: "text" },
  summary: { kind: "text" },
  severity_id: { kind: "text" },
  incident_status_id: { kind: "text" },
  custom_field_entries: { kind: "objects" },
  incident_role_assignments: { kind: "objects" },
};
const createRules: BodyRules = {
  ...common,
  idempotency_key: { kind: "text", required: true },
  visibility: { kind: "text", required: true, oneOf: ["public", "private"] },
  incident_type_id: { kind: "text" },
  mode: { kind: "text", oneOf: ["standard", "retrospective", "test", "tutorial"] },
};

/** Newest first unless asked otherwise. Private incidents are there only for keys with global access. */
export function listIncidents({ state, request, key }: RouteCall): SandboxResponse {
  const { query } = request;
  const asked = readPage(query, { max: MAX_PAGE });
  if ("status" in asked) return asked;
  const filters = readFilters(state, query);
  if ("status" in filters) return filters;
  const found = state.incidents.all().filter((incident) => maySee(key.roles, incident) && filters.matches(incident));
  const page = pageOf(query.get("sort_by") === "created_at_oldest_first" ? found : found.toReversed(), asked, state.quirks.endByEmptyPage);
  if ("status" in page) return page;
  return {
    status: 200,
    body: {
      incidents: page.rows.map((incident) => incidentShape(state, incident)),
      pagination_meta: { ...page.meta, total_record_count: found.length },
    },
  };
}

/** By id, or by the number of `INC-123`. */
export function showIncident(call: RouteCall): SandboxResponse {
  return withIncident(call, (incident) => answered(call.state, incident));
}

/** A repeat under the same idempotency key answers with the first incident and changes nothing. */
export function createIncident({ state, body, key }: RouteCall): SandboxResponse {
  const missing = state.quirks.requiredIncidentFields.find((field) => body[field] === undefined || body[field] === null);
  const bad =
    refuseBody(body, createRules) ??
    (missing === undefined ? null : problem(422, "is_required", "The incident form asks for it", missing)) ??
    refuseIds(state, body);
  if (bad !== null) return bad;
  const idempotencyKey = textOf(body, "idempotency_key") ?? "";
  const known = state.incidents.createdUnder(idempotencyKey);
  if (known !== undefined) return answered(state, known);
  const read = readFieldEntries(state, body);
  if ("status" in read) return read;
  const incident = openIncident(state, {
    name: textOf(body, "name") ?? "",
    summary: textOf(body, "summary") ?? null,
    severityId: textOf(body, "severity_id") ?? null,
    statusId: textOf(body, "incident_status_id"),
    typeId: textOf(body, "incident_type_id"),
    visibility: textOf(body, "visibility") as Visibility,
    mode: (textOf(body, "mode") ?? "standard") as IncidentMode,
    creatorKey: { id: key.id, name: key.name },
    assigned: assignees(state, body),
    values: read.values,
    idempotencyKey,
  });
  return answered(state, incident);
}

/** Partial: what the payload leaves out stays. A custom field that it names is replaced as a whole. */
export function editIncident(call: RouteCall): SandboxResponse {
  const { state, body } = call;
  return withIncident(call, (incident) => {
    const sent = isPlainObject(body["incident"]) ? body["incident"] : {};
    const bad =
      refuseBody(body, { incident: { kind: "object", required: true }, notify_incident_channel: { kind: "boolean", required: true } }) ??
      refuseBody(sent, common, "incident.") ??
      refuseIds(state, sent) ??
      refuseMove(state, incident, textOf(sent, "incident_status_id"), "incident.incident_status_id");
    if (bad !== null) return bad;
    const read = readFieldEntries(state, sent);
    if ("status" in read) return read;
    const [name, summary, severityId, statusId] = [
      textOf(sent, "name"),
      textOf(sent, "summary"),
      textOf(sent, "severity_id"),
      textOf(sent, "incident_status_id"),
    ];
    changeIncident(state, incident, {
      ...(name !== undefined && { name }),
      ...(summary !== undefined && { summary }),
      ...(severityId !== undefined && { severityId }),
      ...(statusId !== undefined && { statusId }),
      assigned: assignees(state, sent),
      values: read.values,
    });
    return answered(state, incident);
  });
}

function refuseIds({ organisation }: IncidentState, body: Body): SandboxResponse | null {
  const known = { severity_id: organisation.severities, incident_status_id: organisation.statuses, incident_type_id: organisation.incidentTypes };
  for (const [field, rows] of Object.entries(known)) {
    const id = textOf(body, field);
    if (id !== undefined && !rows.some((row) => row.id === id)) return problem(422, "invalid_value", "There is no such object", field);
  }
  const roles = objectsOf(body, "incident_role_assignments").map((item) => item["incident_role_id"]);
  return roles.every((id) => organisation.roles.some((role) => role.id === id))
    ? null
    : problem(422, "invalid_value", "There is no such role", "incident_role_assignments");
}

/** User ids by role id; users are named by id or e-mail. */
function assignees({ organisation }: IncidentState, body: Body): Record<string, string> {
  const pairs = objectsOf(body, "incident_role_assignments").flatMap((item) => {
    const assignee = isPlainObject(item["assignee"]) ? item["assignee"] : {};
    const user = organisation.users.find(({ id, email }) => id === assignee["id"] || email === assignee["email"]);
    return user === undefined ? [] : [[String(item["incident_role_id"]), user.id] as const];
  });
  return Object.fromEntries(pairs);
}

/** By id or number. */
function withIncident({ state, params, key }: RouteCall, work: (incident: Incident) => SandboxResponse): SandboxResponse {
  const incident = state.incidents.find(params[0] ?? "");
  return incident === undefined || !maySee(key.roles, incident) ? problem(404, "not_found", "There is no such incident") : work(incident);
}

const answered = (state: IncidentState, incident: Incident): SandboxResponse => ({ status: 200, body: { incident: incidentShape(state, incident) } });

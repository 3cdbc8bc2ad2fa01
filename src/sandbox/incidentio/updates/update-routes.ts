import type { SandboxResponse } from "../../kit/http-app.ts";
import { refuseBody, textOf, type BodyRules } from "../body-rules.ts";
import { problem } from "../envelope.ts";
import { incidentSeen } from "../incident-access.ts";
import { refuseMove } from "../incident-moves.ts";
import { pageOf, readPage } from "../pages.ts";
import type { RouteCall, RouteRow } from "../route-call.ts";
import type { IncidentState } from "../state.ts";
import { postUpdate, updateShape, type StoredUpdate } from "./incident-update.ts";

const MAX_PAGE = 250;
const says = ["message", "to_incident_status_id", "to_severity_id"] as const;
const rules: BodyRules = {
  idempotency_key: { kind: "text", required: true },
  incident_id: { kind: "text", required: true },
  message: { kind: "text" },
  to_incident_status_id: { kind: "text" },
  to_severity_id: { kind: "text" },
};

export const updateRoutes: readonly RouteRow[] = [
  ["GET", "/v2/incident_updates", list],
  ["POST", "/v2/incident_updates", create],
];

/** Of one incident or of all, oldest first: the order is published nowhere. */
function list(call: RouteCall): SandboxResponse {
  const { state, request } = call;
  const asked = readPage(request.query, { max: MAX_PAGE });
  if ("status" in asked) return asked;
  const wanted = request.query.get("incident_id");
  const found = state.updates
    .all()
    .filter(({ incidentId }) => (wanted === null || incidentId === wanted) && incidentSeen(call, incidentId) !== undefined);
  const page = pageOf(found, asked, state.quirks.endByEmptyPage);
  if ("status" in page) return page;
  return { status: 200, body: { incident_updates: page.rows.map((update) => updateShape(state, update)), pagination_meta: page.meta } };
}

/** A repeat under the same idempotency key answers with the first update and changes nothing. */
function create(call: RouteCall): SandboxResponse {
  const { state, body, key } = call;
  const bad = refuseBody(body, rules);
  if (bad !== null) return bad;
  const [message, statusId, severityId] = says.map((name) => textOf(body, name));
  if (!says.some((name) => (textOf(body, name) ?? "") !== "")) return problem(422, "is_required", "An update says or changes something", "message");
  const idempotencyKey = textOf(body, "idempotency_key") ?? "";
  const known = state.updates.createdUnder(idempotencyKey);
  if (known !== undefined && incidentSeen(call, known.incidentId) !== undefined) return answer(state, known);
  const incident = incidentSeen(call, textOf(body, "incident_id") ?? "");
  if (incident === undefined) return problem(422, "invalid_value", "There is no such incident", "incident_id");
  const isKnown = severityId === undefined || state.organisation.severities.some(({ id }) => id === severityId);
  const refused = isKnown
    ? refuseMove(state, incident, statusId, "to_incident_status_id")
    : problem(422, "invalid_value", "There is no such severity", "to_severity_id");
  if (refused !== null) return refused;
  const creatorKey = { id: key.id, name: key.name };
  return answer(state, postUpdate(state, incident, { message, statusId, severityId, creatorKey, idempotencyKey }));
}

const answer = (state: IncidentState, update: StoredUpdate): SandboxResponse => ({
  status: 201,
  body: { incident_update: updateShape(state, update) },
});

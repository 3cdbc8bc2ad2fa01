import type { SandboxResponse } from "../../kit/http-app.ts";
import { refuseBody, textOf, type Body, type BodyRules } from "../body-rules.ts";
import { problem } from "../envelope.ts";
import { incidentSeen } from "../incident-access.ts";
import { pageOf, readPage } from "../pages.ts";
import type { RouteCall, RouteRow } from "../route-call.ts";
import { rfc3339 } from "../stamps.ts";
import type { IncidentState } from "../state.ts";
import { changeTimelineItem, insertTimelineItem, timelineItemShape, timelineOf, type StoredTimelineItem } from "./timeline-item.ts";

/** Not published; that of the vendor's other long lists. */
const MAX_PAGE = 250;
const creation: BodyRules = {
  idempotency_key: { kind: "text", required: true },
  incident_id: { kind: "text", required: true },
  timestamp: { kind: "text", required: true },
  title: { kind: "text", required: true },
  description: { kind: "text" },
};
const changes: BodyRules = { title: { kind: "text", min: 1 }, description: { kind: "text" }, timestamp: { kind: "text" } };

export const timelineRoutes: readonly RouteRow[] = [
  ["GET", "/v2/incident_timeline_items", list],
  ["POST", "/v2/incident_timeline_items", create],
  ["PATCH", "/v2/incident_timeline_items/{id}", update],
];

function list(call: RouteCall): SandboxResponse {
  const { state, request } = call;
  const incidentId = request.query.get("incident_id");
  if (incidentId === null) return problem(422, "is_required", "An incident is required", "incident_id");
  const asked = readPage(request.query, { max: MAX_PAGE });
  if ("status" in asked) return asked;
  const incident = incidentSeen(call, incidentId);
  if (incident === undefined) return problem(404, "not_found", "There is no such incident");
  const page = pageOf(timelineOf(state, incident.id), asked, state.quirks.endByEmptyPage);
  if ("status" in page) return page;
  return { status: 200, body: { incident_timeline_items: page.rows.map((item) => timelineItemShape(state, item)), pagination_meta: page.meta } };
}

/** A repeat under the same idempotency key answers with the first item and changes nothing. */
function create(call: RouteCall): SandboxResponse {
  const { state, body, key } = call;
  const bad = refuseBody(body, creation) ?? refuseTime(state, body);
  if (bad !== null) return bad;
  const idempotencyKey = textOf(body, "idempotency_key") ?? "";
  const known = state.timeline.createdUnder(idempotencyKey);
  if (known !== undefined && incidentSeen(call, known.incidentId) !== undefined) return answer(state, known, 201);
  const incident = incidentSeen(call, textOf(body, "incident_id") ?? "");
  if (incident === undefined) return problem(422, "invalid_value", "There is no such incident", "incident_id");
  const fields = {
    incidentId: incident.id,
    title: textOf(body, "title") ?? "",
    description: textOf(body, "description") || null,
    timestamp: timeIn(body) ?? "",
    creatorKey: { id: key.id, name: key.name },
  };
  return answer(state, insertTimelineItem(state, fields, { idempotencyKey }), 201);
}

/** What the payload leaves out stays; an empty description removes it. */
function update(call: RouteCall): SandboxResponse {
  const { state, body, params } = call;
  const item = state.timeline.get(params[0] ?? "");
  if (item === undefined || incidentSeen(call, item.incidentId) === undefined) return problem(404, "not_found", "There is no such timeline item");
  const bad = refuseBody(body, changes) ?? refuseTime(state, body);
  if (bad !== null) return bad;
  const [title, description, timestamp] = [textOf(body, "title"), textOf(body, "description"), timeIn(body)];
  if (timestamp !== undefined && item.activityLogId !== null)
    return problem(422, "invalid_value", "The time of an item from the activity log is fixed", "timestamp");
  changeTimelineItem(state, item, {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description: description === "" ? null : description }),
    ...(timestamp !== undefined && { timestamp }),
  });
  return answer(state, item, 200);
}

const rfc = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/u;

function refuseTime({ clock, quirks }: IncidentState, body: Body): SandboxResponse | null {
  const text = textOf(body, "timestamp");
  if (text === undefined) return null;
  const at = rfc.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) return problem(422, "invalid_value", "A time in RFC3339 is required", "timestamp");
  return quirks.refusesFutureItems && at > clock.now() ? problem(422, "invalid_value", "The time lies ahead", "timestamp") : null;
}

function timeIn(body: Body): string | undefined {
  const text = textOf(body, "timestamp");
  return text === undefined ? undefined : rfc3339(Date.parse(text));
}

const answer = (state: IncidentState, item: StoredTimelineItem, status: number): SandboxResponse => ({
  status,
  body: { incident_timeline_item: timelineItemShape(state, item) },
});

import type { SandboxResponse } from "../../kit/http-app.ts";
import { actorShape } from "../actor.ts";
import { refuseBody, textOf, type BodyRules } from "../body-rules.ts";
import { problem } from "../envelope.ts";
import { pageOf, readPage } from "../pages.ts";
import type { RouteCall, RouteRow } from "../route-call.ts";
import type { IncidentState } from "../state.ts";
import { alertSeen } from "./alert-access.ts";
import type { StoredAlertNote } from "./alert-store.ts";

const MAX_PAGE = 250;
const content: BodyRules = { content: { kind: "text", required: true } };

export const alertNoteRoutes: readonly RouteRow[] = [
  ["GET", "/v1/alert_notes", list],
  ["POST", "/v1/alert_notes", create],
  ["GET", "/v1/alert_notes/{id}", (call) => withNote(call, (note) => answered(call.state, note, 200))],
  ["PUT", "/v1/alert_notes/{id}", update],
  ["DELETE", "/v1/alert_notes/{id}", remove],
];

/** Oldest first. Groups of alerts are not emulated, so none has notes. */
function list(call: RouteCall): SandboxResponse {
  const { state, request } = call;
  const asked = readPage(request.query, { max: MAX_PAGE });
  if ("status" in asked) return asked;
  const [alertId, groupId] = [request.query.get("alert_id"), request.query.get("alert_group_id")];
  const found = state.alerts.notes
    .all()
    .filter((note) => groupId === null && (alertId === null || note.alertId === alertId) && alertSeen(call, note.alertId) !== undefined);
  const page = pageOf(found, asked, state.quirks.endByEmptyPage);
  if ("status" in page) return page;
  return { status: 200, body: { alert_notes: page.rows.map((note) => noteShape(state, note)), pagination_meta: page.meta } };
}

/** Not idempotent. Published: of an alert or of a group, exactly one. */
function create(call: RouteCall): SandboxResponse {
  const { state, body, key } = call;
  const bad = refuseBody(body, { ...content, alert_id: { kind: "text" }, alert_group_id: { kind: "text" } });
  if (bad !== null) return bad;
  const [alertId, groupId] = [textOf(body, "alert_id"), textOf(body, "alert_group_id")];
  if ((alertId === undefined) === (groupId === undefined)) return problem(422, "invalid_value", "Either an alert or a group is required", "alert_id");
  const alert = alertSeen(call, alertId ?? "");
  if (alert === undefined) return problem(422, "invalid_value", "There is no such object", alertId === undefined ? "alert_group_id" : "alert_id");
  const creatorKey = { id: key.id, name: key.name };
  return answered(state, insertNote(state, { alertId: alert.id, content: textOf(body, "content") ?? "", creatorKey }), 201);
}

export function insertNote({ alerts, stamps }: IncidentState, fields: Pick<StoredAlertNote, "alertId" | "content" | "creatorKey">): StoredAlertNote {
  const at = stamps.now();
  return alerts.notes.add({ ...fields, id: stamps.id(), createdAt: at, updatedAt: at, lastEditedAt: null });
}

function update(call: RouteCall): SandboxResponse {
  return withNote(call, (note) => {
    const bad = refuseBody(call.body, content);
    if (bad !== null) return bad;
    editNote(call.state, note, textOf(call.body, "content") ?? "");
    return answered(call.state, note, 200);
  });
}

export function editNote({ stamps }: IncidentState, note: StoredAlertNote, text: string): void {
  note.content = text;
  note.updatedAt = stamps.after(note.updatedAt);
  note.lastEditedAt = note.updatedAt;
}

function remove(call: RouteCall): SandboxResponse {
  return withNote(call, ({ id }) => {
    call.state.alerts.notes.remove(id);
    return { status: 204 };
  });
}

function withNote(call: RouteCall, work: (note: StoredAlertNote) => SandboxResponse): SandboxResponse {
  const note = call.state.alerts.notes.get(call.params[0] ?? "");
  const isThere = note !== undefined && alertSeen(call, note.alertId) !== undefined;
  return isThere ? work(note) : problem(404, "not_found", "There is no such note");
}

export function noteShape(state: IncidentState, note: StoredAlertNote): Record<string, unknown> {
  const { id, alertId, creatorKey, createdAt, updatedAt, lastEditedAt } = note;
  return {
    id,
    alert_id: alertId,
    content: note.content,
    creator: actorShape(state, creatorKey),
    images: [],
    created_at: createdAt,
    updated_at: updatedAt,
    ...(lastEditedAt !== null && { last_edited_at: lastEditedAt }),
  };
}

const answered = (state: IncidentState, note: StoredAlertNote, status: number): SandboxResponse => ({
  status,
  body: { alert_note: noteShape(state, note) },
});

import type { SandboxResponse } from "../../kit/http-app.ts";
import { gateLocation, refuse } from "../access.ts";
import { missing } from "../answers.ts";
import { isoIn } from "../local-time.ts";
import { route, type Route } from "../route.ts";
import type { RouteCall } from "../route-call.ts";
import { traceId } from "../state.ts";
import { calendarShape, type StoredCalendar } from "./calendar.ts";
import { freeSlots } from "./free-slots.ts";

const MAX_SPAN_MS = 31 * 86_400_000;

export const calendarRoutes: readonly Route[] = [
  route("GET /calendars/", "calendars.readonly", list),
  route("GET /calendars/{calendarId}/free-slots", "calendars.readonly", slots),
  route("GET /calendars/{calendarId}", "calendars.readonly", read),
];

function list({ state, request, token }: RouteCall): SandboxResponse {
  const { query } = request;
  if (query.get("locationId") === null) return refuse(422, ["locationId must be a string"]);
  const wrong = gateLocation(state, token, query.get("locationId"));
  if (wrong !== null) return wrong;
  const calendars = [...state.calendars.values()].filter(
    ({ locationId, isActive, groupId }) =>
      locationId === token.locationId &&
      (isActive || query.get("showDrafted") !== "false") &&
      (query.get("groupId") === null || groupId === query.get("groupId")),
  );
  return { status: 200, body: { calendars: calendars.map(calendarShape), traceId: traceId(state) } };
}

function read(call: RouteCall): SandboxResponse {
  return withCalendar(call, call.params[0] ?? "", (calendar) => ({
    status: 200,
    body: { calendar: calendarShape(calendar), traceId: traceId(call.state) },
  }));
}

/** Free begins by day; the trace id stands beside the days (facts, section 5). */
function slots(call: RouteCall): SandboxResponse {
  return withCalendar(call, call.params[0] ?? "", (calendar) => {
    const { state, request } = call;
    const [fromMs, toMs] = ["startDate", "endDate"].map((name) => Number(request.query.get(name) ?? Number.NaN)) as [number, number];
    if (!Number.isSafeInteger(fromMs) || !Number.isSafeInteger(toMs)) return refuse(422, ["startDate and endDate must be epoch milliseconds"]);
    if (toMs - fromMs > MAX_SPAN_MS) return refuse(400, "The span must not be longer than 31 days");
    const zone = request.query.get("timezone") ?? state.locations.get(calendar.locationId)?.timezone ?? "UTC";
    const days: Record<string, { slots: string[] }> = {};
    for (const at of freeSlots(state, calendar, fromMs, toMs)) {
      const told = isoIn(zone, at);
      (days[told.slice(0, 10)] ??= { slots: [] }).slots.push(told);
    }
    return { status: 200, body: { ...days, traceId: traceId(state) } };
  });
}

export function withCalendar({ state, token }: RouteCall, id: string, work: (calendar: StoredCalendar) => SandboxResponse): SandboxResponse {
  const calendar = state.calendars.get(id);
  if (calendar === undefined) return gateLocation(state, token, token.locationId) ?? missing(state, "Calendar", id);
  return gateLocation(state, token, calendar.locationId) ?? work(calendar);
}

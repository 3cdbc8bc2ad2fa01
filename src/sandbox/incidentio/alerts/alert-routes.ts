import type { SandboxResponse } from "../../kit/http-app.ts";
import { byTime, inList, readDeepFilters, testsOf, type DeepFilter, type Test, type ToTest } from "../deep-filters.ts";
import { problem } from "../envelope.ts";
import { incidentSeen } from "../incident-access.ts";
import { pageOf, readPage } from "../pages.ts";
import type { RouteCall, RouteRow } from "../route-call.ts";
import type { IncidentState } from "../state.ts";
import { alertSeen, isSeen } from "./alert-access.ts";
import { resolveAlert } from "./alert-edits.ts";
import { alertShape, incidentAlertShape } from "./alert-shape.ts";
import type { StoredAlert } from "./alert-store.ts";

const MAX_PAGE = 50;
const paging = { max: MAX_PAGE, required: true } as const;

export const alertRoutes: readonly RouteRow[] = [
  ["GET", "/v2/alerts", list],
  ["GET", "/v2/alerts/{id}", (call) => withAlert(call, (alert) => answer(call, alert))],
  ["POST", "/v2/alerts/{id}/actions/resolve", resolve],
  ["GET", "/v2/incident_alerts", listAttached],
];

/** Newest first: the order is published nowhere. */
function list(call: RouteCall): SandboxResponse {
  const { state, request } = call;
  const asked = readPage(request.query, paging);
  if ("status" in asked) return asked;
  const filters = readDeepFilters(request.query, new Set(["page_size", "after"]));
  if ("status" in filters) return filters;
  const tests = testsOf(filters, knownFilters(state));
  if ("status" in tests) return tests;
  const found = state.alerts.alerts.all().filter((alert) => isSeen(call, alert) && tests.every((test) => test(alert)));
  const page = pageOf(found.toReversed(), asked, state.quirks.endByEmptyPage);
  if ("status" in page) return page;
  return { status: 200, body: { alerts: page.rows.map((alert) => alertShape(state, alert)), pagination_meta: page.meta } };
}

function knownFilters(state: IncidentState): Readonly<Record<string, ToTest<StoredAlert>>> {
  const hasNotes = (alert: StoredAlert): boolean => state.alerts.notes.all().some(({ alertId }) => alertId === alert.id);
  return {
    deduplication_key: (filter) => is(filter, (alert) => alert.deduplicationKey),
    has_notes: (filter) => is(filter, (alert) => String(hasNotes(alert))),
    // Neither maintenance windows nor groups are emulated: no alert is held by one or belongs to one.
    include_maintenance_window: (filter) => (filter.operator === "is" ? () => true : null),
    alert_group_id: (filter) => (filter.operator === "one_of" ? () => false : null),
    status: (filter) => inList(filter, (alert) => [alert.status]),
    alert_source: (filter) => inList(filter, (alert) => [alert.sourceId]),
    created_at: (filter) => byTime(filter, (alert) => alert.createdAt),
    attributes: (filter) => inList(filter, (alert) => literalsOf(state, alert, filter.target ?? "")),
  };
}

const is = ({ operator, values }: DeepFilter, of: (alert: StoredAlert) => string): Test<StoredAlert> | null =>
  operator === "is" ? (alert) => values.includes(of(alert)) : null;

/** What an alert shows for an attribute; of the catalog, the entry's id. */
function literalsOf(state: IncidentState, alert: StoredAlert, attributeId: string): readonly string[] {
  const shown = alertShape(state, alert)["attributes"] as readonly {
    readonly attribute: { readonly id: string };
    readonly value?: { readonly literal: string };
    readonly array_value?: readonly { readonly literal: string }[];
  }[];
  const entry = shown.find(({ attribute }) => attribute.id === attributeId);
  return [...(entry?.array_value ?? []), ...(entry?.value === undefined ? [] : [entry.value])].map(({ literal }) => literal);
}

/** Published: resolving twice changes nothing, and alerts of some sources are resolved by the other system only. */
function resolve(call: RouteCall): SandboxResponse {
  const { state } = call;
  return withAlert(call, (alert) => {
    if (state.quirks.thirdPartyResolves) return problem(422, "invalid_value", "Only the source itself resolves its alerts");
    resolveAlert(state, alert);
    return answer(call, alert);
  });
}

/** Of an alert, of an incident, or all. */
function listAttached(call: RouteCall): SandboxResponse {
  const { state, request } = call;
  const asked = readPage(request.query, paging);
  if ("status" in asked) return asked;
  const [alertId, incidentId] = [request.query.get("alert_id"), request.query.get("incident_id")];
  const found = state.alerts.attached
    .all()
    .filter(
      (row) =>
        (alertId === null || row.alertId === alertId) &&
        (incidentId === null || row.incidentId === incidentId) &&
        alertSeen(call, row.alertId) !== undefined &&
        incidentSeen(call, row.incidentId) !== undefined,
    );
  const page = pageOf(found, asked, state.quirks.endByEmptyPage);
  if ("status" in page) return page;
  return { status: 200, body: { incident_alerts: page.rows.map((row) => incidentAlertShape(state, row)), pagination_meta: page.meta } };
}

function withAlert(call: RouteCall, work: (alert: StoredAlert) => SandboxResponse): SandboxResponse {
  const alert = alertSeen(call, call.params[0] ?? "");
  return alert === undefined ? problem(404, "not_found", "There is no such alert") : work(alert);
}

const answer = ({ state }: RouteCall, alert: StoredAlert): SandboxResponse => ({ status: 200, body: { alert: alertShape(state, alert) } });

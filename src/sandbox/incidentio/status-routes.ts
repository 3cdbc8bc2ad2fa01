import type { SandboxResponse } from "../kit/http-app.ts";
import { refuseBody, textOf, type BodyRules } from "./body-rules.ts";
import { problem } from "./envelope.ts";
import type { Status, StatusCategory } from "./organisation.ts";
import { statuses, statusShape } from "./organisation-routes.ts";
import type { RouteCall, RouteRow } from "./route-call.ts";

const rules: BodyRules = { name: { kind: "text", required: true }, description: { kind: "text", required: true, min: 0 } };
/** The other categories are the vendor's own. */
const open = ["live", "learning", "closed"] as const;

export const statusRoutes: readonly RouteRow[] = [
  ["GET", "/v1/incident_statuses", statuses.list],
  ["POST", "/v1/incident_statuses", create],
  ["GET", "/v1/incident_statuses/{id}", statuses.show],
  ["PUT", "/v1/incident_statuses/{id}", update],
  ["DELETE", "/v1/incident_statuses/{id}", remove],
];

/** The name is unique; the new status comes last in the order of all. */
function create({ state, body }: RouteCall): SandboxResponse {
  const { organisation, stamps } = state;
  const bad = refuseBody(body, { ...rules, category: { kind: "text", required: true, oneOf: open } }) ?? refuseName(state, body, null);
  if (bad !== null) return bad;
  const rank = Math.max(0, ...organisation.statuses.map((status) => status.rank)) + 1;
  const category = textOf(body, "category") as StatusCategory;
  const status: Status = { ...described(body), id: stamps.id(), createdAt: stamps.now(), category, rank };
  organisation.statuses = [...organisation.statuses, status];
  return answered(status, 201);
}

/** The category never changes. */
function update(call: RouteCall): SandboxResponse {
  const { state, body } = call;
  return withOpenStatus(call, (status) => {
    const bad = refuseBody(body, rules) ?? refuseName(state, body, status.id);
    if (bad !== null) return bad;
    const changed: Status = { ...status, ...described(body), updatedAt: state.stamps.now() };
    state.organisation.statuses = state.organisation.statuses.map((known) => (known.id === status.id ? changed : known));
    return answered(changed, 200);
  });
}

/** Published: accepted, 202. One that incidents are in stays. */
function remove(call: RouteCall): SandboxResponse {
  const { organisation, incidents } = call.state;
  return withOpenStatus(call, ({ id }) => {
    if (incidents.all().some(({ statusId }) => statusId === id)) return problem(422, "in_use", "Incidents are in this status");
    organisation.statuses = organisation.statuses.filter((known) => known.id !== id);
    return { status: 202 };
  });
}

function refuseName({ organisation }: RouteCall["state"], body: RouteCall["body"], own: string | null): SandboxResponse | null {
  const isTaken = organisation.statuses.some(({ id, name }) => name === body["name"] && id !== own);
  return isTaken ? problem(422, "already_exists", "The name is taken", "name") : null;
}

const described = (body: RouteCall["body"]): Pick<Status, "name" | "description"> => ({
  name: textOf(body, "name") ?? "",
  description: textOf(body, "description") ?? "",
});

function withOpenStatus({ state, params }: RouteCall, work: (status: Status) => SandboxResponse): SandboxResponse {
  const status = state.organisation.statuses.find(({ id }) => id === params[0]);
  if (status === undefined) return problem(404, "not_found", "There is no such status");
  const isOpen = open.some((category) => category === status.category);
  return isOpen ? work(status) : problem(422, "invalid_value", "Statuses of this category are the vendor's own");
}

const answered = (status: Status, code: number): SandboxResponse => ({ status: code, body: { incident_status: statusShape(status) } });

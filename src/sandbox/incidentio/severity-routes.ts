import type { SandboxResponse } from "../kit/http-app.ts";
import { refuseBody, textOf, type BodyRules } from "./body-rules.ts";
import { problem } from "./envelope.ts";
import type { Severity } from "./organisation.ts";
import { severities, severityShape } from "./organisation-routes.ts";
import type { RouteCall, RouteRow } from "./route-call.ts";

const rules: BodyRules = {
  name: { kind: "text", required: true, max: 50 },
  description: { kind: "text", required: true, min: 0 },
  rank: { kind: "integer" },
};

export const severityRoutes: readonly RouteRow[] = [
  ["GET", "/v1/severities", severities.list],
  ["POST", "/v1/severities", create],
  ["GET", "/v1/severities/{id}", severities.show],
  ["PUT", "/v1/severities/{id}", update],
  ["DELETE", "/v1/severities/{id}", remove],
];

/** Without a rank it becomes the most severe. */
function create({ state, body }: RouteCall): SandboxResponse {
  const { organisation, stamps } = state;
  const bad = refuseBody(body, rules);
  if (bad !== null) return bad;
  const top = Math.max(0, ...organisation.severities.map(({ rank }) => rank));
  const severity: Severity = { ...described(body), id: stamps.id(), createdAt: stamps.now(), rank: rankIn(body) ?? top + 1 };
  organisation.severities = [...organisation.severities, severity];
  return answered(severity, 201);
}

function update(call: RouteCall): SandboxResponse {
  const { organisation, stamps } = call.state;
  return withSeverity(call, (severity) => {
    const bad = refuseBody(call.body, rules);
    if (bad !== null) return bad;
    const changed: Severity = { ...severity, ...described(call.body), rank: rankIn(call.body) ?? severity.rank, updatedAt: stamps.now() };
    organisation.severities = organisation.severities.map((known) => (known.id === severity.id ? changed : known));
    return answered(changed, 200);
  });
}

/** Published: accepted, 202. One that incidents have stays. */
function remove(call: RouteCall): SandboxResponse {
  const { organisation, incidents } = call.state;
  return withSeverity(call, ({ id }) => {
    if (incidents.all().some(({ severityId }) => severityId === id)) return problem(422, "in_use", "Incidents have this severity");
    organisation.severities = organisation.severities.filter((known) => known.id !== id);
    return { status: 202 };
  });
}

const described = (body: RouteCall["body"]): Pick<Severity, "name" | "description"> => ({
  name: textOf(body, "name") ?? "",
  description: textOf(body, "description") ?? "",
});
const rankIn = (body: RouteCall["body"]): number | undefined => (typeof body["rank"] === "number" ? body["rank"] : undefined);

function withSeverity({ state, params }: RouteCall, work: (severity: Severity) => SandboxResponse): SandboxResponse {
  const severity = state.organisation.severities.find(({ id }) => id === params[0]);
  return severity === undefined ? problem(404, "not_found", "There is no such severity") : work(severity);
}

const answered = (severity: Severity, status: number): SandboxResponse => ({ status, body: { severity: severityShape(severity) } });

import type { SandboxResponse } from "../../kit/http-app.ts";
import { isPlainObject, objectsOf, refuseBody, textOf, type Body, type BodyRules } from "../body-rules.ts";
import { problem } from "../envelope.ts";
import type { RouteCall, RouteRow } from "../route-call.ts";
import type { IncidentState } from "../state.ts";
import { isEmulated, sourceShape, type AlertSource } from "./alert-source.ts";

const rules: BodyRules = { name: { kind: "text", required: true }, template: { kind: "object", required: true } };
const templateRules: BodyRules = {
  title: { kind: "object", required: true },
  description: { kind: "object", required: true },
  attributes: { kind: "objects", required: true },
  expressions: { kind: "objects", required: true },
  is_private: { kind: "boolean" },
};
const unsupported = ["auto_resolve_timeout_minutes", "email_options", "heartbeat_options", "http_custom_options", "jira_options", "disabled"];

export const alertSourceRoutes: readonly RouteRow[] = [
  ["GET", "/v2/alert_sources", ({ state }) => ({ status: 200, body: { alert_sources: state.alerts.sources.all().map(sourceShape) } })],
  ["POST", "/v2/alert_sources", create],
  ["GET", "/v2/alert_sources/{id}", (call) => withSource(call, answered)],
  ["PUT", "/v2/alert_sources/{id}", update],
  ["DELETE", "/v2/alert_sources/{id}", remove],
];

function create({ state, body }: RouteCall): SandboxResponse {
  const bad = refuseBody(body, { ...rules, source_type: { kind: "text", required: true } }) ?? refuseSource(state, body, null);
  if (bad !== null) return bad;
  if (body["source_type"] !== "http")
    return problem(501, "not_emulated", `sandbox: not emulated: alert sources of type ${String(body["source_type"])}`);
  return answered(insertSource(state, textOf(body, "name") ?? "", body["template"] as Body));
}

/** A source of HTTP events; its secret is made here. */
export function insertSource({ alerts, stamps }: IncidentState, name: string, template: Body, ids = stamps): AlertSource {
  return alerts.sources.add({ id: ids.id(), name, template, secretToken: `source-${ids.id().toLowerCase()}` });
}

function update(call: RouteCall): SandboxResponse {
  const { state, body } = call;
  return withSource(call, (source) => {
    const bad = refuseBody(body, rules) ?? refuseSource(state, body, source.id);
    if (bad !== null) return bad;
    source.name = textOf(body, "name") ?? "";
    source.template = body["template"] as Body;
    return answered(source);
  });
}

/** Its alerts stay. */
function remove(call: RouteCall): SandboxResponse {
  return withSource(call, ({ id }) => {
    call.state.alerts.sources.remove(id);
    return { status: 204 };
  });
}

function refuseSource(state: IncidentState, body: Body, own: string | null): SandboxResponse | null {
  const template = isPlainObject(body["template"]) ? body["template"] : {};
  const bad = refuseBody(template, templateRules, "template.");
  if (bad !== null) return bad;
  const other = unsupported.find((name) => body[name] !== undefined && body[name] !== null);
  if (other !== undefined) return problem(501, "not_emulated", `sandbox: not emulated: ${other} of alert sources`);
  if (!objectsOf(template, "expressions").every(isEmulated))
    return problem(501, "not_emulated", "sandbox: not emulated: expressions of alert sources beyond one parse each");
  const isTaken = state.alerts.sources.all().some(({ id, name }) => name === body["name"] && id !== own);
  if (isTaken) return problem(422, "already_exists", "The name is taken", "name");
  const isKnown = objectsOf(template, "attributes").every(({ alert_attribute_id }) => state.alerts.attributes.get(String(alert_attribute_id)));
  return isKnown ? null : problem(422, "invalid_value", "There is no such alert attribute", "template.attributes");
}

function withSource({ state, params }: RouteCall, work: (source: AlertSource) => SandboxResponse): SandboxResponse {
  const source = state.alerts.sources.get(params[0] ?? "");
  return source === undefined ? problem(404, "not_found", "There is no such alert source") : work(source);
}

const answered = (source: AlertSource): SandboxResponse => ({ status: 200, body: { alert_source: sourceShape(source) } });

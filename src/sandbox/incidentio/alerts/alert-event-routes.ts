import type { SandboxRequest, SandboxResponse } from "../../kit/http-app.ts";
import { patternOf } from "../../kit/known-paths.ts";
import type { ApiKey } from "../api-keys.ts";
import { refuseBody, textOf, type BodyRules } from "../body-rules.ts";
import { problem } from "../envelope.ts";
import type { RouteCall, RouteRow } from "../route-call.ts";
import type { IncidentState } from "../state.ts";
import { takeEvent } from "./alert-edits.ts";

const path = "/v2/alert_events/http/{alert_source_config_id}";
const pattern = patternOf(path);
const rules: BodyRules = {
  title: { kind: "text", required: true },
  status: { kind: "text", required: true, oneOf: ["firing", "resolved"] },
  deduplication_key: { kind: "text", required: true },
  description: { kind: "text" },
  source_url: { kind: "text" },
  metadata: { kind: "object" },
};

export const alertEventRoutes: readonly RouteRow[] = [["POST", path, receive]];

/**
 * Events are let in by their source's secret, as Bearer, as the password of Basic, or as `token` in the address; an API key opens nothing
 * here. Null for any other call. What is let in has no roles and its own bucket.
 */
export function admitAlertSource(state: IncidentState, { path: at, headers, query }: SandboxRequest): ApiKey | SandboxResponse | null {
  const [, id] = pattern.exec(at) ?? [];
  if (id === undefined) return null;
  const source = state.alerts.sources.get(id);
  if (source === undefined) return problem(404, "not_found", "There is no such alert source");
  const { authorization = "" } = headers;
  const [, basic = ""] = /^Basic (\S+)$/u.exec(authorization) ?? [];
  const [, ...password] = Buffer.from(basic, "base64").toString("utf8").split(":");
  const given = [/^Bearer (\S+)$/u.exec(authorization)?.[1], password.join(":"), query.get("token")];
  if (!given.includes(source.secretToken)) return problem(401, "invalid_authorization_material", "The token is not that of the alert source");
  const at_ = state.stamps.now();
  return { id: source.id, name: source.name, roles: [], teamRoles: [], teamIds: [], createdAt: at_, issuedAt: at_, lastUsedAt: at_ };
}

/** Published: accepted, 202; the alert is there a little later. */
function receive({ state, body, params }: RouteCall): SandboxResponse {
  const bad = refuseBody(body, rules);
  if (bad !== null) return bad;
  const source = state.alerts.sources.get(params[0] ?? "");
  if (source !== undefined) takeEvent(state, source, body);
  const deduplicationKey = textOf(body, "deduplication_key") ?? "";
  return { status: 202, body: { status: "success", message: "The event is accepted", deduplication_key: deduplicationKey } };
}

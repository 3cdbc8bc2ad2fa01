import type { SandboxResponse } from "../kit/http-app.ts";
import type { ApiKey } from "./api-keys.ts";
import { refuseBody } from "./body-rules.ts";
import { problem } from "./envelope.ts";
import { pageOf, readPage } from "./pages.ts";
import type { RouteCall } from "./route-call.ts";
import type { IncidentState } from "./state.ts";

const MINUTE_MS = 60_000;

/** Needs no scope. The key's own id is not in it. */
export function identity({ key, state }: RouteCall): SandboxResponse {
  const teams = state.organisation.teams.filter(({ id }) => key.teamIds.includes(id)).map(({ id, name }) => ({ id, name }));
  return {
    status: 200,
    body: { identity: { name: key.name, dashboard_url: "https://app.example.com/sandbox", roles: key.roles, team_roles: key.teamRoles, teams } },
  };
}

export function listKeys({ state, request }: RouteCall): SandboxResponse {
  const asked = readPage(request.query, { max: 250 });
  if ("status" in asked) return asked;
  const page = pageOf(state.keys.all(), asked, state.quirks.endByEmptyPage);
  return "status" in page ? page : { status: 200, body: { api_keys: page.rows.map((key) => keyShape(state, key)), pagination_meta: page.meta } };
}

export function showKey({ state, params }: RouteCall): SandboxResponse {
  const key = state.keys.get(params[0] ?? "");
  return key === undefined ? problem(404, "not_found", "There is no such API key") : { status: 200, body: { api_key: keyShape(state, key) } };
}

/** The new token is shown once; the old one lives on for the grace period of at most an hour. The caller must hold every role of the key. */
export function rotateKey({ state, params, body, key: caller }: RouteCall): SandboxResponse {
  const key = state.keys.get(params[0] ?? "");
  if (key === undefined) return problem(404, "not_found", "There is no such API key");
  const bad = refuseBody(body, { grace_period_minutes: { kind: "integer", required: true, min: 0, max: 60 } });
  if (bad !== null) return bad;
  const exceeds = [...key.roles, ...key.teamRoles].some((role) => !caller.roles.includes(role) && !caller.teamRoles.includes(role));
  if (exceeds || (key.id === caller.id && !state.quirks.selfRotation)) return problem(403, "forbidden", "The caller may not rotate this key");
  const token = state.keys.rotate(key, Number(body["grace_period_minutes"]) * MINUTE_MS);
  return { status: 201, body: { api_key: keyShape(state, key), token } };
}

function keyShape(state: IncidentState, key: ApiKey): Record<string, unknown> {
  const [owner] = state.organisation.users;
  const role = (name: string): Record<string, unknown> => ({ name, description: "" });
  return {
    id: key.id,
    name: key.name,
    created_at: key.createdAt,
    token_last_issued_at: key.issuedAt,
    ...(key.lastUsedAt !== null && { last_used_at: key.lastUsedAt }),
    creator: owner === undefined ? {} : { user: { id: owner.id, name: owner.name, email: owner.email, role: "owner" } },
    roles: key.roles.map(role),
    team_roles: key.teamRoles.map(role),
    team_ids: key.teamIds,
  };
}

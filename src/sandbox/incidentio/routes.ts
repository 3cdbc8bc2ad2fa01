import { incidentioOperations } from "#vendors/generated/incidentio-operations.ts";
import { parseJsonBody } from "../kit/control.ts";
import type { SandboxRequest, SandboxResponse } from "../kit/http-app.ts";
import { KnownPaths, patternOf } from "../kit/known-paths.ts";
import { allAlertRoutes } from "./alerts/all-alert-routes.ts";
import { keyMightAllow, type ApiKey } from "./api-keys.ts";
import { attachmentRoutes } from "./attachments/attachment-routes.ts";
import { catalogRoutes } from "./catalog-routes.ts";
import { answerFromDocument } from "./documented.ts";
import { problem } from "./envelope.ts";
import { createIncident, editIncident, listIncidents, showIncident } from "./incident-routes.ts";
import { identity, listKeys, rotateKey, showKey } from "./key-routes.ts";
import { listTeams, listUsers, showTeam, showUser } from "./organisation-routes.ts";
import { EDIT_INCIDENT } from "./roles.ts";
import type { RouteRow } from "./route-call.ts";
import { settingsRoutes } from "./settings-routes.ts";
import type { IncidentState } from "./state.ts";
import { timelineRoutes } from "./timeline/timeline-routes.ts";
import { updateRoutes } from "./updates/update-routes.ts";
import { workRoutes } from "./work-items/work-routes.ts";

const routes: readonly RouteRow[] = [
  ["GET", "/v1/identity", identity],
  ["GET", "/v1/api_keys", listKeys],
  ["GET", "/v1/api_keys/{id}", showKey],
  ["POST", "/v1/api_keys/{id}/actions/rotate", rotateKey],
  ...catalogRoutes,
  ["GET", "/v2/incidents", listIncidents],
  ["POST", "/v2/incidents", createIncident],
  ["GET", "/v2/incidents/{id}", showIncident],
  ["POST", "/v2/incidents/{id}/actions/edit", editIncident],
  ...settingsRoutes,
  ["GET", "/v2/users", listUsers],
  ["GET", "/v2/users/{id}", showUser],
  ["GET", "/v3/teams", listTeams],
  ["GET", "/v3/teams/{id}", showTeam],
  ...workRoutes,
  ...timelineRoutes,
  ...updateRoutes,
  ...attachmentRoutes,
  ...allAlertRoutes,
];
const known = new KnownPaths(incidentioOperations);
const compiled = routes.map(([method, path, run]) => ({
  method,
  run,
  pattern: patternOf(path),
  name: `${method} ${path}`,
  scopes: scopesOf(method, path),
}));

/** Operations that the sandbox emulates, with the scopes that each needs. */
export const emulated: readonly { readonly name: string; readonly scopes: readonly string[] }[] = compiled;

function scopesOf(method: string, path: string): readonly string[] {
  // The vendor lists no scope for editing an incident, and surely asks for one.
  if (path.endsWith("/actions/edit")) return [EDIT_INCIDENT];
  return known.find(method, path)?.scopes ?? [];
}

/** Answers an admitted call: from the document what is not emulated, 501 for what the vendor is taking away, 404 for what nobody has. */
export function route(state: IncidentState, request: SandboxRequest, key: ApiKey): SandboxResponse {
  const { method, path } = request;
  const found = compiled.find((candidate) => candidate.method === method && candidate.pattern.test(path));
  if (found === undefined) {
    return known.find(method, path) === null
      ? problem(404, "not_found", "There is no such address")
      : (answerFromDocument(state, request) ?? problem(501, "not_emulated", `sandbox: not emulated: ${method} ${path}`));
  }
  state.counters.count(found.name, method !== "GET");
  if (!found.scopes.every((scope) => keyMightAllow(key, scope))) return problem(403, "forbidden", "The key lacks a role for this");
  const body = parseJsonBody(request);
  if (body === null) return problem(400, "invalid_json", "The body is not a JSON object");
  const params = (found.pattern.exec(path) ?? []).slice(1).map(decoded);
  return found.run({ state, request, key, body, params });
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

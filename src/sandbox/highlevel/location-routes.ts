import type { SandboxResponse } from "../kit/http-app.ts";
import { gateLocation, reachableLocations, refuse } from "./access.ts";
import type { RouteCall } from "./route-call.ts";
import type { HighLevelState, SandboxLocation } from "./state.ts";

/** A sub-account's token reads its own location, a company's token those of the company. */
export function readLocation(call: RouteCall): SandboxResponse {
  const { state, token } = call;
  const id = call.params[0] ?? "";
  if (token.locationId !== null) {
    const wrong = gateLocation(state, token, id);
    if (wrong !== null) return wrong;
  }
  const location = reachableLocations(state, token).find((reachable) => reachable.id === id);
  return location === undefined
    ? refuse(400, `Location with id ${id} not found`)
    : { status: 200, body: { location: locationShape(state, location) } };
}

export function searchLocations({ state, request, token }: RouteCall): SandboxResponse {
  const companyId = request.query.get("companyId");
  if (companyId !== null && companyId !== token.companyId) return refuse(403, "Forbidden resource");
  const [skip, limit] = [Number(request.query.get("skip") ?? "0"), Number(request.query.get("limit") ?? "10")];
  if (!Number.isInteger(skip) || skip < 0 || !Number.isInteger(limit) || limit < 1)
    return refuse(422, ["skip must be a number string", "limit must be a number string"]);
  const locations = [...reachableLocations(state, token)].toSorted((one, other) => (one.name < other.name ? -1 : 1));
  if (request.query.get("order") === "desc") locations.reverse();
  return { status: 200, body: { locations: locations.slice(skip, skip + limit).map((location) => rowShape(state, location)) } };
}

/** Runs for the location that the path names, when the token may. */
export function atLocation(call: RouteCall, work: (locationId: string) => SandboxResponse): SandboxResponse {
  const locationId = call.params[0] ?? "";
  return gateLocation(call.state, call.token, locationId) ?? work(locationId);
}

function locationShape({ quirks }: HighLevelState, { id, companyId, name, country, timezone }: SandboxLocation): Readonly<Record<string, unknown>> {
  const settings = {
    allowDuplicateContact: quirks.allowDuplicateContact,
    allowDuplicateOpportunity: false,
    allowFacebookNameMerge: false,
    disableContactTimezone: false,
  };
  return { id, companyId, name, country, timezone, settings };
}

/** Rows of the search do not name the company. */
function rowShape(state: HighLevelState, location: SandboxLocation): Readonly<Record<string, unknown>> {
  const { companyId: _company, ...row } = locationShape(state, location);
  return row;
}

import type { SandboxResponse } from "../../kit/http-app.ts";
import { gateLocation, reachableLocations, refuse } from "../access.ts";
import { checkShape, optional, required, text, trueOrFalse, type Shape } from "../body-shape.ts";
import { missing, pageOf } from "../answers.ts";
import { route, type Route } from "../route.ts";
import type { RouteCall } from "../route-call.ts";
import { userRow, userShape, type StoredUser } from "./user.ts";

const MAX_PAGE = 100;
const DEFAULT_PAGE = 25;
const byEmail: Shape = {
  companyId: required(text),
  emails: required(text),
  deleted: optional(trueOrFalse),
  skip: optional(text),
  limit: optional(text),
  projection: optional(text),
};

export const userRoutes: readonly Route[] = [
  route("GET /users/search", "users.readonly", search),
  route("POST /users/search/filter-by-email", "users.readonly", filterByEmail, { isRead: true }),
  route("GET /users/", "users.readonly", list),
  route("GET /users/{userId}", "users.readonly", read),
];

/** Agencies and sub-accounts alike may ask for the users of a location that they reach. */
function list(call: RouteCall): SandboxResponse {
  const locationId = call.request.query.get("locationId");
  if (locationId === null) return refuse(422, ["locationId must be a string"]);
  const reached = reachableLocations(call.state, call.token).some(({ id }) => id === locationId);
  const wrong = call.token.locationId === null && reached ? null : gateLocation(call.state, call.token, locationId);
  if (wrong !== null) return wrong;
  const users = visible(call).filter((user) => user.locationIds.includes(locationId));
  return { status: 200, body: { users: users.map(userRow) } };
}

function search(call: RouteCall): SandboxResponse {
  const { query } = call.request;
  const companyId = query.get("companyId");
  if (companyId === null) return refuse(422, ["companyId must be a string"]);
  if (companyId !== call.token.companyId) return refuse(403, "Forbidden resource");
  const users = visible(call).filter((user) => matches(user, query));
  const sorted = users.toSorted((one, other) => (`${one.firstName} ${one.lastName}` < `${other.firstName} ${other.lastName}` ? -1 : 1));
  if (query.get("sortDirection") === "desc") sorted.reverse();
  return page(sorted, query.get("skip"), query.get("limit"));
}

function matches(user: StoredUser, query: URLSearchParams): boolean {
  const [sought, locationId, role, type, ids] = ["query", "locationId", "role", "type", "ids"].map((name) => query.get(name) ?? "");
  const words = `${user.firstName} ${user.lastName} ${user.email} ${user.phone}`.toLowerCase();
  return (
    words.includes((sought ?? "").toLowerCase()) &&
    (locationId === "" || user.locationIds.includes(locationId ?? "")) &&
    (role === "" || user.role === role) &&
    (type === "" || user.type === type) &&
    (ids === "" || (ids ?? "").split(",").includes(user.id))
  );
}

function filterByEmail(call: RouteCall): SandboxResponse {
  const bad = checkShape(call.body, byEmail);
  if (bad !== null) return bad;
  const { companyId, emails, skip, limit } = call.body;
  if (companyId !== call.token.companyId) return refuse(403, "Forbidden resource");
  const wanted = new Set(String(emails).toLowerCase().split(","));
  const users = visible(call).filter((user) => wanted.has(user.email.toLowerCase()));
  return page(users, typeof skip === "string" ? skip : null, typeof limit === "string" ? limit : null);
}

/** By id the answer is bare. */
function read(call: RouteCall): SandboxResponse {
  const id = call.params[0] ?? "";
  const user = visible(call).find((candidate) => candidate.id === id);
  return user === undefined ? missing(call.state, "User", id) : { status: 200, body: userShape(user) };
}

/** Users that the token may see: those of its location, or of its whole company. */
function visible({ state, token }: RouteCall): readonly StoredUser[] {
  return [...state.users.values()].filter(
    (user) => !user.deleted && user.companyId === token.companyId && (token.locationId === null || user.locationIds.includes(token.locationId)),
  );
}

function page(users: readonly StoredUser[], skip: string | null, limit: string | null): SandboxResponse {
  const rows = pageOf(users, { skip, limit }, { usual: DEFAULT_PAGE, most: MAX_PAGE });
  return "refusal" in rows ? rows.refusal : { status: 200, body: { users: rows.page.map(userRow), count: users.length } };
}

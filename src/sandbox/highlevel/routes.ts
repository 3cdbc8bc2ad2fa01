import { highlevelOperations } from "#vendors/generated/highlevel-operations.ts";
import { parseJsonBody } from "../kit/control.ts";
import type { SandboxRequest, SandboxResponse } from "../kit/http-app.ts";
import { KnownPaths, patternOf } from "../kit/known-paths.ts";
import { missingScope, refuse, type Token } from "./access.ts";
import * as contacts from "./contact-routes.ts";
import * as fields from "./custom-field-routes.ts";
import { answerFromDocument } from "./documented.ts";
import { readLocation, searchLocations } from "./location-routes.ts";
import { installedLocations, locationToken } from "./oauth-routes.ts";
import { recordRoutes } from "./record-routes.ts";
import { route, type Route } from "./route.ts";
import { list, search } from "./search.ts";
import type { HighLevelState } from "./state.ts";
import * as tags from "./tag-routes.ts";

/** What is emulated: operation, scope, work. By-id operations of tags and custom fields take the scopes of their family (facts, section 3). */
const routes: readonly Route[] = [
  route("POST /contacts/search", "contacts.readonly", search, { isRead: true }),
  route("GET /contacts/search/duplicate", "contacts.readonly", contacts.duplicate),
  route("POST /contacts/upsert", "contacts.write", contacts.upsert),
  route("GET /contacts/", "contacts.readonly", list),
  route("POST /contacts/", "contacts.write", contacts.create),
  route("POST /contacts/bulk/tags/update/{type}", null, tags.bulkTags),
  route("POST /contacts/{contactId}/tags", "contacts.write", tags.addTags),
  route("DELETE /contacts/{contactId}/tags", "contacts.write", tags.removeTags),
  route("GET /contacts/{contactId}", "contacts.readonly", contacts.read),
  route("PUT /contacts/{contactId}", "contacts.write", contacts.update),
  route("DELETE /contacts/{contactId}", "contacts.write", contacts.remove),
  ...recordRoutes,
  route("GET /locations/search", "locations.readonly", searchLocations),
  route("GET /locations/{locationId}", "locations.readonly", readLocation),
  route("GET /locations/{locationId}/customFields", "locations/customFields.readonly", fields.listCustomFields),
  route("POST /locations/{locationId}/customFields", "locations/customFields.write", fields.createCustomField),
  route("GET /locations/{locationId}/customFields/{id}", "locations/customFields.readonly", fields.readCustomField),
  route("PUT /locations/{locationId}/customFields/{id}", "locations/customFields.write", fields.updateCustomField),
  route("DELETE /locations/{locationId}/customFields/{id}", "locations/customFields.write", fields.deleteCustomField),
  route("GET /locations/{locationId}/tags", "locations/tags.readonly", tags.listTags),
  route("POST /locations/{locationId}/tags", "locations/tags.write", tags.createTag),
  route("GET /locations/{locationId}/tags/{tagId}", "locations/tags.readonly", tags.readTag),
  route("PUT /locations/{locationId}/tags/{tagId}", "locations/tags.write", tags.updateTag),
  route("DELETE /locations/{locationId}/tags/{tagId}", "locations/tags.write", tags.deleteTag),
  route("POST /oauth/locationToken", "oauth.write", locationToken, { isForm: true }),
  route("POST /oauth/location-token", "oauth.write", locationToken, { isForm: true }),
  route("GET /oauth/installedLocations", "oauth.readonly", installedLocations),
  route("GET /oauth/installed-locations", "oauth.readonly", installedLocations),
];
/** Names of the operations that the sandbox emulates, as the documents spell them. */
export const emulated: readonly string[] = [...routes.map(({ name }) => name), "POST /oauth/token"];
const known = new KnownPaths(highlevelOperations);
/** Operations that the newest version no longer has: under it they answer 400. */
const goneInV3: ReadonlySet<string> = new Set(["GET /contacts/", "GET /users/", "DELETE /contacts/{contactId}/campaigns/removeAll"]);
/** Operations that only the newest version has: under older ones they answer 404. */
const newInV3: ReadonlySet<string> = new Set([
  "POST /oauth/location-token",
  "GET /oauth/installed-locations",
  "DELETE /contacts/{contactId}/campaigns/remove-all",
]);

/** The name under which a call is counted. */
export function operationName({ method, path }: SandboxRequest): string {
  return routeOf(method, path)?.name ?? (path === "/oauth/token" ? "POST /oauth/token" : "other");
}

/** Scope, body and work of a call whose token and budget are in order. */
export function answerRoute(state: HighLevelState, request: SandboxRequest, token: Token): SandboxResponse {
  const found = routeOf(request.method, request.path);
  const isV3 = request.headers["version"] === "v3";
  if (found === null) return answerFromDocument(state, request) ?? notEmulated(request);
  if (newInV3.has(found.name) && !isV3) return notFound(request);
  if (isV3 && goneInV3.has(found.name)) return refuse(400, `Endpoint ${request.path} is not available in API version v3`);
  if (found.scope !== null && !token.scopes.includes(found.scope)) return missingScope();
  const params = paramsOf(found.pattern, request.path);
  const body = found.isForm ? {} : parseJsonBody(request);
  if (body === null || params === null) return refuse(400, body === null ? "Unexpected token in JSON" : "Failed to decode the path");
  if (!found.isRead) state.counters.writes += 1;
  return found.run({ state, request, token, body, params });
}

/** Operations that are not emulated, but would be taken for one that is, because it has a parameter where these have a word. */
const lookalikes: readonly { readonly method: string; readonly pattern: RegExp }[] = highlevelOperations.flatMap(([method, path]) => {
  const parameters = (name: string): number => name.split("{").length;
  const isLookalike = routes.some((route) => route.method === method && route.pattern.test(path) && parameters(path) < parameters(route.name));
  return isLookalike && !emulated.includes(`${method} ${path}`) ? [{ method, pattern: patternOf(path) }] : [];
});

function routeOf(method: string, path: string): Route | null {
  const fits = (candidate: { readonly method: string; readonly pattern: RegExp }): boolean =>
    candidate.method === method && candidate.pattern.test(path);
  return lookalikes.some(fits) ? null : (routes.find(fits) ?? null);
}

function paramsOf(pattern: RegExp, path: string): readonly string[] | null {
  try {
    return (pattern.exec(path) ?? []).slice(1).map((part) => decodeURIComponent(part));
  } catch {
    return null;
  }
}

function notEmulated(request: SandboxRequest): SandboxResponse {
  const { method, path } = request;
  if (known.find(method, path) !== null) return { status: 501, body: { statusCode: 501, message: `sandbox: not emulated: ${method} ${path}` } };
  // Recorded: a wrong letter case answers 401, an unknown path 404.
  return known.hasOtherCase(path) ? refuse(401, "Unauthorized") : notFound(request);
}

const notFound = ({ method, path }: SandboxRequest): SandboxResponse => refuse(404, `Cannot ${method} ${path}`);

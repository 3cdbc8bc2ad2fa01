import type { SandboxRequest, SandboxResponse } from "../kit/http-app.ts";
import { reachableLocations, refuse, wrongTokenKind } from "./access.ts";
import type { RouteCall } from "./route-call.ts";
import { ACCESS_SECONDS, USER_ID, type TokenPair } from "./oauth.ts";
import type { HighLevelState, SandboxLocation } from "./state.ts";

/** `POST /oauth/token`, form-encoded; camelCase in and out under v3, both understood. */
export function answerToken(state: HighLevelState, request: SandboxRequest): SandboxResponse {
  const { app } = state.oauth;
  const form = formOf(request);
  const field = (snake: string, camel: string): string => form.get(snake) ?? form.get(camel) ?? "";
  const grantType = field("grant_type", "grantType");
  if (!["authorization_code", "refresh_token", "client_credentials"].includes(grantType))
    return refuse(422, ["grant_type must be a valid enum value"]);
  if (field("client_id", "clientId") !== app.clientId || field("client_secret", "clientSecret") !== app.clientSecret)
    return refuse(401, "Invalid client credentials!");
  if (grantType === "client_credentials")
    return { status: 501, body: { statusCode: 501, message: "sandbox: not emulated: POST /oauth/token with client_credentials" } };
  if (state.quirks.refusesVerifier && form.has("code_verifier")) return refuse(422, ["property code_verifier should not exist"]);
  const pair =
    grantType === "authorization_code"
      ? (state.oauth.exchange(field("code", "code"), field("redirect_uri", "redirectUri"), field("code_verifier", "codeVerifier")) ?? "unknown")
      : state.oauth.rotate(field("refresh_token", "refreshToken"));
  if (pair === "inactive") return refuse(400, "Location is not active");
  if (pair === "unknown")
    return refuse(400, grantType === "refresh_token" ? "Invalid grant: refresh token is invalid" : "Invalid grant: authorization code is invalid");
  return { status: 200, body: pairShape(state, pair, request.headers["version"] === "v3") };
}

function pairShape(state: HighLevelState, pair: TokenPair, isV3: boolean): Readonly<Record<string, unknown>> {
  const { kind, locationId, companyId, scopes } = pair;
  const isCompany = kind === "company";
  const about = {
    scope: scopes.join(" "),
    userType: isCompany ? "Company" : "Location",
    ...(locationId !== null && { locationId: state.quirks.namesWrongLocation ? otherLocation(state, locationId) : locationId }),
    companyId,
    userId: USER_ID,
    planId: "",
    isBulkInstallation: isCompany,
    ...(isCompany && {
      approvedLocations: locationsOf(state, companyId).map(({ id }) => id),
      approveAllLocations: true,
      installToFutureLocations: false,
    }),
  };
  return { ...secrets(pair, isV3), ...about };
}

const otherLocation = (state: HighLevelState, locationId: string): string =>
  [...state.locations.keys()].find((id) => id !== locationId) ?? "locNobody000000000000";

function secrets({ accessToken, refreshToken }: TokenPair, isV3: boolean): Readonly<Record<string, unknown>> {
  return isV3
    ? { accessToken, tokenType: "Bearer", expiresIn: ACCESS_SECONDS, refreshToken }
    : { access_token: accessToken, token_type: "Bearer", expires_in: ACCESS_SECONDS, refresh_token: refreshToken };
}

/** `POST /oauth/locationToken`: a company's OAuth token mints one for a location where the app is installed. */
export function locationToken({ state, request, token }: RouteCall): SandboxResponse {
  if (token.kind !== "company") return wrongTokenKind();
  const form = formOf(request);
  const [companyId, locationId] = [form.get("companyId"), form.get("locationId")];
  if (companyId === null || locationId === null) return refuse(422, ["companyId must be a string", "locationId must be a string"]);
  const location = reachableLocations(state, token).find(({ id }) => id === locationId);
  if (companyId !== token.companyId || location?.installed !== true) return refuse(400, "Location not found");
  if (location.suspended) return refuse(400, "Location is not active");
  const pair = state.oauth.pair({ kind: "location", locationId, companyId, scopes: token.scopes }, state.prng.text(8, "0123456789abcdef"));
  const { appId } = state.oauth.app;
  const { refresh_token: _one, refreshToken: _other, ...alone } = secrets(pair, request.headers["version"] === "v3");
  return {
    status: 200,
    body: {
      ...(state.quirks.mintsWithoutRefresh ? alone : secrets(pair, request.headers["version"] === "v3")),
      scope: pair.scopes.join(" "),
      locationId,
      planId: "",
      userId: USER_ID,
      appId,
      versionId: appId,
    },
  };
}

/** `GET /oauth/installedLocations`, and its v3 twin with pages by token. */
export function installedLocations(call: RouteCall): SandboxResponse {
  const { state, request, token } = call;
  const { query } = request;
  if (token.kind !== "company") return wrongTokenKind();
  if (query.get("companyId") === null || query.get("appId") === null) return refuse(422, ["companyId must be a string", "appId must be a string"]);
  if (query.get("companyId") !== token.companyId || query.get("appId") !== state.oauth.app.appId) return refuse(403, "Forbidden resource");
  const sought = (query.get("query") ?? "").toLowerCase();
  const wanted = query.get("isInstalled");
  const all = locationsOf(state, token.companyId).filter(
    ({ id, name, installed }) =>
      name.toLowerCase().includes(sought) &&
      (wanted === null || String(installed) === wanted) &&
      (query.get("locationId") === null || id === query.get("locationId")),
  );
  return request.path === "/oauth/installed-locations" ? tokenPage(call, all) : skipPage(call, all);
}

function skipPage({ state, request }: RouteCall, all: readonly SandboxLocation[]): SandboxResponse {
  const [skip, limit] = [Number(request.query.get("skip") ?? "0"), Number(request.query.get("limit") ?? "20")];
  const locations = all.slice(skip, skip + limit).map((location) => installedShape(state, location));
  return { status: 200, body: { locations, count: all.length, installToFutureLocations: false } };
}

function tokenPage({ state, request }: RouteCall, all: readonly SandboxLocation[]): SandboxResponse {
  const [from, size] = [Number(request.query.get("pageToken") ?? "0"), Number(request.query.get("pageSize") ?? "20")];
  const items = all.slice(from, from + size).map((location) => installedShape(state, location));
  const hasNextPage = from + size < all.length;
  const pagination = {
    totalRecords: all.length,
    hasNextPage,
    hasPrevPage: from > 0,
    ...(hasNextPage && { nextPageToken: String(from + size) }),
    ...(from > 0 && { prevPageToken: String(Math.max(0, from - size)) }),
    currentPageSize: items.length,
  };
  return { status: 200, body: { items, pagination, metadata: {}, installToFutureLocations: false } };
}

function installedShape(state: HighLevelState, { id, name, installed }: SandboxLocation): Readonly<Record<string, unknown>> {
  return { _id: id, name, address: "", isInstalled: installed, versionId: state.oauth.app.appId };
}

const formOf = (request: SandboxRequest): URLSearchParams => new URLSearchParams(request.body.toString("utf8"));

const locationsOf = (state: HighLevelState, companyId: string): readonly SandboxLocation[] =>
  [...state.locations.values()].filter((location) => location.companyId === companyId);

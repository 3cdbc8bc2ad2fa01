import type { SandboxRequest, SandboxResponse } from "../kit/http-app.ts";
import { refuse, type Token } from "./access.ts";
import type { HighLevelState } from "./state.ts";

/** Seconds that an access token lives; a refresh token lives a year (facts, section 2). */
const ACCESS_SECONDS = 86_399;
const REFRESH_MS = 31_536_000_000;
/** Milliseconds in which a used refresh token answers with the same new pair. */
const GRACE_MS = 30_000;

export interface OAuthApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUris: readonly string[];
}

interface Grant {
  readonly kind: "location" | "company";
  readonly locationId: string | null;
  readonly companyId: string;
  readonly scopes: readonly string[];
}

interface Refresh extends Grant {
  readonly expiresAt: number;
  readonly family: string;
  usedAt: number | null;
  successor: Record<string, unknown> | null;
}

/** The OAuth 2.0 side: consent page, single-use codes, rotating refresh tokens, location tokens. */
export class OAuth {
  readonly #state: HighLevelState;
  readonly app: OAuthApp;
  readonly #codes = new Map<string, Grant & { readonly redirectUri: string; readonly expiresAt: number }>();
  readonly #refresh = new Map<string, Refresh>();
  /** Refresh tokens offered again after their grace: each is a defect of the caller. */
  reuses = 0;

  constructor(state: HighLevelState, app: OAuthApp) {
    this.#state = state;
    this.app = app;
  }

  /** GET shows the consent page; a click on Allow or Deny comes back with `decision`. */
  consent(request: SandboxRequest): SandboxResponse {
    const { query } = request;
    const redirectUri = query.get("redirect_uri") ?? "";
    if (query.get("client_id") !== this.app.clientId || !this.app.redirectUris.includes(redirectUri)) return { status: 400, body: "<h1>Unknown app or redirect address</h1>" };
    if (query.get("response_type") !== "code") return { status: 400, body: "<h1>response_type must be code</h1>" };
    const decision = query.get("decision");
    if (decision === null) return this.#page(query);
    const back = new URL(redirectUri);
    const state = query.get("state");
    if (state !== null) back.searchParams.set("state", state);
    if (decision === "deny") back.searchParams.set("error", "access_denied");
    else back.searchParams.set("code", this.#newCode(query, redirectUri));
    return { status: 302, headers: { location: back.href } };
  }

  #page(query: URLSearchParams): SandboxResponse {
    const link = (decision: string): string => escapeHtml(`?${new URLSearchParams([...query, ["decision", decision]]).toString()}`);
    const rows = (query.get("scope") ?? "").split(" ").map((scope) => `<li>${escapeHtml(scope)}</li>`).join("");
    const locations = [...this.#state.locations.values()].map((location) => `<li>${escapeHtml(location.name)}</li>`).join("");
    return {
      status: 200,
      body: `<!doctype html><html lang="en"><title>Sandbox consent</title><h1>Choose a location (sandbox)</h1><ul>${locations}</ul><h2>Permissions asked</h2><ul>${rows}</ul><p><a href="${link("allow")}">Allow</a> <a href="${link("deny")}">Deny</a></p></html>`,
    };
  }

  #newCode(query: URLSearchParams, redirectUri: string): string {
    const code = this.#state.prng.text(40, "0123456789abcdef");
    const location = [...this.#state.locations.values()].find((known) => known.id === query.get("location_id")) ?? [...this.#state.locations.values()][0];
    const kind = query.get("user_type") === "Company" ? "company" : "location";
    this.#codes.set(code, {
      kind, locationId: kind === "company" ? null : (location?.id ?? null), companyId: location?.companyId ?? "", scopes: (query.get("scope") ?? "").split(" "),
      redirectUri, expiresAt: this.#state.clock.now() + 600_000,
    });
    return code;
  }

  /** `POST /oauth/token`, form-encoded; camelCase in and out under v3. */
  token(request: SandboxRequest): SandboxResponse {
    const form = new URLSearchParams(request.body.toString("utf8"));
    const field = (snake: string, camel: string): string => form.get(snake) ?? form.get(camel) ?? "";
    if (field("client_id", "clientId") !== this.app.clientId || field("client_secret", "clientSecret") !== this.app.clientSecret) return refuse(401, "Invalid client credentials");
    const isV3 = request.headers["version"] === "v3";
    switch (field("grant_type", "grantType")) {
      case "authorization_code":
        return this.#exchange(field("code", "code"), field("redirect_uri", "redirectUri"), isV3);
      case "refresh_token":
        return this.#rotate(field("refresh_token", "refreshToken"), isV3);
      default:
        return refuse(422, ["grant_type must be a valid enum value"]);
    }
  }

  #exchange(code: string, redirectUri: string, isV3: boolean): SandboxResponse {
    const grant = this.#codes.get(code);
    this.#codes.delete(code);
    if (grant === undefined || grant.expiresAt <= this.#state.clock.now() || grant.redirectUri !== redirectUri) return refuse(400, "Invalid grant: authorization code is invalid");
    return { status: 200, body: this.#pair(grant, this.#state.prng.text(8, "0123456789abcdef"), isV3) };
  }

  #rotate(value: string, isV3: boolean): SandboxResponse {
    const now = this.#state.clock.now();
    const known = this.#refresh.get(value);
    if (known === undefined || known.expiresAt <= now) return refuse(400, "Invalid grant: refresh token is invalid");
    const location = known.locationId === null ? undefined : this.#state.locations.get(known.locationId);
    if (location?.suspended === true) return refuse(400, "Location is not active");
    if (known.usedAt !== null) {
      if (this.#state.quirks.refreshGrace && now - known.usedAt < GRACE_MS && known.successor !== null) return { status: 200, body: known.successor };
      this.reuses += 1;
      this.revokeFamily(known.family);
      return refuse(400, "Invalid grant: refresh token is invalid");
    }
    known.usedAt = now;
    known.successor = this.#pair(known, known.family, isV3);
    return { status: 200, body: known.successor };
  }

  revokeFamily(family: string): void {
    for (const [value, refresh] of this.#refresh) if (refresh.family === family) this.#refresh.delete(value);
  }

  #pair(grant: Grant, family: string, isV3: boolean): Record<string, unknown> {
    const { access, prng, clock } = this.#state;
    const token = access.issue(prng, grant.kind, grant.companyId, grant.locationId, grant.scopes, ACCESS_SECONDS * 1_000);
    const refreshToken = `rt-${prng.text(48, "0123456789abcdef")}`;
    const { kind, locationId, companyId, scopes } = grant;
    this.#refresh.set(refreshToken, { kind, locationId, companyId, scopes, expiresAt: clock.now() + REFRESH_MS, family, usedAt: null, successor: null });
    const shared = { userType: kind === "company" ? "Company" : "Location", ...(locationId !== null && { locationId }), companyId, scope: scopes.join(" ") };
    return isV3
      ? { accessToken: token.value, tokenType: "Bearer", expiresIn: ACCESS_SECONDS, refreshToken, ...shared }
      : { access_token: token.value, token_type: "Bearer", expires_in: ACCESS_SECONDS, refresh_token: refreshToken, ...shared };
  }

  /** `POST /oauth/locationToken`: company tokens only. */
  locationToken(request: SandboxRequest, token: Token): SandboxResponse {
    if (token.kind !== "company") return refuse(401, "This AuthClass is not yet supported for this route");
    const form = new URLSearchParams(request.body.toString("utf8"));
    const location = this.#state.locations.get(form.get("locationId") ?? "");
    if (location === undefined || location.companyId !== form.get("companyId")) return refuse(400, "Location not found");
    const grant: Grant = { kind: "location", locationId: location.id, companyId: location.companyId, scopes: token.scopes };
    return { status: 201, body: this.#pair(grant, this.#state.prng.text(8, "0123456789abcdef"), request.headers["version"] === "v3") };
  }

  /** `GET /oauth/installedLocations`. */
  installedLocations(token: Token): SandboxResponse {
    if (token.kind !== "company") return refuse(401, "This AuthClass is not yet supported for this route");
    const locations = [...this.#state.locations.values()].map((location) => ({ _id: location.id, name: location.name, address: "", isInstalled: true }));
    return { status: 200, body: { locations, count: locations.length, installToFutureLocations: false } };
  }
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/gu, (char) => `&#${String(char.charCodeAt(0))};`);

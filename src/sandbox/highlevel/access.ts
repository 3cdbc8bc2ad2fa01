import type { SandboxClock } from "../kit/clock.ts";
import type { SandboxRequest, SandboxResponse } from "../kit/http-app.ts";
import type { Prng } from "../kit/prng.ts";
import type { HighLevelState, SandboxLocation } from "./state.ts";

/** A credential that the sandbox accepts. */
export interface Token {
  readonly value: string;
  readonly kind: "private-integration" | "location" | "company";
  readonly locationId: string | null;
  readonly companyId: string;
  scopes: readonly string[];
  /** Epoch milliseconds; null for tokens that do not lapse. */
  expiresAt: number | null;
  revoked: boolean;
}

/** Scopes of the contact flow. */
export const contactScopes = [
  "contacts.readonly",
  "contacts.write",
  "locations.readonly",
  "locations/customFields.readonly",
  "locations/customFields.write",
  "locations/tags.readonly",
  "locations/tags.write",
] as const;

/** Scopes of all flows. */
export const flowScopes = [
  ...contactScopes,
  "locations/tasks.readonly",
  "calendars.readonly",
  "calendars/events.readonly",
  "calendars/events.write",
  "businesses.readonly",
  "businesses.write",
  "opportunities.readonly",
  "opportunities.write",
  "workflows.readonly",
  "campaigns.readonly",
  "users.readonly",
] as const;

/** Version header values that the service answers to. */
const versions = new Set(["2021-04-15", "2021-07-28", "2023-02-21", "v3"]);

/** Who may call: the version gate, then the token. */
export class Access {
  readonly #clock: SandboxClock;
  readonly #tokens = new Map<string, Token>();

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  issue(prng: Prng, kind: Token["kind"], companyId: string, locationId: string | null, scopes: readonly string[], lifeMs: number | null): Token {
    const prefix = kind === "private-integration" ? "pit-" : "eyJsb2NhbC1zYW5kYm94.";
    const value = `${prefix}${prng.text(36, "abcdef0123456789-")}`;
    const token: Token = {
      value,
      kind,
      locationId,
      companyId,
      scopes: [...scopes],
      expiresAt: lifeMs === null ? null : this.#clock.now() + lifeMs,
      revoked: false,
    };
    this.#tokens.set(value, token);
    return token;
  }

  token(value: string): Token | undefined {
    return this.#tokens.get(value);
  }

  /** Ends the app's tokens for a location; private integration tokens are not the app's. */
  revokeApp(locationId: string): void {
    for (const token of this.#tokens.values()) if (token.kind === "location" && token.locationId === locationId) token.revoked = true;
  }

  /** The token, or the vendor's refusal. */
  admit(request: SandboxRequest): Token | SandboxResponse {
    const version = request.headers["version"];
    if (version === undefined) return refuse(401, "version header was not found.");
    if (!versions.has(version)) return refuse(401, "version header is invalid");
    const bearer = /^Bearer (\S+)$/u.exec(request.headers["authorization"] ?? "")?.[1];
    const token = bearer === undefined ? undefined : this.#tokens.get(bearer);
    if (token === undefined || token.revoked) return refuse(401, "Invalid JWT");
    if (token.expiresAt !== null && token.expiresAt <= this.#clock.now()) return refuse(401, "Invalid token: access token is invalid");
    return token;
  }

  snapshot(): readonly Token[] {
    return structuredClone([...this.#tokens.values()]);
  }

  restore(tokens: readonly Token[]): void {
    this.#tokens.clear();
    for (const token of structuredClone(tokens)) this.#tokens.set(token.value, token);
  }
}

const statusWords: Readonly<Record<number, string>> = {
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  422: "Unprocessable Entity",
  500: "Internal Server Error",
};

/** An error in the vendor's envelope; a 400 carries no name of its status (facts, section 7). */
export function refuse(status: number, message: string | readonly string[], more: Readonly<Record<string, unknown>> = {}): SandboxResponse {
  const word = statusWords[status];
  return { status, body: { statusCode: status, message, ...(word !== undefined && { error: word }), ...more } };
}

export const wrongTokenKind = (): SandboxResponse => refuse(401, "This AuthClass is not yet supported for this route");
export const missingScope = (): SandboxResponse => refuse(401, "The token is not authorized for this scope.");
export const inactiveLocation = (): SandboxResponse => refuse(400, "Location is not active");

/** The location gate of operations on a sub-account's data: null when the token may go on. */
export function gateLocation(state: HighLevelState, token: Token, locationId: unknown): SandboxResponse | null {
  if (token.locationId === null) return wrongTokenKind();
  if (locationId !== token.locationId) return refuse(403, "The token does not have access to this location.");
  return state.locations.get(token.locationId)?.suspended === true ? inactiveLocation() : null;
}

/** Locations that the token reaches: its own, or all of its company. */
export function reachableLocations(state: HighLevelState, token: Token): readonly SandboxLocation[] {
  return [...state.locations.values()].filter(({ id, companyId }) =>
    token.locationId === null ? companyId === token.companyId : id === token.locationId,
  );
}

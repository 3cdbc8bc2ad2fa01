import { passkey } from "@better-auth/passkey";
import { betterAuth } from "better-auth";
import { APIError } from "better-auth/api";
import { genericOAuth, twoFactor } from "better-auth/plugins";
import { equals } from "#core/ports/account-rows.ts";
import type { Log } from "#core/ports/log.ts";
import type { PeoplePorts } from "#engine/people/people-ports.ts";
import { oidcProvider, roleOfProfile, OIDC, type OidcOptions } from "./oidc.ts";
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from "./password-rules.ts";
import { PLACE_HEADER } from "./place-header.ts";
import { rowsAdapter } from "./rows-adapter.ts";

/** 7 days, in seconds: then a person signs in again, busy or not. */
const SESSION_SECONDS = 604_800;
/** One day, in seconds: changes to how one signs in need a sign-in that is no older. */
const FRESH_SECONDS = 86_400;

export interface AuthOptions {
  /** Under which people open the page. */
  readonly url: string;
  /** Seals second factors and signs cookies. */
  readonly secret: string;
  readonly oidc: OidcOptions | null;
}

export type Auth = ReturnType<typeof createAuth>;

/**
 * The sign-in library over our rows. Its own HTTP routes are not served, but for the way back from an OIDC provider: our routes call its
 * functions, so that one guard stands before everything.
 */
export function createAuth(ports: PeoplePorts, log: Log, options: AuthOptions) {
  const { store, workspaceId, random } = ports;
  const url = new URL(options.url);
  const secure = url.protocol === "https:";
  return betterAuth({
    appName: "Highwire",
    baseURL: url.origin,
    basePath: "/auth",
    secret: options.secret,
    database: rowsAdapter(store.accounts, workspaceId),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: SHORTEST_PASSWORD, maxPasswordLength: LONGEST_PASSWORD },
    session: { expiresIn: SESSION_SECONDS, freshAge: FRESH_SECONDS, disableSessionRefresh: true },
    user: {
      additionalFields: {
        role: { type: "string", required: true, defaultValue: "viewer" },
        disabled: { type: "boolean", required: false, defaultValue: false, input: false },
      },
      validateUserInfo: ({ source }) =>
        source.oauth?.providerId === OIDC && options.oidc !== null && roleOfProfile(options.oidc, source.oauth.profile ?? {}) === null
          ? { error: "no_role" }
          : undefined,
    },
    account: { updateAccountOnSignIn: false, accountLinking: { disableImplicitLinking: true } },
    verification: { storeIdentifier: "hashed" },
    plugins: [
      twoFactor({ issuer: "Highwire" }),
      passkey({
        rpID: secure ? url.hostname : "localhost",
        rpName: "Highwire",
        authenticatorSelection: { residentKey: "required", userVerification: "preferred" },
      }),
      ...(options.oidc === null ? [] : [genericOAuth({ config: [oidcProvider(options.oidc)] })]),
    ],
    databaseHooks: {
      // Whoever is shut out gets no session, whichever way they come.
      session: {
        create: {
          async before({ userId }) {
            const [person] = await store.accounts.find(workspaceId, "people", { where: [equals("id", userId)], limit: 1 });
            if (person === undefined || person["disabled"] === true) throw new APIError("UNAUTHORIZED", { code: "DISABLED" });
          },
        },
      },
      // What a provider hands over is of no use here, so it is not kept.
      account: {
        create: { before: async (account) => ({ data: { ...account, accessToken: null, refreshToken: null, idToken: null, scope: null } }) },
      },
    },
    advanced: {
      cookiePrefix: secure ? "__Host-highwire" : "highwire",
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", path: "/", secure },
      ipAddress: { ipAddressHeaders: [PLACE_HEADER] },
      database: { generateId: () => random.uuid() },
    },
    onAPIError: { errorURL: "/sign-in" },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { level: "warn", log: (level) => (level === "error" ? log.warn("people.library-error") : log.debug("people.library-note")) },
  });
}

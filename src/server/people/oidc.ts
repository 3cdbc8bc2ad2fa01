import { roles, type Role } from "#core/policy/role.ts";

/** The provider that people of an organisation sign in with. */
export interface OidcOptions {
  /** Its issuer address; what it offers is found below `/.well-known/openid-configuration`. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Claim that names a person's groups. */
  readonly groupsClaim: string;
  /** Role by group. Who is in several has the highest; who is in none does not get in. */
  readonly groups: Readonly<Record<string, Role>>;
}

/** Name of the provider in our own addresses. */
export const OIDC = "oidc";

/** The role that a profile's groups give; null when none of them does. */
export function roleOfProfile({ groups, groupsClaim }: OidcOptions, profile: Readonly<Record<string, unknown>>): Role | null {
  const claimed = profile[groupsClaim];
  const named = (Array.isArray(claimed) ? claimed : [claimed]).filter((group) => typeof group === "string");
  const held = new Set(named.flatMap((group) => (Object.hasOwn(groups, group) ? [groups[group]] : [])));
  return roles.find((role) => held.has(role)) ?? null;
}

/** How the library is told of the provider: PKCE, a verified id token with our nonce, and the role anew at each sign-in. */
export const oidcProvider = (options: OidcOptions) => ({
  providerId: OIDC,
  discoveryUrl: `${options.issuer.replace(/\/+$/u, "")}/.well-known/openid-configuration`,
  clientId: options.clientId,
  clientSecret: options.clientSecret,
  scopes: ["openid", "profile", "email", ...(options.groupsClaim === "groups" ? ["groups"] : [])],
  pkce: true,
  requireIdTokenVerification: true,
  overrideUserInfo: true,
  mapProfileToUser: (profile: Readonly<Record<string, unknown>>) => ({
    name: String(profile["name"] ?? profile["email"] ?? ""),
    role: roleOfProfile(options, profile) ?? "responder",
  }),
});

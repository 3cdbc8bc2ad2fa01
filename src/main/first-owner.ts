import { HighwireError } from "#core/errors.ts";
import type { Application } from "#engine/application.ts";
import { endCodes, makeCode } from "#engine/people/entry-codes.ts";
import { hasOwner } from "#engine/people/people-directory.ts";
import { entryLink } from "#server/people/entry-link.ts";
import type { OidcOptions } from "#server/people/oidc.ts";
import { peoplePorts } from "#server/people/people.ts";
import type { Settings } from "./options.ts";
import { homeWorkspace } from "./workspaces.ts";

/**
 * The link by which the first owner's account is made; null once there is an owner. Each start makes a new one and ends those before, so that
 * only whoever sees this process's output has one that works.
 */
export async function linkForFirstOwner(app: Application, url: string): Promise<string | null> {
  const ports = peoplePorts(app, { workspaceId: homeWorkspace });
  if (await hasOwner(ports)) return null;
  await endCodes(ports, "setup");
  const { code } = await makeCode(ports, { purpose: "setup", role: "owner", madeBy: "start" });
  return entryLink(url, "setup", code);
}

/** The OIDC provider of the settings; null when none is named. Throws `HW_CONFIG_MISSING` naming what else it needs. */
export function oidcIn(settings: Settings): OidcOptions | null {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcClientSecret: clientSecret, oidcGroups: groups, oidcGroupsClaim, publicUrl } = settings;
  if (issuer === null) return null;
  const missing = Object.entries({
    HIGHWIRE_OIDC_CLIENT_ID: clientId,
    HIGHWIRE_OIDC_CLIENT_SECRET: clientSecret,
    HIGHWIRE_OIDC_GROUPS: groups,
    HIGHWIRE_PUBLIC_URL: publicUrl,
  }).find(([, value]) => value === null)?.[0];
  if (missing !== undefined || clientId === null || clientSecret === null || groups === null)
    throw new HighwireError("HW_CONFIG_MISSING", { option: missing ?? "", detail: `HIGHWIRE_OIDC_ISSUER needs ${missing ?? "more"} as well` });
  return { issuer, clientId, clientSecret, groups, groupsClaim: oidcGroupsClaim ?? "groups" };
}

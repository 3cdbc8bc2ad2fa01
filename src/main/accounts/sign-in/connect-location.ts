import { HighwireError } from "#core/errors.ts";
import type { Connection } from "#core/ports/store.ts";
import type { OAuthCredential } from "#vendors/highlevel/auth.ts";
import type { OAuthApp, TokenGrant } from "#vendors/highlevel/oauth.ts";
import { storeConnection } from "../../connect-account.ts";
import { companySecretName } from "../../vendors.ts";
import { entitiesInUse, hostOf, type AccountPorts } from "../account-ports.ts";
import { checkCredential, refusalOf } from "../check-credential.ts";
import { renewed } from "../credential-work.ts";
import { scopesOf } from "../needed-scopes.ts";

/** Connects the location that a grant is for, once it has shown that it opens that location. Throws the code of the step that failed. */
export async function connectLocation(
  ports: AccountPorts,
  app: OAuthApp,
  grant: TokenGrant,
  who: string,
): Promise<{ readonly connection: Connection; readonly resumed: number }> {
  const { locationId } = grant;
  if (locationId === null) throw new HighwireError("HW_VENDOR_DRIFT", { vendor: "highlevel", operation: "oauth.exchange" });
  const baseUrl = hostOf(ports, "highlevel");
  const entities = await entitiesInUse(ports, null);
  const account = { vendor: "highlevel", credential: grant.accessToken, locationId, baseUrl } as const;
  const uses = scopesOf("highlevel", entities.length === 0 ? ["contact"] : entities);
  const found = await checkCredential(ports.vendors, { account, uses, granted: grant.scopes });
  const refusal = refusalOf(found);
  if (refusal !== null) throw refusal;
  const { connection } = await storeConnection(ports, {
    vendor: "highlevel",
    locationId,
    baseUrl,
    auth: "oauth",
    credential: JSON.stringify(credentialOf(ports, app, grant)),
    name: null,
    probed: { name: found.name ?? "HighLevel location", facts: found.facts },
    webhookSecrets: [],
  });
  return { connection, resumed: await renewed(ports, connection, found, who, "signed-in") };
}

/** Keeps a company's tokens, from which those of its locations are minted. */
export async function keepCompany(ports: AccountPorts, app: OAuthApp, grant: TokenGrant): Promise<void> {
  if (grant.companyId === null) throw new HighwireError("HW_VENDOR_DRIFT", { vendor: "highlevel", operation: "oauth.exchange" });
  await ports.store.saveSecret(ports.workspaceId, companySecretName(grant.companyId), JSON.stringify(credentialOf(ports, app, grant)));
}

function credentialOf({ clock }: AccountPorts, { clientId, clientSecret }: OAuthApp, grant: TokenGrant): OAuthCredential {
  const { accessToken, refreshToken, scopes, companyId } = grant;
  const expiresAt = clock.now() + grant.expiresInSeconds * 1_000;
  return { accessToken, refreshToken, expiresAt, clientId, clientSecret, scopes, ...(companyId !== null && { companyId }) };
}

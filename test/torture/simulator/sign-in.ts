import type { ConnectionId, WorkspaceId } from "#core/ids.ts";
import type { Store } from "#core/ports/store.ts";
import { must } from "#lib/must.ts";
import { credentialName } from "#main/vendors.ts";
import type { HighLevelSandbox } from "#sandbox/highlevel/start-highlevel-sandbox.ts";
import type { Prng } from "#sandbox/kit/prng.ts";
import type { Universe } from "./universe.ts";

/** Scopes of all flows. */
const scopes = [
  "contacts.readonly",
  "contacts.write",
  "locations.readonly",
  "locations/customFields.readonly",
  "locations/tags.readonly",
  "locations/tags.write",
  "locations/tasks.readonly",
  "calendars.readonly",
  "calendars/events.readonly",
  "businesses.readonly",
  "opportunities.readonly",
  "users.readonly",
];

/** A person gives consent once more; the connection gets a new pair of tokens, the first of which ends in `livesMs`. */
export async function consent(
  { highlevel, store, workspaceId }: { readonly highlevel: HighLevelSandbox; readonly store: Store; readonly workspaceId: WorkspaceId },
  connectionId: ConnectionId,
  now: number,
  prng: Prng,
): Promise<void> {
  const { app } = highlevel.oauth;
  const grant = { kind: "location", locationId: highlevel.locationId, companyId: highlevel.companyId, scopes } as const;
  const { accessToken, refreshToken } = highlevel.oauth.pair(grant, prng.text(8, "0123456789abcdef"));
  const credential = { accessToken, refreshToken, expiresAt: now + 90_000, clientId: app.clientId, clientSecret: app.clientSecret };
  await store.saveSecret(workspaceId, credentialName(connectionId), JSON.stringify(credential));
}

/** The access token in use ends at once, as when its day is over. */
export async function expireToken({ store, workspaceId, highlevel, bridge }: Universe): Promise<void> {
  const secret = must(await store.secret(workspaceId, credentialName((await bridge()).left)), "credential");
  const { accessToken } = JSON.parse(secret) as { readonly accessToken: string };
  highlevel.control.revokeToken(accessToken);
}

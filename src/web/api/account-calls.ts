import {
  connectionDetail,
  connectionsAnswer,
  credentialCheck,
  historyAnswer,
  permissionsAnswer,
  rotateAnswer,
  webhookSecretAnswer,
  type ConnectionDetail,
  type CredentialCheck,
  type HistoryAnswer,
  type NeededScope,
  type RotateAnswer,
  type WebhookSecretAnswer,
} from "#contract/accounts.ts";
import { appView, installView, signInAnswer, type AppView, type Install, type SignInRequest } from "#contract/sign-ins.ts";
import type { ConnectionView } from "#contract/status.ts";
import { post, request } from "./request.ts";

const at = (id: string, rest = ""): string => `/connections/${encodeURIComponent(id)}${rest}`;

export const fetchConnectionList = async (): Promise<readonly ConnectionView[]> => connectionsAnswer.parse(await request("/connections")).connections;
/** Every connection with all that is known of it. */
export async function fetchConnections(): Promise<readonly ConnectionDetail[]> {
  return Promise.all((await fetchConnectionList()).map(async ({ id }) => connectionDetail.parse(await request(at(id)))));
}
export const fetchHistory = async (id: string): Promise<HistoryAnswer["entries"]> => historyAnswer.parse(await request(at(id, "/history"))).entries;
export const fetchPermissions = async (): Promise<readonly NeededScope[]> => permissionsAnswer.parse(await request("/setup/permissions")).scopes;
export const testConnection = async (id: string): Promise<CredentialCheck> => credentialCheck.parse(await post(at(id, "/test")));
export const changeToken = async (id: string, token: string): Promise<RotateAnswer> => rotateAnswer.parse(await post(at(id, "/rotate"), { token }));
export const setConnectionState = (id: string, state: "active" | "paused"): Promise<unknown> => post(at(id, "/state"), { state });
export const addWebhookSecret = async (id: string, secret: string): Promise<WebhookSecretAnswer> =>
  webhookSecretAnswer.parse(await post(at(id, "/webhook-secrets"), { secret }));
export const removeWebhookSecret = (id: string, fingerprint: string): Promise<unknown> => post(at(id, "/webhook-secrets/remove"), { fingerprint });

export const fetchApp = async (): Promise<AppView> => appView.parse(await request("/setup/highlevel/app"));
export const saveApp = (app: { readonly clientId: string; readonly clientSecret: string }): Promise<unknown> => post("/setup/highlevel/app", app);
/** Begins a sign-in and gives the address to go to. */
export const beginSignIn = async (given: SignInRequest): Promise<string> => signInAnswer.parse(await post("/setup/highlevel/sign-in", given)).address;
export const fetchInstall = async (id: string): Promise<Install> =>
  installView.parse(await request(`/setup/highlevel/installs/${encodeURIComponent(id)}`));
export const claimInstall = async (id: string): Promise<Install> =>
  installView.parse(await post(`/setup/highlevel/installs/${encodeURIComponent(id)}/claim`));
export const chooseLocations = async (id: string, locations: readonly string[]): Promise<Install> =>
  installView.parse(await post(`/setup/highlevel/installs/${encodeURIComponent(id)}/choose`, { locations }));

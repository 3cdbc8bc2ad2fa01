import { connectedAnswer, credentialCheck, locationAnswer, permissionsAnswer, webhookSecretAnswer, webhooksAnswer } from "#contract/accounts.ts";
import { setupState, type SetupChange, type SetupState } from "#contract/setup.ts";
import type { Entity } from "#core/bridge.ts";
import { post, request } from "./request.ts";

export type CredentialCheckView = ReturnType<typeof credentialCheck.parse>;
export type WebhookView = ReturnType<typeof webhooksAnswer.parse>["webhooks"][number];
export type NeededScopeView = ReturnType<typeof permissionsAnswer.parse>["scopes"][number];

export const fetchSetup = async (): Promise<SetupState> => setupState.parse(await request("/setup/state"));
export const changeSetup = async (change: SetupChange): Promise<SetupState> => setupState.parse(await post("/setup/state", change));

/** A pasted credential, what it is for, and whose it should be. */
export interface Candidate {
  readonly vendor: "highlevel" | "incident";
  readonly token: string;
  readonly location?: string;
  readonly flows: readonly Entity[];
}

export const readLocation = async (address: string): Promise<string> => locationAnswer.parse(await post("/setup/location", { address })).locationId;
export const checkCredential = async (given: Candidate): Promise<CredentialCheckView> => credentialCheck.parse(await post("/setup/check", given));
export const connectAccount = async (given: Candidate): Promise<ReturnType<typeof connectedAnswer.parse>> =>
  connectedAnswer.parse(await post("/setup/connect", given));
export const fetchWebhooks = async (): Promise<readonly WebhookView[]> => webhooksAnswer.parse(await request("/setup/webhooks")).webhooks;
export const fetchPermissions = async (): Promise<readonly NeededScopeView[]> => permissionsAnswer.parse(await request("/setup/permissions")).scopes;
/** Resolves with whether the newest refused event fits the secret; null when none was refused. */
export const addWebhookSecret = async (connectionId: string, secret: string): Promise<boolean | null> =>
  webhookSecretAnswer.parse(await post(`/connections/${encodeURIComponent(connectionId)}/webhook-secrets`, { secret })).fitsRefused;
export const lookEvery = (connectionId: string, everyMs: number | null): Promise<unknown> =>
  post(`/connections/${encodeURIComponent(connectionId)}/look-every`, { everyMs });

import { connectedAnswer, credentialCheck, locationAnswer, webhooksAnswer, type CredentialCheck, type WebhookView } from "#contract/accounts.ts";
import { setupState, type SetupChange, type SetupState } from "#contract/setup.ts";
import type { Entity } from "#core/bridge.ts";
import { post, request } from "./request.ts";

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
export const checkCredential = async (given: Candidate): Promise<CredentialCheck> => credentialCheck.parse(await post("/setup/check", given));
export const connectAccount = async (given: Candidate): Promise<ReturnType<typeof connectedAnswer.parse>> =>
  connectedAnswer.parse(await post("/setup/connect", given));
export const fetchWebhooks = async (): Promise<readonly WebhookView[]> => webhooksAnswer.parse(await request("/setup/webhooks")).webhooks;
export const lookEvery = (connectionId: string, everyMs: number | null): Promise<unknown> =>
  post(`/connections/${encodeURIComponent(connectionId)}/look-every`, { everyMs });

import * as contract from "#contract/people.ts";
import type { Role } from "#core/policy/role.ts";
import { post, request } from "./request.ts";

export const fetchWaysIn = async (): Promise<contract.WaysIn> => contract.waysIn.parse(await request("/sign-in"));
export const signIn = async (email: string, password: string): Promise<contract.SignInStep> =>
  contract.signInStep.parse(await post("/sign-in", { email, password }));
export const giveSecondFactor = (code: string, recovery: boolean): Promise<unknown> => post("/sign-in/second-factor", { code, recovery });
export const startOidc = async (): Promise<string> => contract.oidcStart.parse(await post("/sign-in/oidc")).url;
export const signOut = (): Promise<unknown> => post("/sign-out");

export const lookAtCode = async (code: string): Promise<contract.CodeView> => contract.codeView.parse(await post("/codes/look", { code }));
export const join = (given: { readonly code: string; readonly name: string; readonly email: string; readonly password: string }): Promise<unknown> =>
  post("/codes/join", given);
export const resetPassword = (code: string, password: string): Promise<unknown> => post("/codes/reset", { code, password });

export const fetchPeople = async (): Promise<contract.PeopleView> => contract.peopleView.parse(await request("/people"));
export const invite = async (role: Role, note: string): Promise<contract.FreshInvitation> =>
  contract.freshInvitation.parse(await post("/people/invite", { role, note: note.trim() === "" ? null : note }));
export const withdrawInvitation = (id: string): Promise<unknown> => post(`/people/invitations/${encodeURIComponent(id)}/withdraw`);
export const changeRole = (id: string, role: Role): Promise<unknown> => post(`/people/${encodeURIComponent(id)}/role`, { role });
export const setDisabled = (id: string, disabled: boolean): Promise<unknown> => post(`/people/${encodeURIComponent(id)}/state`, { disabled });
export const makeResetLink = async (id: string): Promise<string> =>
  contract.freshReset.parse(await post(`/people/${encodeURIComponent(id)}/reset`)).link;

export const fetchTokens = async (): Promise<readonly contract.TokenView[]> => contract.tokensView.parse(await request("/tokens")).tokens;
export const makeToken = async (name: string, role: Role, days: number): Promise<contract.FreshToken> =>
  contract.freshToken.parse(await post("/tokens", { name, role, days }));
export const endToken = (id: string): Promise<unknown> => post(`/tokens/${encodeURIComponent(id)}/end`);

export const fetchSessions = async (): Promise<readonly contract.SessionView[]> =>
  contract.sessionsView.parse(await request("/me/sessions")).sessions;
export const endSession = (id: string): Promise<unknown> => post(`/me/sessions/${encodeURIComponent(id)}/end`);
export const endOtherSessions = (): Promise<unknown> => post("/me/sessions/end-others");

export const fetchSecurity = async (): Promise<contract.SecurityView> => contract.securityView.parse(await request("/me/security"));
export const changePassword = (current: string, password: string): Promise<unknown> => post("/me/password", { current, password });
export const beginSecondFactor = async (password: string): Promise<contract.SecondFactorStart> =>
  contract.secondFactorStart.parse(await post("/me/second-factor/begin", { password }));
export const confirmSecondFactor = (code: string): Promise<unknown> => post("/me/second-factor/confirm", { code });
export const endSecondFactor = (password: string): Promise<unknown> => post("/me/second-factor/end", { password });
export const endPasskey = (id: string): Promise<unknown> => post(`/me/passkeys/${encodeURIComponent(id)}/end`);

/** Whether this browser, at this address, can use passkeys at all. */
export const knowsPasskeys = (): boolean => "PublicKeyCredential" in globalThis && !/^[\d.]+$|:/u.test(location.hostname);

/** Signs in with a passkey that the browser offers. Rejects as the browser does when nobody chooses one. */
export async function signInByPasskey(): Promise<unknown> {
  const options = contract.passkeyOptions.parse(await post("/sign-in/passkey/begin"));
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as unknown as PublicKeyCredentialRequestOptionsJSON);
  return post("/sign-in/passkey/finish", { response: asJson(await navigator.credentials.get({ publicKey })) });
}

/** Makes a passkey for whoever is signed in. */
export async function addPasskey(name: string): Promise<unknown> {
  const options = contract.passkeyOptions.parse(await post("/me/passkeys/begin"));
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as unknown as PublicKeyCredentialCreationOptionsJSON);
  return post("/me/passkeys/finish", { name, response: asJson(await navigator.credentials.create({ publicKey })) });
}

const asJson = (credential: Credential | null): unknown => (credential instanceof PublicKeyCredential ? credential.toJSON() : null);

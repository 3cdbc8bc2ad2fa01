import type { ApiRoute } from "./api-route.ts";
import { meView } from "./me.ts";
import * as people from "./people.ts";

const post = (path: string, needs: ApiRoute["needs"], summary: string, answer: ApiRoute["answer"], body?: ApiRoute["body"]): ApiRoute => ({
  method: "post",
  path: `/api/v1${path}`,
  needs,
  summary,
  answer,
  ...(body !== undefined && { body }),
});
const get = (path: string, needs: ApiRoute["needs"], summary: string, answer: ApiRoute["answer"]): ApiRoute => ({
  method: "get",
  path: `/api/v1${path}`,
  needs,
  summary,
  answer,
});

/** Who is there, how they get in, and what they may do. */
export const peopleRoutes: readonly ApiRoute[] = [
  get("/me", null, "Who asks, and what they may do.", meView),
  get("/sign-in", null, "How one may get in here.", people.waysIn),
  post("/sign-in", null, "Signs in with e-mail and password.", people.signInStep, people.signInRequest),
  post("/sign-in/second-factor", null, "Goes on signing in, with a code.", people.signInStep, people.secondFactorRequest),
  post("/sign-in/passkey/begin", null, "What a passkey is asked to sign.", people.passkeyOptions),
  post("/sign-in/passkey/finish", null, "Signs in with what a passkey has signed.", people.signInStep, people.passkeyAnswer),
  post("/sign-in/oidc", null, "Where the OIDC provider asks people to sign in.", people.oidcStart),
  post("/sign-out", null, "Ends the session that asks.", people.done),
  post("/codes/look", null, "What a code is good for; does not use it.", people.codeView, people.codeRequest),
  post("/codes/join", null, "Makes an account with a set-up code or an invitation, and signs in.", people.done, people.joinRequest),
  post("/codes/reset", null, "Sets a password anew with a code, and ends every session.", people.done, people.resetRequest),

  get("/people", "administer", "People and open invitations.", people.peopleView),
  post("/people/invite", "administer", "Makes an invitation; its link is told once.", people.freshInvitation, people.inviteRequest),
  post("/people/invitations/{id}/withdraw", "administer", "Takes an invitation back.", people.peopleView),
  post("/people/{id}/role", "administer", "Gives a person another role.", people.personView, people.roleRequest),
  post("/people/{id}/state", "administer", "Shuts a person out at once, or lets them in again.", people.personView, people.personStateRequest),
  post("/people/{id}/reset", "administer", "Makes a link to set a new password; it is told once.", people.freshReset),

  get("/tokens", "administer", "Tokens of programs; never the tokens themselves.", people.tokensView),
  post("/tokens", "administer", "Makes a token; it is told once.", people.freshToken, people.tokenRequest),
  post("/tokens/{id}/end", "administer", "Ends a token at once.", people.tokensView),

  get("/me/sessions", "view", "Where one is signed in.", people.sessionsView),
  post("/me/sessions/{id}/end", "view", "Ends one of one's own sessions.", people.sessionsView),
  post("/me/sessions/end-others", "view", "Ends all of one's sessions but the one that asks.", people.sessionsView),
  get("/me/security", "view", "What one signs in with.", people.securityView),
  post("/me/password", "view", "Changes one's password, and ends the other sessions.", people.done, people.passwordRequest),
  post("/me/second-factor/begin", "view", "Begins to use an authenticator app.", people.secondFactorStart, people.confirmRequest),
  post(
    "/me/second-factor/confirm",
    "view",
    "Proves that the app works; from then on it is asked for.",
    people.securityView,
    people.secondFactorConfirm,
  ),
  post("/me/second-factor/end", "view", "Stops asking for the app.", people.securityView, people.confirmRequest),
  post("/me/passkeys/begin", "view", "What a new passkey is asked to sign.", people.passkeyOptions),
  post("/me/passkeys/finish", "view", "Keeps a new passkey.", people.securityView, people.passkeyName),
  post("/me/passkeys/{id}/end", "view", "Forgets a passkey.", people.securityView),
];

/** The way back from the OIDC provider; it ends on a page of ours. */
export const oidcCallback: ApiRoute = {
  method: "get",
  path: "/auth/callback/oidc",
  needs: null,
  summary: "Where the OIDC provider sends people back to.",
  answer: "text/html",
};

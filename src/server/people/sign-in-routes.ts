import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { oidcStart, passkeyAnswer, secondFactorRequest, signInRequest, signInStep, waysIn } from "#contract/people.ts";
import { HighwireError } from "#core/errors.ts";
import { noteDeed } from "#engine/people/people-ports.ts";
import { checked, checkNoBody } from "../problem.ts";
import { OIDC } from "./oidc.ts";
import { headersOf, type People } from "./people.ts";
import type { Auth } from "./create-auth.ts";
import { relayCookies, relayed } from "./answers.ts";

/** What a passkey answers; the library checks it. */
type SignedChallenge = Record<string, unknown> & NonNullable<Parameters<Auth["api"]["verifyPasskeyAuthentication"]>[0]>["body"]["response"];

/** Getting in, and out again. */
export async function signInRoutes(server: FastifyInstance, { people }: { readonly people: People }): Promise<void> {
  const { ports, attempts } = people;
  const noteIn = (personId: string): Promise<void> => noteDeed(ports, `user:${personId}`, { people: "signed-in", about: `user:${personId}` });

  server.get("/sign-in", async () => waysIn.parse({ setUpNeeded: !(await people.hasOwner()), oidc: people.oidc !== null }));

  server.post("/sign-in", async (request, reply) => {
    const { email, password } = checked(signInRequest, request.body);
    const account = email.trim().toLowerCase();
    guess(people, request, reply, account);
    const auth = await people.auth();
    const asked = auth.api.signInEmail({ body: { email: account, password }, headers: headersOf(request), returnHeaders: true });
    const answer = await relayed(reply, asked);
    if ("twoFactorRedirect" in answer) return signInStep.parse({ next: "second-factor" });
    attempts.succeed(account, request.ip);
    await noteIn(answer.user.id);
    return signInStep.parse({ next: "done" });
  });

  server.post("/sign-in/second-factor", async (request, reply) => {
    const { code, recovery } = checked(secondFactorRequest, request.body);
    const { api } = await people.auth();
    const given = { body: { code: code.replaceAll(/\s/gu, "") }, headers: headersOf(request), returnHeaders: true } as const;
    const { user } = await relayed(reply, recovery ? api.verifyBackupCode(given) : api.verifyTOTP(given));
    attempts.succeed(String(user.email), request.ip);
    await noteIn(user.id);
    return signInStep.parse({ next: "done" });
  });

  server.post("/sign-in/passkey/begin", async (request, reply) => {
    checkNoBody(request);
    const { api } = await people.auth();
    return relayed(reply, api.generatePasskeyAuthenticationOptions({ headers: headersOf(request), returnHeaders: true }));
  });
  server.post("/sign-in/passkey/finish", async (request, reply) => {
    const { response } = checked(passkeyAnswer, request.body);
    const { api } = await people.auth();
    const { user } = await relayed(
      reply,
      api.verifyPasskeyAuthentication({ body: { response: response as SignedChallenge }, headers: headersOf(request), returnHeaders: true }),
    );
    await noteIn(user.id);
    return signInStep.parse({ next: "done" });
  });

  server.post("/sign-in/oidc", async (request, reply) => {
    checkNoBody(request);
    if (people.oidc === null) throw new HighwireError("HW_REQUEST_NOT_FOUND", { detail: "no OIDC provider is set up here" });
    const { api } = await people.auth();
    const body = { provider: OIDC, callbackURL: "/", errorCallbackURL: "/sign-in" };
    const { url } = await relayed(reply, api.signInSocial({ body, headers: headersOf(request), returnHeaders: true }));
    return oidcStart.parse({ url });
  });

  server.post("/sign-out", async (request, reply) => {
    checkNoBody(request);
    const caller = await people.callerOf(request);
    if (caller === null) return { done: true };
    const { api } = await people.auth();
    await relayed(reply, api.signOut({ headers: headersOf(request), returnHeaders: true }));
    await noteDeed(ports, caller.who, { people: "signed-out", about: caller.who });
    return { done: true };
  });
}

/** Lets a guess through, or throws `HW_REQUEST_TOO_OFTEN`, alike for accounts that are there and such as are not. */
export function guess({ attempts }: People, request: FastifyRequest, reply: FastifyReply, account: string): void {
  const waitMs = attempts.waitMs(account, request.ip);
  if (waitMs > 0) {
    const seconds = Math.ceil(waitMs / 1_000);
    reply.header("retry-after", String(seconds));
    throw new HighwireError("HW_REQUEST_TOO_OFTEN", { detail: `too many tries: wait ${String(seconds)} seconds, then try again` });
  }
  attempts.begin(account, request.ip);
}

/** Where the OIDC provider sends people back to. The library checks state, nonce and token, and leads on to a page of ours. */
export async function oidcCallbackRoute(server: FastifyInstance, { people }: { readonly people: People }): Promise<void> {
  server.get(`/auth/callback/${OIDC}`, async (request, reply) => {
    if (people.oidc === null) throw new HighwireError("HW_REQUEST_NOT_FOUND");
    const auth = await people.auth();
    const { baseURL } = await auth.$context;
    const answer = await auth.handler(new Request(new URL(request.url, baseURL), { headers: headersOf(request) }));
    relayCookies(reply, answer.headers);
    const session = await signedInBy(people, answer.headers);
    if (session !== null) await noteDeed(people.ports, `user:${session}`, { people: "signed-in", about: `user:${session}` });
    return reply
      .code(303)
      .header("location", pathOf(answer.headers.get("location"), baseURL))
      .send();
  });
}

async function signedInBy(people: People, headers: Headers): Promise<string | null> {
  const cookie = headers
    .getSetCookie()
    .map((one) => one.split(";", 1)[0])
    .join("; ");
  const found = await (await people.auth()).api.getSession({ headers: new Headers({ cookie }) });
  return found?.user.id ?? null;
}

/** Path and query of a page of ours; anything that leads elsewhere leads to the sign-in page. */
function pathOf(location: string | null, baseUrl: string): string {
  const url = new URL(location ?? "/sign-in", baseUrl);
  return url.origin === new URL(baseUrl).origin ? `${url.pathname}${url.search}` : "/sign-in";
}

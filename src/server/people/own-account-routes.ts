import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import * as contract from "#contract/people.ts";
import { HighwireError } from "#core/errors.ts";
import { equals } from "#core/ports/account-rows.ts";
import { noteDeed, type PeopleDeed } from "#engine/people/people-ports.ts";
import { personOf, type Person } from "../caller.ts";
import { checked, checkNoBody } from "../problem.ts";
import { relayed } from "./answers.ts";
import type { Auth } from "./create-auth.ts";
import { checkPassword } from "./password-rules.ts";
import { headersOf, type People } from "./people.ts";
import { guess } from "./sign-in-routes.ts";

type ById = { Params: { id: string } };

/** Where one is signed in and what one signs in with: for the person who asks, about nobody else. */
export async function ownAccountRoutes(server: FastifyInstance, { people }: { readonly people: People }): Promise<void> {
  sessionRoutes(server, people);
  secretRoutes(server, people);
  passkeyRoutes(server, people);
}

function sessionRoutes(server: FastifyInstance, people: People): void {
  const { store, workspaceId, clock } = people.ports;
  const own = async (request: FastifyRequest) => {
    const where = [equals("user_id", me(request).id), { column: "expires_at", is: "gt" as const, value: clock.now() }];
    const rows = await store.accounts.find(workspaceId, "sessions", { where, order: { column: "created_at", descending: true } });
    const current = (await people.callerOf(request))?.sessionId;
    const sessions = rows.map((row) => ({
      id: row["id"],
      current: row["id"] === current,
      place: row["ip_address"],
      browser: row["user_agent"],
      createdAt: row["created_at"],
      expiresAt: row["expires_at"],
    }));
    return contract.sessionsView.parse({ sessions });
  };
  server.get("/me/sessions", own);
  server.post<ById>("/me/sessions/:id/end", async (request) => {
    checkNoBody(request);
    const mine = [equals("id", request.params.id), equals("user_id", me(request).id)];
    if ((await store.accounts.remove(workspaceId, "sessions", mine, "one")).length === 0)
      throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "id" });
    await note(people, request, "sessions-ended");
    return own(request);
  });
  server.post("/me/sessions/end-others", async (request) => {
    checkNoBody(request);
    await endOthers(people, request);
    await note(people, request, "sessions-ended");
    return own(request);
  });
}

function secretRoutes(server: FastifyInstance, people: People): void {
  server.get("/me/security", (request) => security(people, request));
  server.post("/me/password", async (request, reply) => {
    const { current, password } = checked(contract.passwordRequest, request.body);
    const { name, email } = me(request);
    await checkPassword(password, [name, email, email.split("@")[0] ?? ""]);
    guess(people, request, reply, email);
    const { api } = await people.auth();
    const body = { currentPassword: current, newPassword: password, revokeOtherSessions: true };
    await relayed(reply, api.changePassword({ body, headers: headersOf(request), returnHeaders: true }));
    people.attempts.succeed(email, request.ip);
    await note(people, request, "password-changed");
    return { done: true };
  });
  server.post("/me/second-factor/begin", async (request, reply) => {
    const { password } = checked(contract.confirmRequest, request.body);
    const answer = await proven(people, request, reply, (api) =>
      api.enableTwoFactor({ body: { password, method: "totp" }, headers: headersOf(request), returnHeaders: true }),
    );
    if (!("totpURI" in answer)) throw new HighwireError("HW_INVARIANT");
    return contract.secondFactorStart.parse({ uri: answer.totpURI, recoveryCodes: answer.backupCodes });
  });
  server.post("/me/second-factor/confirm", async (request, reply) => {
    const { code } = checked(contract.secondFactorConfirm, request.body);
    guess(people, request, reply, me(request).email);
    const { api } = await people.auth();
    const body = { code: code.replaceAll(/\s/gu, "") };
    await relayed(reply, api.verifyTOTP({ body, headers: headersOf(request), returnHeaders: true }));
    people.attempts.succeed(me(request).email, request.ip);
    await note(people, request, "second-factor-on");
    return security(people, request);
  });
  server.post("/me/second-factor/end", async (request, reply) => {
    const { password } = checked(contract.confirmRequest, request.body);
    await proven(people, request, reply, (api) => api.disableTwoFactor({ body: { password }, headers: headersOf(request), returnHeaders: true }));
    await note(people, request, "second-factor-off");
    return security(people, request);
  });
}

function passkeyRoutes(server: FastifyInstance, people: People): void {
  const { store, workspaceId } = people.ports;
  server.post("/me/passkeys/begin", async (request, reply) => {
    checkNoBody(request);
    me(request);
    const { api } = await people.auth();
    return relayed(reply, api.generatePasskeyRegistrationOptions({ headers: headersOf(request), returnHeaders: true }));
  });
  server.post("/me/passkeys/finish", async (request, reply) => {
    const { response, name } = checked(contract.passkeyName, request.body);
    me(request);
    const { api } = await people.auth();
    await relayed(reply, api.verifyPasskeyRegistration({ body: { response, name }, headers: headersOf(request), returnHeaders: true }));
    await note(people, request, "passkey-added");
    return security(people, request);
  });
  server.post<ById>("/me/passkeys/:id/end", async (request) => {
    checkNoBody(request);
    const mine = [equals("id", request.params.id), equals("user_id", me(request).id)];
    if ((await store.accounts.remove(workspaceId, "passkeys", mine, "one")).length === 0)
      throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "id" });
    await note(people, request, "passkey-removed");
    return security(people, request);
  });
}

/** The person who asks. Throws `HW_REQUEST_CONFLICT` for tokens and for the local owner, who have no account. */
function me(request: FastifyRequest): Person {
  const person = personOf(request);
  if (person === null) throw new HighwireError("HW_REQUEST_CONFLICT", { detail: "this is about one's own account, and whoever asks has none" });
  return person;
}

async function security({ ports }: People, request: FastifyRequest): Promise<contract.SecurityView> {
  const { id } = me(request);
  const { store, workspaceId } = ports;
  const [ways, [person], passkeys] = await Promise.all([
    store.accounts.count(workspaceId, "sign_in_ways", [equals("user_id", id), equals("provider_id", "credential")]),
    store.accounts.find(workspaceId, "people", { where: [equals("id", id)] }),
    store.accounts.find(workspaceId, "passkeys", { where: [equals("user_id", id)] }),
  ]);
  return contract.securityView.parse({
    password: ways > 0,
    secondFactor: person?.["two_factor_enabled"] === true,
    passkeys: passkeys.map((row) => ({ id: row["id"], name: row["name"], createdAt: row["created_at"] })),
  });
}

/** Asks what needs the person's password, slowed down as signing in is. */
async function proven<Response>(
  people: People,
  request: FastifyRequest,
  reply: FastifyReply,
  ask: (api: Auth["api"]) => Promise<{ readonly headers: Headers; readonly response: Response }>,
): Promise<Response> {
  const { email } = me(request);
  guess(people, request, reply, email);
  const answer = await relayed(reply, ask((await people.auth()).api));
  people.attempts.succeed(email, request.ip);
  return answer;
}

async function endOthers(people: People, request: FastifyRequest): Promise<void> {
  const { store, workspaceId } = people.ports;
  const current = (await people.callerOf(request))?.sessionId ?? "";
  await store.accounts.remove(workspaceId, "sessions", [equals("user_id", me(request).id), { column: "id", is: "ne", value: current }], "all");
}

const note = (people: People, request: FastifyRequest, deed: PeopleDeed): Promise<void> => {
  const who = `user:${me(request).id}`;
  return noteDeed(people.ports, who, { people: deed, about: who });
};
